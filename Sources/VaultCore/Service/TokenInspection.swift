internal import EntraClient
package import VaultModel

/// What a token says about itself, decoded and not verified.
package struct TokenInspection: Sendable, Equatable {
    package let header: [String: ClaimValue]
    package let claims: [String: ClaimValue]

    /// Splits and decodes a token of at most 64 KiB.
    ///
    /// - Throws: `VaultFailure` (`usage`) for what is no readable JSON web token.
    package init(_ token: String) throws(VaultFailure) {
        do {
            let decoded = try DecodedToken(token)
            header = decoded.header.mapValues { ClaimValue($0) }
            claims = decoded.claims.mapValues { ClaimValue($0) }
        } catch {
            throw VaultFailure(error, tenant: "NAME")
        }
    }

    /// Checks issuer, life and signature with the keys that the authority publishes.
    ///
    /// The authority is the one named, or the Microsoft cloud that the token's issuer belongs to.
    package static func verify(
        _ token: String, authority: Origin?, caFile: String?, surroundings: Surroundings
    ) async throws(VaultFailure) {
        let inspection = try TokenInspection(token)
        guard let origin = authority ?? inspection.issuingAuthority else {
            throw VaultFailure(
                .usage, "the token's issuer is none of Microsoft's clouds", hint: "name the authority with --authority")
        }
        let transport = WebTransport(
            TransportSettings(
                environment: surroundings.environment, caFile: caFile, timeout: surroundings.replyTimeout))
        let client = EntraClient(transport: transport, now: surroundings.now, pause: surroundings.pause)
        do {
            try await client.verify(token: token, authority: origin)
        } catch {
            await transport.shutdown()
            throw VaultFailure(error, tenant: "NAME")
        }
        await transport.shutdown()
    }

    /// By the host of `iss`: v1 tokens name `sts.windows.net` in every cloud but China's.
    private var issuingAuthority: Origin? {
        guard case .string(let issuer)? = claims["iss"] else { return nil }
        return Cloud.allCases.first { cloud in
            ([cloud.authority.host] + cloud.authorityAliases).contains { issuer.hasPrefix("https://\($0)/") }
        }?.authority
    }
}

/// A value of a token's header or claims.
package indirect enum ClaimValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([ClaimValue])
    case object([String: ClaimValue])

    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .string(let value): self = .string(value)
        case .array(let values): self = .array(values.map { ClaimValue($0) })
        case .object(let members): self = .object(members.mapValues { ClaimValue($0) })
        }
    }
}
