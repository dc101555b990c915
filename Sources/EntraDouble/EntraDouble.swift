internal import ServiceLifecycle

/// Stands in for Microsoft Entra ID in tests and demonstrations.
///
/// It shares no code with the product, so that the two cannot share a mistake.
///
/// ```swift
/// let double = try await EntraDouble.start(seed: seed)
/// // … requests to double.baseURL …
/// try await double.stop()
/// ```
package enum EntraDouble {
    /// Starts a double and returns once it listens.
    ///
    /// - Parameters:
    ///   - seed: the directories it knows.
    ///   - options: where and how it is served.
    /// - Returns: the running double; it runs until ``RunningDouble/stop()``.
    /// - Throws: ``StartError`` if the address cannot be bound.
    package static func start(seed: Seed, options: Options = Options()) async throws -> RunningDouble {
        let directory = Directory(seed: seed)
        let signingKey = if let key = options.signingKey { key } else { try await SigningKey.shared() }
        let authority =
            switch options.transport {
            case .http: ThrowawayAuthority?.none
            case .https: try ThrowawayAuthority()
            }
        let (ports, port) = AsyncThrowingStream.makeStream(of: Int.self)
        let services = try serviceGroup(directory, signingKey, authority, options) { port.yield($0) }
        let running = Task {
            do {
                try await services.run()
                port.finish()
            } catch {
                port.finish(throwing: error)
                throw error
            }
        }
        do {
            for try await port in ports {
                return RunningDouble(
                    baseURL: "\(options.scheme)://\(options.hostName):\(port)",
                    state: directory,
                    certificateAuthorityPEM: authority?.certificatePEM,
                    services: services,
                    running: running
                )
            }
        } catch {
            throw StartError.cannotListen(on: "\(options.host):\(options.port)")
        }
        throw CancellationError()
    }

    /// Runs a double for as long as `body` takes.
    ///
    /// - Parameters:
    ///   - seed: the directories it knows.
    ///   - options: where and how it is served.
    ///   - body: what to do with it.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, or ``StartError``.
    package static func running<Result: Sendable>(
        seed: Seed,
        options: Options = Options(),
        _ body: @Sendable (RunningDouble) async throws -> Result
    ) async throws -> Result {
        let double = try await start(seed: seed, options: options)
        do {
            let result = try await body(double)
            try await double.stop()
            return result
        } catch {
            try? await double.stop()
            throw error
        }
    }
}

/// Says why a double did not start.
package enum StartError: Error, Equatable, CustomStringConvertible {
    /// The address cannot be bound.
    case cannotListen(on: String)

    /// One line for people.
    package var description: String {
        switch self {
        case .cannotListen(let address):
            "cannot listen on \(address): the port is taken, or the address is not one of this machine's"
        }
    }
}
