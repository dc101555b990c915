package import FoundationEssentials
package import VaultModel

/// What a rotation needs next: the machine that turns a step into the deed that leads to the following one.
package enum RotationTask: Sendable, Equatable {
    /// Ask the directory for a new credential.
    case begin
    /// Give up an attempt whose reply nobody will see any more.
    case giveUp
    /// Sign in with the new credential until that works.
    case prove
    /// Hand the new credential to the delivery command.
    case deliver
    /// Make the new credential the active one.
    case promote
    /// Nothing before this instant.
    case wait(until: Date)
    /// Take the old credentials away, if everything speaks for it.
    case retire
    /// Nothing before a person says so: the vault was restored since this began.
    case confirm
}

extension Rotation {
    /// What comes next.
    ///
    /// `era` is the last restore that the vault has seen; `delivers` tells whether there is a delivery command;
    /// `isFinishing` ends the overlap now.
    package func task(at now: Date, era: UInt64, delivers: Bool, isFinishing: Bool) -> RotationTask {
        guard self.era == era else { return .confirm }
        switch step {
        case .planned: return .begin
        // Whoever asked stores the reply, or has died.
        case .intended: return .giveUp
        case .stored: return .prove
        case .proven: return delivers && !isAcknowledged ? .deliver : .promote
        case .delivered: return .promote
        case .promoted:
            guard let removeAfter, !isFinishing, removeAfter > now else { return .retire }
            return .wait(until: removeAfter)
        }
    }
}

extension Application {
    /// A rotation's attempt: the credential to be is listed as pending, and its name in the directory is known before
    /// anybody is asked for it.
    package mutating func intend(_ pending: Credential, attempt: UUID, at now: Date) {
        credentials.append(pending)
        rotation?.id = attempt
        rotation?.new = pending.id
        rotation?.reach(.intended, at: now)
    }

    /// What the directory made of the pending credential.
    package mutating func store(keyID: KeyID, hint: String?, start: Date?, expiry: Expiry, at now: Date) {
        guard let index = newIndex else { return }
        credentials[index].keyID = keyID
        credentials[index].hint = credentials[index].hint ?? hint
        credentials[index].notBefore = start
        credentials[index].expiry = expiry
        rotation?.reach(.stored, at: now)
    }

    /// Makes the new credential the active one; every other secret and certificate is retiring from now on.
    ///
    /// `directory` is what the directory's clock says.
    package mutating func promote(at now: Date, directory: Date?) {
        guard let rotation, let index = newIndex else { return }
        let old = credentials.indices.filter {
            $0 != index && credentials[$0].isRotatable && [.active, .retiring].contains(credentials[$0].state)
        }
        for place in old { credentials[place].state = .retiring }
        credentials[index].state = .active
        self.rotation?.old = old.map { credentials[$0].id }
        // It is tried first.
        credentials.insert(credentials.remove(at: index), at: 0)
        let overlap = rotation.isCompromised ? 0 : rotation.overlap.seconds
        self.rotation?.removeAfter = now + overlap
        // Directories tell the time in whole seconds: no overlap must not become one of a second.
        self.rotation?.directoryRemoveAfter = overlap > 0 ? directory.map { $0 + overlap } : nil
        self.rotation?.reach(.promoted, at: now)
    }

    /// Goes back to the wish, without what was in the making; with `mayExist` the directory may have made it nevertheless,
    /// and is searched for it.
    ///
    /// - Returns: the credential whose secret goes with it.
    package mutating func loseAttempt(mayExist: Bool, at now: Date) -> RecordID? {
        guard let rotation, rotation.isUnderWay, rotation.step != .promoted else { return nil }
        let index = newIndex
        if mayExist {
            lostAttempts.append(
                LostAttempt(id: rotation.id, at: now, keyID: index.flatMap { credentials[$0].keyID }))
        }
        let gone = index.map { credentials.remove(at: $0).id }
        self.rotation?.new = nil
        self.rotation?.isDelivered = false
        self.rotation?.reach(.planned, at: now)
        return gone
    }

    /// Drops old credentials that the directory does not know any more; with `isOver` the rotation ends.
    ///
    /// - Returns: those whose secrets go with them.
    package mutating func retire(_ gone: Set<RecordID>, isOver: Bool) -> [RecordID] {
        let dropped = credentials.filter { gone.contains($0.id) && $0.state == .retiring }.map(\.id)
        credentials.removeAll { dropped.contains($0.id) }
        rotation?.old.removeAll { gone.contains($0) }
        if isOver { rotation = nil }
        return dropped
    }

    /// The credential in the making, or that was made last.
    package var newCredential: Credential? { newIndex.map { credentials[$0] } }

    private var newIndex: Int? {
        guard let new = rotation?.new else { return nil }
        return credentials.firstIndex { $0.id == new }
    }
}

extension Rotation {
    mutating func reach(_ step: Step, at now: Date) {
        self.step = step
        since = now
    }
}

extension Credential {
    /// A directory lists it, and can be asked for another.
    package var isRotatable: Bool {
        switch kind {
        case .clientSecret, .certificate: true
        case .federated, .refreshToken, .password: false
        }
    }
}
