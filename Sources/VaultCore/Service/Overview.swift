internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

/// Applications and relationships of a selection, with the rules that hold for them, at one generation.
struct Overview: Sendable {
    /// Each application once.
    ///
    /// Beside tenants, and not in pairs with them: to copy 10,000 of both would take longer than to judge them.
    let applications: [(id: RecordID, application: Application)]
    let tenantCount: Int
    private let tenants: [(id: RecordID, tenant: Tenant)]
    /// Where the tenant that each application was added with stands among `tenants`.
    private let principals: [Int]
    private let book: PolicyBook
    /// The last restore that the vault has seen.
    let era: UInt64
    /// What the selected tenants have as partners.
    private let relationships: [(tenant: Tenant, relationships: [Relationship])]

    init(_ selection: TenantSelection, in snapshot: VaultSnapshot) throws {
        let settings = try snapshot.settings()
        book = PolicyBook(vault: settings.policy, tags: settings.tagPolicies)
        era = settings.era
        let partners: [Tenant]
        if selection == .everything {
            // Rows are sorted by their ends anyway: the tenants' order by name would be made for nothing.
            let contents = try snapshot.everything()
            let hasArchived = contents.applications.contains { $0.application.isArchived }
            applications =
                hasArchived ? contents.applications.filter { !$0.application.isArchived } : contents.applications
            tenants = contents.tenants
            principals = try applications.mapConcurrently { contents.place(ofTenant: $0.application.principal) }
                .map { place in
                    guard let place else { throw StoreError.damaged(.record) }
                    return place
                }
            tenantCount = hasArchived ? tenants.count { $0.tenant.archived == nil } : tenants.count
            partners = tenants.filter { $0.tenant.relationships?.isEmpty == false }.map(\.tenant)
        } else {
            let roster = try snapshot.roster(selection, archived: .named)
            var seen: Set<RecordID> = []
            let live = roster.members.filter { $0.tenant.archived == nil }
            let members = live.filter { seen.insert($0.tenant.application).inserted }
            applications = members.map { ($0.tenant.application, $0.application) }
            tenants = members.map { ($0.application.principal, roster.principal(of: $0)) }
            principals = Array(members.indices)
            tenantCount = live.count
            partners = roster.members.map(\.tenant).filter { $0.relationships?.isEmpty == false }
        }
        relationships = try partners.map { ($0, try snapshot.relationships(of: $0)) }
    }

    /// One row a credential and relationship, the soonest first; ends that nobody knows come last: they are findings,
    /// but not the soonest.
    func rows(within: Duration?, at now: Date) -> [ExpiryReport] {
        var rows = inShares(of: applications.count) { share in
            var rows: [ExpiryReport] = []
            rows.reserveCapacity(share.count)
            for place in share { add(place, within: within, at: now, to: &rows) }
            return rows
        }.flatMap(\.self)
        for (tenant, relationships) in relationships {
            let policy = book.policy(for: tenant)
            for relationship in relationships {
                let assessment = policy.assess(relationship, at: now)
                if let within, assessment.isLate(within, at: now) { continue }
                rows.append(ExpiryReport(relationship, assessment, named: tenant.name, policy))
            }
        }
        // Rows are large: places are sorted, and rows are put in that order.
        let ends = rows.map { $0.expires ?? .distantFuture }
        let places = rows.indices.sorted { left, right in
            guard ends[left] == ends[right] else { return ends[left] < ends[right] }
            guard rows[left].tenant == rows[right].tenant else { return rows[left].tenant < rows[right].tenant }
            return rows[left].credential < rows[right].credential
        }
        return places.map { rows[$0] }
    }

    /// The tenant that the application at `place` was added with.
    func principal(of place: Int) -> Tenant { tenants[principals[place]].tenant }

    /// Adds a row for each credential of the application at `place`.
    private func add(_ place: Int, within: Duration?, at now: Date, to rows: inout [ExpiryReport]) {
        let application = applications[place].application
        let principal = principal(of: place)
        let policy = book.policy(for: principal)
        for credential in application.credentials where credential.state != .retired {
            let assessment = policy.assess(credential, at: now)
            if let within, assessment.isLate(within, at: now) { continue }
            rows.append(ExpiryReport(credential, assessment, of: application, named: principal.name, policy))
        }
    }
}

extension ExpiryReport {
    fileprivate init(
        _ credential: Credential, _ assessment: Assessment, of application: Application, named name: TenantName,
        _ policy: Policy
    ) {
        let canRotate = application.via != nil || !assessment.findings.contains(.expired)
        self.init(
            tenant: name.description, credential: credential.id.text, kind: credential.kind.rawValue,
            keyID: credential.keyID?.description, expires: assessment.expires, daysLeft: assessment.daysLeft,
            verdict: assessment.verdict.rawValue, findings: assessment.findings.map(\.rawValue),
            owner: application.owner,
            action: assessment.action.command(for: name.description, canRotate: canRotate),
            tenants: Int(application.tenantCount), customer: nil, rotateBefore: policy.rotateBefore,
            criticalBefore: policy.criticalBefore, canRotate: canRotate)
    }

    fileprivate init(
        _ relationship: Relationship, _ assessment: Assessment, named name: TenantName, _ policy: Policy
    ) {
        self.init(
            tenant: name.description, credential: relationship.id, kind: ExpiryReport.relationshipKind, keyID: nil,
            expires: assessment.expires, daysLeft: assessment.daysLeft, verdict: assessment.verdict.rawValue,
            findings: assessment.findings.map(\.rawValue), owner: nil,
            action: assessment.action.command(for: name.description), tenants: 1, customer: relationship.customer,
            extendsItself: relationship.extendsItself, rotateBefore: policy.rotateBefore,
            criticalBefore: policy.criticalBefore)
    }
}

extension Assessment {
    /// Whether it ends later than `limit` from now and is otherwise in order.
    fileprivate func isLate(_ limit: Duration, at instant: Date) -> Bool {
        guard let expires, expires > instant + limit.seconds else { return false }
        return findings.allSatisfy { finding in
            switch finding {
            case .expired, .critical, .rotationDue, .ok: true
            case .unknownExpiry, .neverExpires, .exceedsLifetime, .certificateRequired: false
            }
        }
    }
}

extension Action {
    /// The command to run next, or what else there is to do; what no longer signs in cannot replace itself.
    func command(for tenant: String, canRotate: Bool = true) -> String? {
        let name = shellQuoted(tenant)
        return switch self {
        case .none: nil
        case .rotate where canRotate, .replaceNow where canRotate: "partner-vault rotate \(name)"
        case .rotate, .replaceNow, .replaceByHand: "partner-vault edit \(name) --new-secret"
        case .readExpiry: "partner-vault sync \(name)"
        case .setExpiry: "partner-vault edit \(name) --expires INSTANT"
        case .signIn: "partner-vault login \(name)"
        case .useCertificate: "partner-vault edit \(name) --certificate FILE"
        case .renewRelationship: "ask the customer in Partner Center for a new relationship"
        }
    }
}
