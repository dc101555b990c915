internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy

extension Overview {
    /// What the policy finds, the worst first, then what the directories said when they were last read.
    func findings(at now: Date) -> [FindingReport] {
        findings(of: rows(within: nil, at: now), at: now)
    }

    func report(at now: Date) -> VaultReport {
        let rows = rows(within: nil, at: now)
        let readings = applications.map(\.application.reading)
        return VaultReport(
            at: now, tenants: tenantCount, applications: readings.count, unread: readings.count { $0 == nil },
            oldestReading: readings.compactMap { $0?.at }.min(), rows: rows, findings: findings(of: rows, at: now))
    }

    private func findings(of rows: [ExpiryReport], at now: Date) -> [FindingReport] {
        let found = rows.flatMap { row in
            row.ownFindings.map { verdict in
                (
                    verdict,
                    FindingReport(
                        tenant: row.tenant, code: verdict.rawValue, message: verdict.message(about: row),
                        credential: row.credential, keyID: row.keyID, expires: row.expires,
                        action: row.action(on: verdict))
                )
            }
        }
        let order = Verdict.allCases
        let judged = order.flatMap { verdict in found.filter { $0.0 == verdict }.map(\.1) }
        let different = applications.indices.filter { applications[$0].application.reading?.drift.isEmpty == false }
            .map { (application: applications[$0].application, principal: principal(of: $0)) }
            .sorted { $0.principal.name < $1.principal.name }
        let drift = different.flatMap { application, principal in
            (application.reading?.drift ?? []).map { FindingReport($0, of: principal.name.description) }
        }
        let rotations: [FindingReport] = applications.indices.compactMap { index in
            guard let standstill = applications[index].application.rotation?.standstill(at: now, era: era) else {
                return nil
            }
            return FindingReport(standstill, of: principal(of: index).name.description)
        }
        return judged + rotations.sorted { $0.tenant < $1.tenant } + drift
    }
}

extension ExpiryReport {
    /// What there is to say about it: of "expired, critical, due" the first says it all.
    fileprivate var ownFindings: [Verdict] {
        let verdicts = findings.compactMap { Verdict(rawValue: $0) }
        let times: [Verdict] = [.expired, .critical, .rotationDue]
        let first = verdicts.first { times.contains($0) }
        return verdicts.filter { !times.contains($0) || $0 == first }
    }

    /// What mends one finding; the row's own action is for its verdict.
    fileprivate func action(on verdict: Verdict) -> String? {
        guard let kind = Credential.Kind(rawValue: kind) else { return action }
        return Action(on: verdict, for: kind).command(for: tenant, canRotate: canRotate)
    }

    /// What it is, for people.
    fileprivate var noun: String {
        if kind == Self.relationshipKind { return "the relationship with \(customer ?? "a customer")" }
        return switch Credential.Kind(rawValue: kind) {
        case .clientSecret: "the secret"
        case .certificate: "the certificate"
        case .federated: "the federated token"
        case .refreshToken: "the user's sign-in"
        case .password: "the password"
        case nil: "it"
        }
    }
}

extension Verdict {
    fileprivate func message(about row: ExpiryReport) -> String {
        let days = row.daysLeft ?? 0
        return switch self {
        case .expired: "\(row.noun) ended \(days < -1 ? "\(-days) days ago" : "within the last day")"
        case .critical, .rotationDue: "\(row.noun) ends \(days == 0 ? "within a day" : "in \(count(days, "day"))")"
        case .unknownExpiry: "nobody said when \(row.noun) ends"
        case .neverExpires: "\(row.noun) never ends"
        case .exceedsLifetime: "\(row.noun) lives longer than the policy allows"
        case .certificateRequired: "\(row.noun) should be a certificate"
        case .ok: "\(row.noun) is as it should be"
        }
    }
}

extension FindingReport {
    /// What a directory said of the application that was added with `tenant`.
    init(_ drift: Drift, of tenant: String) {
        let name = shellQuoted(tenant)
        self.init(
            tenant: tenant, code: drift.kind.rawValue, message: drift.message, keyID: drift.keyID?.description,
            expires: drift.expires, action: drift.kind.command(for: name))
    }
}

extension FindingReport {
    /// A rotation that does not go on by itself.
    fileprivate init(_ standstill: Standstill, of tenant: String) {
        let code =
            switch standstill {
            case .frozen: "rotationFrozen"
            case .notBegun, .left: "rotationOpen"
            case .overdue: "removalOverdue"
            }
        self.init(
            tenant: tenant, code: code, message: standstill.message, action: standstill.command(for: tenant))
    }
}

extension Drift {
    /// One line for people.
    var message: String {
        switch kind {
        case .unknownSecret: "the directory lists a secret that the vault does not hold"
        case .unknownCertificate: "the directory lists a certificate that the vault does not hold"
        case .onServicePrincipal: "the service principal has a credential of its own, beside the application's"
        case .gone: "the directory does not list a credential that the vault holds"
        case .ambiguous: "several of the directory's credentials fit one of the vault's"
        case .severalSecretsAlive: "\(number) secrets are alive at once"
        case .endDiffered: "the end that was noted was not the directory's"
        case .secretsForbidden: "the directory's policy lets no secret be added"
        case .lifetimeLimited: "the directory lets new secrets live \(DurationText.format(.seconds(number))) at most"
        }
    }
}

extension Drift.Kind {
    fileprivate func command(for name: String) -> String? {
        switch self {
        case .gone, .ambiguous: "partner-vault edit \(name) --new-secret"
        case .secretsForbidden: "partner-vault edit \(name) --certificate FILE"
        case .unknownSecret, .unknownCertificate, .onServicePrincipal, .severalSecretsAlive, .endDiffered,
            .lifetimeLimited:
            nil
        }
    }
}

private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
}
