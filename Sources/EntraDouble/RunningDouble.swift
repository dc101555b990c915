package import FoundationEssentials
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

    /// Sets how late changes of credentials are seen from now on.
    package func setReplicationLag(_ lag: ReplicationLag) async {
        await state.setReplicationLag(lag)
    }

    /// Moves its clock to an instant, from where it runs on.
    package func setClock(to instant: Date) async {
        await state.setClock(to: instant)
    }

    /// Moves its clock to run so many seconds ahead of the machine's, or behind it.
    package func setClock(offset seconds: TimeInterval) async {
        await state.setClock(offset: seconds)
    }

    /// Its time.
    package var now: Date { get async { await state.now } }

    /// The directories as they stand now, a seed again.
    package var present: Seed { get async { await state.present } }

    /// How often each method and path was asked.
    package var requests: [RequestCount] { get async { await state.requests } }

    /// Closes it and returns once it is gone.
    package func stop() async throws {
        await services.triggerGracefulShutdown()
        try await running.value
    }
}
