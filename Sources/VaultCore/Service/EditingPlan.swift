internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// What a change comes to, checked against the vault before the network is asked and before anything is written.
struct EditingPlan {
    let id: RecordID
    /// As they will be, but for the directory, which may have to be asked for.
    private(set) var tenant: Tenant
    private(set) var application: Application
    /// The tenant was added with the application, so the application's home is its directory.
    let isPrincipal: Bool
    /// A GUID or domain, where it changes.
    let directory: String?
    private let hasCredential: Bool
    private let replaces: Bool
    let keyID: KeyID?
    private let expiry: Expiry?
    private let changesDestination: Bool
    private let changesDelivery: Bool
    let needsSignIn: Bool
    /// As they were when the plan was made.
    private let before: (tenant: Tenant, application: Application)
    /// The change is about what secrets are bound to, or was proven with it: then nothing of that may have moved since.
    fileprivate let concernsSignIn: Bool

    init(_ change: borrowing TenantChange, of name: String, in vault: VaultSnapshot) throws {
        let member = try vault.single(name)
        id = member.id
        isPrincipal = member.application.principal == member.id
        hasCredential = change.secret != nil || change.proof != nil
        if change.secret != nil, change.proof != nil {
            throw VaultFailure(.usage, "one secret or certificate at a time")
        }
        replaces = change.replace
        keyID = change.keyID
        expiry = change.expiry
        directory = change.directory
        before = (member.tenant, member.application)
        let touchesApplication =
            hasCredential || change.clientID != nil || change.cloud != nil || change.authority != nil
            || change.graph != nil || change.endpoint != nil || change.owner != nil || change.via != nil
            || change.keyID != nil || change.expiry != nil || change.replace || change.deliveryCommand != nil
        if touchesApplication, !isPrincipal {
            let owner = try vault.tenant(member.application.principal)?.name.description ?? ""
            throw VaultFailure(
                .usage, "\"\(member.tenant.name)\" uses the application of \"\(owner)\"",
                hint: "change that one: partner-vault edit \(shellQuoted(owner))")
        }
        if change.replace, !hasCredential { throw VaultFailure(.usage, "--replace needs a new secret") }
        if case .publicClient = change.proof {
            throw VaultFailure(.usage, "an application that has secrets is no public client", hint: "add it anew")
        }
        tenant = member.tenant
        tenant.resource = change.resource ?? tenant.resource
        tenant.signIn = change.signIn ?? tenant.signIn
        if let tags = change.tags { tenant.tags = Array(Set(tags)).sorted() }
        if let notes = change.notes { tenant.notes = notes.isEmpty ? nil : notes }
        application = member.application
        application.clientID = change.clientID ?? application.clientID
        application.endpoint = change.endpoint ?? application.endpoint
        if let owner = change.owner { application.owner = owner.isEmpty ? nil : owner }
        if let command = change.deliveryCommand {
            application.deliveryCommand = command.isEmpty ? nil : try Self.checked(command)
        }
        let old = application.destination
        if let cloud = change.cloud, cloud != old.cloud { application.destination = Destination(cloud: cloud) }
        if let authority = change.authority { application.destination.authority = authority }
        if let graph = change.graph { application.destination.graph = graph }
        changesDelivery = application.deliveryCommand != member.application.deliveryCommand
        changesDestination = application.destination != old || (isPrincipal && change.directory != nil)
        concernsSignIn =
            hasCredential || changesDestination || change.directory != nil || change.clientID != nil
            || change.endpoint != nil
        needsSignIn = change.verify && concernsSignIn
        if let via = change.via { application.via = via.isEmpty ? nil : try vault.single(via).id }
        try check(vault, old: member)
    }

    var destination: Destination { application.destination }

    /// What the log says of it.
    var events: [AuditEvent] {
        [.edited] + (hasCredential ? [.secretAdded] : [])
            + (changesDestination || changesDelivery ? [.destinationChanged] : [])
    }

    func request(directory: DirectoryID) throws -> TokenRequest {
        guard let uri = tenant.resource.uri(in: destination.cloud) else {
            throw VaultFailure(.notInThisCloud, "no such resource")
        }
        return TokenRequest(
            destination: destination, directoryID: directory, clientID: application.clientID,
            endpoint: application.endpoint, target: .audience(uri))
    }

    /// A command line is no place for a book, and none has line breaks that a log would not show.
    private static func checked(_ command: String) throws -> String {
        guard command.utf8.count <= 2048,
            !command.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw VaultFailure(.usage, "--deliver-command takes one line of at most 2,048 bytes") }
        return command
    }

    private func check(_ vault: VaultSnapshot, old: Roster.Member) throws {
        if let rotation = old.application.rotation, rotation.isUnderWay, rotation.step != .promoted, concernsSignIn {
            throw VaultFailure.rotationOpen(old.tenant.name.description)
        }
        guard tenant.resource.uri(in: destination.cloud) != nil else {
            throw VaultFailure(
                .notInThisCloud, "the cloud \"\(destination.cloud.rawValue)\" has no resource \"\(tenant.resource)\"",
                hint: "name another with --resource")
        }
        if application.clientID != old.application.clientID || destination.cloud != old.application.destination.cloud,
            try vault.application(application.clientID, in: destination.cloud) != nil
        {
            throw VaultFailure(.applicationExists, "that client ID is stored already")
        }
        if application.via == id {
            throw VaultFailure(.usage, "a tenant's own rights are meant where --via is not given")
        }
    }
}

