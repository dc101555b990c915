internal import VaultModel
internal import FoundationEssentials
internal import VaultPolicy
internal import VaultStore

extension DirectVault {
    package func expiring(_ selection: TenantSelection, within: Duration?) async throws -> [ExpiryReport] {
        let now = surroundings.now()
        let roster = try VaultFailure.translating {
            try store.read { try $0.roster(selection.isEmpty ? .everything : selection) }
        }
        var seen: Set<RecordID> = []
        var rows: [ExpiryReport] = []
        for member in roster.members where seen.insert(member.tenant.application).inserted {
            let application = member.application
            let name = roster.names[application.principal] ?? member.tenant.name
            for credential in application.credentials where credential.state != .retired {
                let assessment = policy.assess(credential, at: now)
                if let within, assessment.isLate(within, at: now) { continue }
                rows.append(ExpiryReport(credential, assessment, of: application, named: name))
            }
        }
        // Ends that nobody knows come last: they are findings, but not the soonest.
        return rows.sorted {
            ($0.expires ?? .distantFuture, $0.tenant, $0.credential)
                < ($1.expires ?? .distantFuture, $1.tenant, $1.credential)
        }
    }
}

extension ExpiryReport {
    fileprivate init(
        _ credential: Credential, _ assessment: Assessment, of application: Application, named name: TenantName
    ) {
        self.init(
            tenant: name.description, credential: credential.id.text, kind: credential.kind.rawValue,
            keyID: credential.keyID?.description, expires: assessment.expires, daysLeft: assessment.daysLeft,
            verdict: assessment.verdict.rawValue, findings: assessment.findings.map(\.rawValue),
            owner: application.owner, action: assessment.action.command(for: name.description),
            tenants: Int(application.tenantCount))
    }
}

extension Assessment {
    /// Whether it ends later than `limit` from now and is otherwise in order.
    fileprivate func isLate(_ limit: Duration, at instant: Date) -> Bool {
        guard let expires, expires > instant + limit.seconds else { return false }
        return findings.allSatisfy { finding in
            switch finding {
            case .expired, .critical, .rotationDue, .ok: true
            case .unknownExpiry, .neverExpires, .exceedsLifetime: false
            }
        }
    }
}

extension Action {
    /// The command to run next.
    fileprivate func command(for tenant: String) -> String? {
        let name = shellQuoted(tenant)
        return switch self {
        case .none: nil
        // Until secrets are rotated by the program, a person makes the new one and enters it.
        case .rotate, .replaceNow, .replaceByHand: "partner-vault edit \(name) --new-secret"
        case .setExpiry: "partner-vault edit \(name) --expires INSTANT"
        case .signIn: "partner-vault login \(name)"
        }
    }
}

extension Duration {
    /// As Foundation counts time.
    var seconds: TimeInterval {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
