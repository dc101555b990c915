internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

extension Roster {
    /// The members as they are printed.
    func reports(_ book: PolicyBook, at instant: Date) -> [TenantReport] {
        members.mapConcurrently { TenantReport($0, in: self, book, at: instant) }
    }
}

extension TenantReport {
    init(_ member: Roster.Member, in roster: Roster, _ book: PolicyBook, at instant: Date) {
        let (tenant, application) = (member.tenant, member.application)
        let policy = book.policy(for: roster.principal(of: member))
        self.init(
            name: tenant.name.description, directoryID: tenant.directoryID.description,
            clientID: application.clientID.description, cloud: application.destination.cloud.rawValue,
            authority: application.destination.authority.description,
            graph: application.destination.graph.description, endpoint: application.endpoint.rawValue,
            resource: tenant.resource.description, signIn: tenant.signIn.rawValue,
            app: application.principal == member.id ? nil : roster.referred[application.principal]?.name.description,
            via: application.via.flatMap { roster.referred[$0]?.name.description }, owner: application.owner,
            notes: tenant.notes,
            tags: tenant.tags.map(\.description),
            credentials: application.credentials.map { CredentialReport($0, policy, at: instant) },
            lastProbe: tenant.lastProbe.map { ProbeReport(at: $0.at, ok: $0.ok, aadsts: $0.aadsts) },
            deliverCommand: application.deliveryCommand,
            rotation: application.rotation.map { RotationReport($0) }, archived: tenant.archived)
    }
}

extension RotationReport {
    init(_ rotation: Rotation) {
        self.init(
            step: rotation.step.rawValue, kind: rotation.kind.rawValue, since: rotation.since,
            removeAfter: rotation.removeAfter)
    }
}

extension CredentialReport {
    init(_ credential: Credential, _ policy: Policy, at instant: Date) {
        self.init(
            id: credential.id.text, kind: credential.kind.rawValue, state: credential.state.rawValue,
            keyID: credential.keyID?.description, hint: credential.hint, notBefore: credential.notBefore,
            expires: credential.end(by: policy, at: instant), neverExpires: credential.expiry == .never,
            user: credential.user,
            exposed: credential.exposed, usable: credential.isUsable(at: instant))
    }
}

extension Credential {
    /// A refresh token lapses when it lies idle, which the policy knows; others end when they say.
    fileprivate func end(by policy: Policy, at instant: Date) -> Date? {
        kind == .refreshToken ? policy.assess(self, at: instant).expires : expiry.date
    }
}

extension RecordID {
    /// 16 hexadecimal digits, as a credential is named on the command line.
    var text: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
