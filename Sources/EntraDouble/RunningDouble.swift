internal import ServiceLifecycle

/// A double that listens.
package struct RunningDouble: Sendable {
    /// Its address, such as `http://127.0.0.1:49152`, without a slash at the end.
    package let baseURL: String
    /// What it knows; tests may look at it and change it.
    package let state: Directory
    /// The certificate to trust, as PEM; nil where it speaks plain http.
    package let certificateAuthorityPEM: String?

    let services: ServiceGroup
    let running: Task<Void, any Error>

    /// Replaces the list of faults.
    package func setFaults(_ faults: [Fault]) async {
        await state.setFaults(faults)
    }

    /// Closes it and returns once it is gone.
    package func stop() async throws {
        await services.triggerGracefulShutdown()
        try await running.value
    }
}
