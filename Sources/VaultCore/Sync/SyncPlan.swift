internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// Applications of one home directory that are read with the same rights: one sign-in, and few requests.
struct SyncGroup: Sendable {
    /// Whose rights read.
    let reader: Roster.Member
    let directory: DirectoryID
    let targets: [SyncTarget]
    /// Whether the directory's relationships are read instead.
    let subject: SyncOutcome.Subject
    private let signIn: SignIn?

    init(
        _ reader: Roster.Member, in directory: DirectoryID, _ targets: [SyncTarget], _ subject: SyncOutcome.Subject,
        _ query: SyncQuery
    ) {
        self.reader = reader
        self.directory = directory
        self.targets = targets
        self.subject = subject
        signIn = query.signIn
    }

    /// A sign-in for Graph in the directory.
    ///
    /// - Throws: `notInThisCloud`; `usage` where the reader's secret is bound to another place than the application.
    func order() throws -> SignInOrder {
        let application = reader.application
        let name = reader.tenant.name.description
        guard let graph = ResourceAlias.graph.uri(in: application.destination.cloud) else {
            throw VaultFailure(.notInThisCloud, "the cloud has no Graph")
        }
        guard targets.allSatisfy({ $0.application.destination == application.destination }) else {
            throw VaultFailure(
                .usage, "\"\(name)\" belongs to another cloud or authority than the application it is to read",
                hint: "name another tenant with --via")
        }
        let request = TokenRequest(
            destination: application.destination, directoryID: directory, clientID: application.clientID,
            endpoint: application.endpoint, target: .audience(graph))
        return SignInOrder(
            request: request, application: application, id: reader.tenant.application,
            signIn: signIn ?? reader.tenant.signIn, tenant: name)
    }
}

/// One application to be read, or the partner whose relationships are.
struct SyncTarget: Sendable {
    let id: RecordID
    let application: Application
    /// The tenant that the application was added with; of relationships, the partner's.
    let tenant: Tenant
    let tenantID: RecordID

    func outcome(
        _ subject: SyncOutcome.Subject, at instant: Date, isSkipped: Bool = false, failure: VaultFailure? = nil
    ) -> SyncOutcome {
        SyncOutcome(
            subject, tenant: tenant.name.description,
            directoryID: (subject == .application ? application.homeDirectory : tenant.directoryID).description,
            clientID: application.clientID.description, at: instant, isSkipped: isSkipped, failure: failure)
    }
}

/// What a run of `sync` asks whom.
struct SyncPlan {
    private(set) var groups: [SyncGroup] = []
    private(set) var skipped: [SyncOutcome] = []

    init(_ selection: TenantSelection, _ query: SyncQuery, in snapshot: VaultSnapshot, at now: Date) throws {
        let roster = try snapshot.roster(selection)
        var byReader: [RecordID: [DirectoryID: [SyncTarget]]] = [:]
        var readers: [RecordID: Roster.Member] = [:]
        var seen: Set<RecordID> = []
        for member in roster.members where seen.insert(member.tenant.application).inserted {
            let application = member.application
            // Where a user or the platform proves who it is, the directory lists nothing that could run out.
            guard application.credentials.contains(where: { $0.kind == .clientSecret || $0.kind == .certificate })
            else { continue }
            let target = SyncTarget(
                id: member.tenant.application, application: application, tenant: roster.principal(of: member),
                tenantID: application.principal)
            if let limit = query.olderThan, let read = application.reading?.at, read > now - limit.seconds, read <= now
            {
                skipped.append(target.outcome(.application, at: read, isSkipped: true))
                continue
            }
            let reader = application.via ?? application.principal
            if readers[reader] == nil { readers[reader] = try snapshot.member(reader) }
            byReader[reader, default: [:]][application.homeDirectory, default: []].append(target)
        }
        for (id, directories) in byReader {
            guard let reader = readers[id] else { throw StoreError.damaged(.record) }
            for (directory, targets) in directories {
                groups.append(SyncGroup(reader, in: directory, targets, .application, query))
            }
        }
        for member in roster.members where member.tenant.relationships != nil || query.relationships {
            let target = SyncTarget(
                id: member.tenant.application, application: member.application, tenant: member.tenant,
                tenantID: member.id)
            groups.append(SyncGroup(member, in: member.tenant.directoryID, [target], .relationships, query))
        }
        groups.sort { $0.targets[0].tenant.name < $1.targets[0].tenant.name }
    }

    var count: Int { groups.reduce(0) { $0 + $1.targets.count } }
}

extension VaultSnapshot {
    fileprivate func member(_ id: RecordID) throws -> Roster.Member? {
        guard let tenant = try tenant(id) else { return nil }
        return Roster.Member(id: id, tenant: tenant, application: try application(of: tenant))
    }
}