extension EditingPlan {
    /// Puts the changed fields into a record read anew, so that a change made meanwhile is kept.
    fileprivate func merged(_ present: Tenant, in directory: DirectoryID) -> Tenant {
        var merged = present
        if self.directory != nil { merged.directoryID = directory }
        put(\.resource, before.tenant, tenant, &merged)
        put(\.signIn, before.tenant, tenant, &merged)
        put(\.tags, before.tenant, tenant, &merged)
        put(\.notes, before.tenant, tenant, &merged)
        return merged
    }

    fileprivate func merged(_ present: Application, in directory: DirectoryID) -> Application {
        var merged = present
        if self.directory != nil { merged.homeDirectory = directory }
        put(\.clientID, before.application, application, &merged)
        put(\.destination, before.application, application, &merged)
        put(\.endpoint, before.application, application, &merged)
        put(\.owner, before.application, application, &merged)
        put(\.via, before.application, application, &merged)
        put(\.deliveryCommand, before.application, application, &merged)
        return merged
    }

    private func put<Record, Value: Equatable>(
        _ field: WritableKeyPath<Record, Value>, _ old: Record, _ new: Record, _ record: inout Record
    ) {
        if new[keyPath: field] != old[keyPath: field] { record[keyPath: field] = new[keyPath: field] }
    }

    /// - Throws: `busy` where what was signed in with is no longer what the vault holds.
    fileprivate func compare(_ present: Tenant, _ application: Application) throws {
        let old = before.application
        guard
            !concernsSignIn
                || (present.directoryID == before.tenant.directoryID && present.application == before.tenant.application
                    && application.clientID == old.clientID && application.destination == old.destination
                    && application.endpoint == old.endpoint && application.homeDirectory == old.homeDirectory)
        else { throw VaultFailure.changedMeanwhile(present.name.description) }
    }

    fileprivate func credentials(
        _ present: [Credential], new: Credential?
    ) -> (kept: [Credential], dropped: [Credential]) {
        var kept = present
        guard let new else {
            // Without a new secret, a key ID or end date belongs to the active one.
            for index in kept.indices where kept[index].state == .active && kept[index].kind.isProof {
                kept[index].keyID = keyID ?? kept[index].keyID
                kept[index].expiry = expiry ?? kept[index].expiry
            }
            return (kept, [])
        }
        // A new certificate takes the place of a secret, and a new password that of a password.
        for index in kept.indices where kept[index].state == .active && kept[index].kind.isProof == new.kind.isProof {
            if new.kind.isProof || kept[index].kind == new.kind { kept[index].state = .retiring }
        }
        let dropped = kept.filter { $0.state == .retiring && ($0.kind.isProof ? replaces : $0.kind == new.kind) }
        kept.removeAll { credential in dropped.contains { $0.id == credential.id } }
        kept.insert(new, at: 0)
        return (kept, dropped)
    }

    fileprivate func listed(_ entered: CheckedCredential?, at instant: Date) -> Credential? {
        entered?.listed(keyID: keyID, expiry: expiry, at: instant)
    }

    fileprivate var resealsSecrets: Bool { changesDestination }
    fileprivate var forgetsTokens: Bool { concernsSignIn }
}

extension VaultEdit {
    /// Writes a planned change.
    ///
    /// - Returns: the tenant's name, which may have been changed meanwhile.
    func apply(
        _ plan: EditingPlan, directory: DirectoryID, _ entered: CheckedCredential?, at instant: Date
    ) throws -> String {
        guard let presentTenant = try tenant(plan.id), let present = try application(presentTenant.application) else {
            throw StoreError.noSuchRecord
        }
        try plan.compare(presentTenant, present)
        if let rotation = present.rotation, rotation.isUnderWay, rotation.step != .promoted, plan.concernsSignIn {
            throw VaultFailure.rotationOpen(presentTenant.name.description)
        }
        let tenant = plan.merged(presentTenant, in: directory)
        try update(tenant, at: plan.id)
        if plan.forgetsTokens { try clearTokenCache() }
        guard plan.isPrincipal else { return tenant.name.description }
        var application = plan.merged(present, in: directory)
        let new = plan.listed(entered, at: instant)
        let (kept, dropped) = plan.credentials(present.credentials, new: new)
        application.credentials = kept
        try update(application, at: tenant.application)
        for credential in dropped { try removeSecret(credential.id) }
        if let entered, let new {
            try insert(try entered.sealable(application.destination, application.homeDirectory), as: new.id)
        }
        if plan.resealsSecrets {
            for credential in kept where credential.id != new?.id { try bind(credential, to: application) }
        }
        if present.via != application.via {
            if let before = present.via { try countVia(of: before, by: -1) }
            if let via = application.via { try countVia(of: via, by: 1) }
        }
        return tenant.name.description
    }

    /// Seals a secret anew for its application's destination; whoever asks for that has given the passphrase.
    private func bind(_ credential: Credential, to application: Application) throws {
        let old = try secret(of: credential)
        let bound = StoredSecret(
            kind: old.kind, destination: application.destination, directoryID: application.homeDirectory,
            material: try old.material.duplicate())
        try update(bound, at: credential.id)
    }
}

extension VaultFailure {
    /// Another process got in between a sign-in and its result.
    static func changedMeanwhile(_ tenant: String) -> VaultFailure {
        VaultFailure(.busy, "\"\(tenant)\" was changed by someone else meanwhile", hint: "run the command again")
    }
}
