internal import FoundationEssentials

/// How late changes of credentials are seen: by Graph's reads, and apart from them by the token endpoint.
package struct ReplicationLag: Codable, Equatable, Sendable {
    /// How late Graph's reads see them; nil means at once.
    package var graph: Delay?
    /// How late the token endpoint does; nil means at once.
    package var tokenEndpoint: Delay?

    /// Makes a lag.
    package init(graph: Delay? = nil, tokenEndpoint: Delay? = nil) {
        self.graph = graph
        self.tokenEndpoint = tokenEndpoint
    }

    /// When a change is seen; where both are given, both must be over.
    package struct Delay: Codable, Equatable, Sendable {
        /// After so many reads of the application that did not see it.
        package var reads: Int?
        /// After so many seconds of the double's clock.
        package var seconds: Double?

        /// Makes a delay.
        package init(reads: Int? = nil, seconds: Double? = nil) {
            self.reads = reads
            self.seconds = seconds
        }
    }
}

/// The changes of credentials that not everybody sees yet.
struct Replication: Sendable {
    /// Who sees a change later than others.
    enum Observer: CaseIterable, Sendable {
        case graph
        case tokenEndpoint
    }

    /// A change.
    enum Change: Sendable {
        case added(Credential)
        case removed(Credential)
    }

    /// What is added or removed.
    enum Credential: Sendable {
        case secret(Seed.PasswordCredential)
        case certificate(Seed.KeyCredential)
    }

    /// How late the changes to come are seen; those that were made keep the lag that they were made with.
    var lag = ReplicationLag()
    private var pending: [GUID: [Pending]] = [:]

    private struct Pending {
        let change: Change
        var waits: [Observer: Wait]
    }

    private struct Wait {
        var reads: Int
        let until: Date

        func isOver(at now: Date) -> Bool { reads <= 0 && until <= now }
    }

    /// Whether everybody sees everything.
    var isIdle: Bool { pending.isEmpty }

    /// Keeps a change that somebody is to see later.
    mutating func note(_ change: Change, to appId: GUID, at now: Date) {
        var waits: [Observer: Wait] = [:]
        for observer in Observer.allCases {
            guard let delay = lag.delay(for: observer) else { continue }
            waits[observer] = Wait(reads: delay.reads ?? 0, until: now.addingTimeInterval(delay.seconds ?? 0))
        }
        guard !waits.isEmpty else { return }
        pending[appId, default: []].append(Pending(change: change, waits: waits))
    }

    /// The application as an observer sees it, which counts as one read.
    mutating func seen(_ application: Seed.Application, by observer: Observer, at now: Date) -> Seed.Application {
        guard var changes = pending[application.appId] else { return application }
        var seen = application
        // What came last is undone first.
        for index in changes.indices.reversed() {
            guard var wait = changes[index].waits[observer] else { continue }
            if wait.isOver(at: now) {
                changes[index].waits[observer] = nil
            } else {
                seen.undo(changes[index].change)
                wait.reads -= 1
                changes[index].waits[observer] = wait
            }
        }
        changes.removeAll { $0.waits.isEmpty }
        pending[application.appId] = changes.isEmpty ? nil : changes
        return seen
    }
}

extension ReplicationLag {
    fileprivate func delay(for observer: Replication.Observer) -> Delay? {
        switch observer {
        case .graph: graph
        case .tokenEndpoint: tokenEndpoint
        }
    }
}

extension Seed.Application {
    /// Goes back to what was before a change.
    fileprivate mutating func undo(_ change: Replication.Change) {
        switch change {
        case .added(.secret(let credential)): passwordCredentials?.removeAll { $0.keyId == credential.keyId }
        case .removed(.secret(let credential)): passwordCredentials = (passwordCredentials ?? []) + [credential]
        case .added(.certificate(let credential)): keyCredentials?.removeAll { $0.keyId == credential.keyId }
        case .removed(.certificate(let credential)): keyCredentials = (keyCredentials ?? []) + [credential]
        }
    }
}

extension Directory {
    /// Sets how late changes of credentials are seen from now on.
    package func setReplicationLag(_ lag: ReplicationLag) {
        replication.lag = lag
    }

    /// The directories as the token endpoint sees them for one application, which counts as one of its reads.
    func seed(forTokensOf clientId: String) -> Seed {
        guard !replication.isIdle, let appId = GUID(clientId), let place = places.byAppId[appId],
            let application = seed.tenants[place.tenant].applications?[place.application]
        else { return seed }
        var seen = seed
        seen.tenants[place.tenant].applications?[place.application] = replication.seen(
            application,
            by: .tokenEndpoint,
            at: now
        )
        return seen
    }
}
