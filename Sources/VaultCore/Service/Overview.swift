internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

/// Applications and relationships of a selection, with the rules that hold for them, at one generation.
struct Overview: Sendable {
    /// Each application once, by the tenant that it was added with.
    let applications: [(application: Application, principal: Tenant)]
    let tenantCount: Int
    private let book: PolicyBook
    /// What the selected tenants have as partners.
    private let relationships: [(tenant: Tenant, relationships: [Relationship])]

    init(_ selection: TenantSelection, in snapshot: VaultSnapshot) throws {
        book = try snapshot.policyBook()
        let partners: [Tenant]
        if selection == .everything {
            // Rows are sorted by their ends anyway: the tenants' order by name would be made for nothing.
            let contents = try snapshot.everything()
            let found = contents.applications.mapConcurrently { _, application in
                contents.tenant(application.principal).map { (application, $0) }
            }
            applications = try found.map { pair in
                guard let pair else { throw StoreError.damaged(.record) }
                return pair
            }
            tenantCount = contents.tenants.count
            partners = contents.tenants.map(\.tenant).filter { $0.relationships?.isEmpty == false }
        } else {
            let roster = try snapshot.roster(selection)
            var seen: Set<RecordID> = []
            applications = roster.members.filter { seen.insert($0.tenant.application).inserted }
                .map { ($0.application, roster.principal(of: $0)) }
            tenantCount = roster.members.count
            partners = roster.members.map(\.tenant).filter { $0.relationships?.isEmpty == false }
        }
        relationships = try partners.map { ($0, try snapshot.relationships(of: $0)) }
    }

    /// One row a credential and relationship, the soonest first; ends that nobody knows come last: they are findings,
    /// but not the soonest.
    func rows(within: Duration?, at now: Date) -> [ExpiryReport] {
        var rows = applications.mapConcurrently { [book] application, principal in
            let policy = book.policy(for: principal)
            return application.credentials.compactMap { credential -> ExpiryReport? in
                guard credential.state != .retired else { return nil }
                let assessment = policy.assess(credential, at: now)
                if let within, assessment.isLate(within, at: now) { return nil }
                return ExpiryReport(credential, assessment, of: application, named: principal.name, policy)
            }
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
        let places = rows.indices.sorted { left, right in
            let (first, second) = (rows[left].expires ?? .distantFuture, rows[right].expires ?? .distantFuture)
            guard first == second else { return first < second }
            return (rows[left].tenant, rows[left].credential) < (rows[right].tenant, rows[right].credential)
        }
        return places.map { rows[$0] }
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
