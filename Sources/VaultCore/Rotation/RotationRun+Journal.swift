internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// What a run writes down.
extension RotationRun {
    /// Changes the application in one durable commit, as long as the rotation is this run's; waits without limit while
    /// others keep the vault busy.
    func journal(
        _ event: AuditEvent? = nil, keyID: KeyID? = nil, _ change: (VaultEdit, inout Application) throws -> Void
    ) async throws {
        try await patiently {
            try vault.store.write { edit in
                guard var application = try edit.application(target.id) else { throw StoreError.noSuchRecord }
                guard application.rotation?.lease?.holder == holder else { throw VaultFailure.rotationTakenOver }
                try change(edit, &application)
                application.rotation?.lease = lease
                try edit.update(application, at: target.id)
                if let event { try edit.record(entry(event, keyID: keyID)) }
            }
        }
    }

    /// Takes the rotation, unless somebody else works on it or it is not what was planned.
    func take() async throws {
        try await patiently {
            try vault.store.write { edit in
                guard var application = try edit.application(target.id) else { throw StoreError.noSuchRecord }
                guard var rotation = application.rotation, rotation.id == target.rotation else {
                    throw VaultFailure.rotatedMeanwhile
                }
                if let lease = rotation.lease, lease.holder != holder, lease.holds(at: now),
                    !vault.surroundings.processes.hasEnded(lease.holder)
                {
                    throw VaultFailure.rotationHeld
                }
                rotation.lease = lease
                if query.confirmsRestore, let era = try? edit.settings().era, era != rotation.era {
                    rotation.era = era
                    try edit.record(entry(.rotationConfirmed))
                }
                application.rotation = rotation
                try edit.update(application, at: target.id)
            }
        }
    }

    /// Lets others work on it; one that cannot be let go is taken over when this process has ended.
    func release(_ failure: VaultFailure?) async {
        try? vault.store.write { edit in
            if let failure, [.denied, .refused].contains(failure.code) { try edit.record(entry(.refused)) }
            guard var application = try edit.application(target.id),
                application.rotation?.lease?.holder == holder
            else { return }
            application.rotation?.lease = nil
            try edit.update(application, at: target.id)
        }
    }

    /// Writes off an attempt, and with it the credential that was to be.
    func loseAttempt(mayExist: Bool) async throws {
        try await journal(mayExist ? .rotationAbandoned : nil) { edit, application in
            if let gone = application.loseAttempt(mayExist: mayExist, at: now) { try edit.removeSecret(gone) }
        }
    }

    func entry(_ event: AuditEvent, keyID: KeyID? = nil) -> AuditEntry {
        var entry = vault.surroundings.entry(event, tenant: target.tenant)
        entry.keyID = keyID
        return entry
    }

    func patiently(_ body: () throws -> Void) async throws {
        while true {
            do {
                return try body()
            } catch StoreError.busy {
                try await vault.surroundings.pause(.milliseconds(200))
            }
        }
    }

    private var lease: Rotation.Lease {
        Rotation.Lease(holder: holder, until: now.addingTimeInterval(Rotation.Lease.length.seconds))
    }
}

extension VaultFailure {
    /// Another process works on it.
    static let heldElsewhere = [rotationHeld, rotationTakenOver, rotatedMeanwhile]

    fileprivate static let rotationTakenOver = VaultFailure(
        .busy, "another process took the rotation over", hint: "see it with \"partner-vault rotate --resume\"")

    fileprivate static let rotatedMeanwhile = VaultFailure(
        .busy, "another process rotated it meanwhile", hint: "see it with \"partner-vault show\"")
}
