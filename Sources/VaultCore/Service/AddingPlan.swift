internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// What an order comes to, checked against the vault before the network is asked and before anything is written.
struct AddingPlan {
    /// Whose application the tenant uses.
    enum Base {
        case new(NewApplication)
        case existing(RecordID, Application)
    }

    struct NewApplication {
        let clientID: ClientID
        let destination: Destination
        let endpoint: TokenEndpoint
        let keyID: KeyID?
        let expiry: Expiry?
        let isExposed: Bool
        let owner: String?
        let via: TenantName?
    }

    let name: TenantName
    let resource: Resource
    let signIn: SignIn
    let tags: [Tag]
    let notes: String?
    let base: Base

    /// - Throws: `usage` for an order that says too much or too little, `alreadyThere` or `applicationExists`.
    init(_ order: borrowing TenantOrder, in vault: VaultSnapshot) throws {
        name = order.name
        resource = order.resource ?? .alias(.partner)
        signIn = try order.agreedSignIn()
        tags = Array(Set(order.tags)).sorted()
        notes = order.notes
        let there = try vault.tenant(named: order.name)?.tenant
        if let there, there.archived != nil {
            let name = shellQuoted(there.name.description)
            throw VaultFailure(
                .alreadyThere, "\"\(there.name)\" is the name of an archived tenant",
                hint: "choose another name, or free it with \"partner-vault rename \(name) \(name)-old\"")
        }
        guard there == nil else {
            throw VaultFailure(
                .alreadyThere, "there is a tenant \"\(order.name)\" already",
                hint:
                    "change it with \"partner-vault edit \(shellQuoted(order.name.description))\", or choose another name"
            )
        }
        if let app = order.app {
            base = try Self.existing(app, order, in: vault)
        } else {
            base = .new(try Self.new(order, in: vault))
        }
        guard resource.uri(in: destination.cloud) != nil else {
            throw VaultFailure(
                .notInThisCloud, "the cloud \"\(destination.cloud.rawValue)\" has no resource \"\(resource)\"",
                hint: "name another with --resource")
        }
    }

    var destination: Destination {
        switch base {
        case .new(let application): application.destination
        case .existing(_, let application): application.destination
        }
    }

    /// Of the secret that comes with the tenant, where there is one.
    var keyID: KeyID? {
        switch base {
        case .new(let application): application.keyID
        case .existing: nil
        }
    }

    private static func existing(
        _ app: String, _ order: borrowing TenantOrder, in vault: VaultSnapshot
    ) throws -> Base {
        let isPlain =
            order.clientID == nil && order.secret == nil && order.proof == nil && order.keyID == nil
            && order.expiry == nil && order.cloud == nil && order.authority == nil && order.graph == nil
            && order.endpoint == nil
            && order.owner == nil && order.via == nil
        guard isPlain else {
            throw VaultFailure(
                .usage, "with --app the application's own values cannot be given: they are \"\(app)\"'s",
                hint: "give only the directory, resource, tags and notes")
        }
        let other = try vault.single(app)
        return .existing(other.tenant.application, other.application)
    }

    private static func new(_ order: borrowing TenantOrder, in vault: VaultSnapshot) throws -> NewApplication {
        guard let clientID = order.clientID, order.secret != nil || order.proof != nil else {
            throw VaultFailure(.usage, "a client ID and a secret are needed, or --app")
        }
        guard order.secret == nil || order.proof == nil else {
            throw VaultFailure(.usage, "one secret or certificate at a time")
        }
        let destination = Destination(
            cloud: order.cloud ?? .public, authority: order.authority, graph: order.graph)
        if let (_, there) = try vault.application(clientID, in: destination.cloud) {
            let name = try vault.tenant(there.principal)?.name.description ?? ""
            throw VaultFailure(
                .applicationExists, "that client ID is stored already, as \"\(name)\"",
                hint: "for another directory of the same application use --app \(shellQuoted(name))")
        }
        return NewApplication(
            clientID: clientID, destination: destination, endpoint: order.endpoint ?? .v2, keyID: order.keyID,
            expiry: order.expiry, isExposed: order.isExposed, owner: order.owner,
            via: try order.via.map { try vault.single($0).tenant.name })
    }
}

extension TenantOrder {
    /// As what the tenant signs in: what was asked for, or the only way that there is.
    fileprivate borrowing func agreedSignIn() throws -> SignIn {
        guard proof?.isForUsers == true else { return signIn ?? .app }
        guard signIn != .app else {
            throw VaultFailure(
                .usage, "without a secret or certificate of its own, the application cannot sign in as itself",
                hint: "leave --as app out, or give the application a secret")
        }
        return .user
    }
}

extension AddingPlan {
    /// The request whose answer shows that directory, client and secret belong together.
    func request(directory: DirectoryID) throws -> TokenRequest {
        let (clientID, endpoint) =
            switch base {
            case .new(let application): (application.clientID, application.endpoint)
            case .existing(_, let application): (application.clientID, application.endpoint)
            }
        guard let uri = resource.uri(in: destination.cloud) else {
            throw VaultFailure(.notInThisCloud, "no such resource")
        }
        return TokenRequest(
            destination: destination, directoryID: directory, clientID: clientID, endpoint: endpoint,
            target: .audience(uri))
    }
}

extension VaultEdit {
    /// Writes what was planned; the vault may have moved on, so uniqueness and counts are taken anew.
    func add(
        _ plan: AddingPlan, directory: DirectoryID, _ entered: CheckedCredential?, at instant: Date
    ) throws {
        let tenantID = RecordID.random()
        switch plan.base {
        case .existing(let id, _):
            guard var application = try application(id) else { throw StoreError.noSuchRecord }
            application.tenantCount += 1
            try update(application, at: id)
            try insert(plan.tenant(in: directory, of: id), as: tenantID)
        case .new(let new):
            let applicationID = RecordID.random()
            let credential = entered?.listed(
                keyID: new.keyID, expiry: new.expiry, isExposed: new.isExposed, at: instant)
            let via = try new.via.map { name in
                guard let (id, _) = try tenant(named: name) else { throw StoreError.noSuchRecord }
                try countVia(of: id, by: 1)
                return id
            }
            try insert(plan.tenant(in: directory, of: applicationID), as: tenantID)
            try insert(
                Application(
                    clientID: new.clientID, homeDirectory: directory, destination: new.destination,
                    endpoint: new.endpoint, credentials: credential.map { [$0] } ?? [], owner: new.owner,
                    principal: tenantID,
                    via: via), as: applicationID)
            if let entered, let credential {
                try insert(try entered.sealable(new.destination, directory), as: credential.id)
            }
        }
    }

    /// Keeps count of the applications that are managed with a tenant's rights.
    func countVia(of id: RecordID, by change: Int) throws {
        guard var tenant = try tenant(id) else { throw StoreError.noSuchRecord }
        tenant.viaCount = UInt32(clamping: Int(tenant.viaCount) + change)
        try update(tenant, at: id)
    }
}

extension AddingPlan {
    fileprivate func tenant(in directory: DirectoryID, of application: RecordID) -> Tenant {
        Tenant(
            name: name, directoryID: directory, application: application, resource: resource, signIn: signIn,
            tags: tags, notes: notes)
    }
}
