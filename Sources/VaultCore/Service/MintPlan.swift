internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// One tenant's token, as it will be asked for.
struct MintPlan: Sendable {
    let member: Roster.Member
    /// The tenant that the application was added with, where that is another.
    private let owner: TenantName?
    private let resource: Resource
    private let scopes: [String]
    private let signIn: SignIn
    private let claims: String?
    private let isLongLived: Bool
    /// Everything that makes two tokens different, in canonical bytes: equal keys share one token. Claims are not in
    /// it, so that a token that answers a challenge takes the place of the one that was challenged.
    let cacheKey: [UInt8]
    /// Whom the directory means when it asks for patience: all requests of one client in one directory.
    let throttleKey: [UInt8]

    init(_ member: Roster.Member, _ query: TokenQuery, owner: TenantName? = nil) {
        self.member = member
        self.owner = owner
        resource = query.resource ?? member.tenant.resource
        scopes = query.scopes
        signIn = query.signIn ?? member.tenant.signIn
        claims = query.claims
        isLongLived = query.isLongLived
        let application = member.application
        let destination = application.destination
        let uri = resource.uri(in: destination.cloud) ?? ""
        let client = Self.key("client", [destination.cloud.rawValue, destination.authority.description]) { writer in
            writer.put(member.tenant.directoryID.uuid)
            writer.put(application.clientID.uuid)
        }
        throttleKey = client
        let used = signIn == .app ? application.proofs.first : application.userCredential
        cacheKey = Self.key(
            "token",
            [application.endpoint.rawValue, signIn.rawValue, scopes.isEmpty ? "resource" : "scopes"]
                + (scopes.isEmpty ? [uri] : scopes.sorted()) + (query.isLongLived ? ["cp1"] : [])
        ) { writer in
            writer.put(client)
            writer.put(used?.id.rawValue ?? 0)
        }
    }

    /// Each text after its length, so that no two lists have the same bytes.
    private static func key(_ use: StaticString, _ texts: [String], _ rest: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter(reserving: 256)
        writer.put(use)
        writer.put(UInt32(clamping: texts.count))
        for text in texts {
            writer.put(UInt32(clamping: text.utf8.count))
            writer.put(Array(text.utf8))
        }
        rest(&writer)
        return writer.bytes
    }

    /// The audience or scopes, as they are printed and recorded.
    var resourceText: String {
        guard scopes.isEmpty else { return scopes.joined(separator: " ") }
        return resource.uri(in: member.application.destination.cloud) ?? resource.description
    }

    /// - Throws: `VaultFailure` for what needs no request to be refused.
    func request() throws -> TokenRequest {
        let (tenant, application) = (member.tenant, member.application)
        let name = shellQuoted(tenant.name.description)
        let target: TokenRequest.Target
        if scopes.isEmpty {
            guard let uri = resource.uri(in: application.destination.cloud) else {
                throw VaultFailure(
                    .notInThisCloud,
                    "the cloud \"\(application.destination.cloud.rawValue)\" has no resource \"\(resource)\"",
                    hint: "name another with --resource")
            }
            target = .audience(uri)
        } else {
            target = .scopes(scopes)
        }
        guard !isForPartnerCenter(target) || tenant.directoryID == application.homeDirectory else {
            throw VaultFailure(
                .refused,
                "Partner Center answers tokens of the partner's own directory, and \"\(tenant.name)\" is a customer's",
                hint: "ask for the tenant that the application was added with; see \"partner-vault show \(name)\"")
        }
        return TokenRequest(
            destination: application.destination, directoryID: tenant.directoryID, clientID: application.clientID,
            endpoint: application.endpoint, target: target, claims: claims, wantsLongLife: isLongLived)
    }

    /// - Throws: as `request`.
    func order() throws -> SignInOrder {
        SignInOrder(
            request: try request(), application: member.application, id: member.tenant.application, signIn: signIn,
            tenant: member.tenant.name.description, owner: owner?.description)
    }

    /// Whether the token is for Partner Center, which asks for a second factor.
    var isForPartnerCenter: Bool { (try? request()).map { isForPartnerCenter($0.target) } ?? false }

    private func isForPartnerCenter(_ target: TokenRequest.Target) -> Bool {
        guard let partnerCenter = ResourceAlias.partnerCenter.uri(in: member.application.destination.cloud) else {
            return false
        }
        let audiences =
            switch target {
            case .audience(let uri): [uri]
            case .scopes(let scopes):
                scopes.compactMap { scope in scope.lastIndex(of: "/").map { String(scope[..<$0]) } }
            }
        return audiences.contains { Audience.matches(claim: $0, requested: partnerCenter) }
    }

    func outcome(_ result: Result<TokenGrant, VaultFailure>) -> TokenOutcome {
        TokenOutcome(
            tenant: member.tenant.name.description, directoryID: member.tenant.directoryID.description,
            clientID: member.application.clientID.description, resource: resourceText, result: result)
    }

    func probed(_ failure: VaultFailure?, at instant: Date) -> ProbeOutcome {
        ProbeOutcome(
            tenant: member.tenant.name.description, directoryID: member.tenant.directoryID.description,
            clientID: member.application.clientID.description, resource: resourceText, at: instant, failure: failure)
    }

    /// What the log says of this tenant's token.
    func entry(
        _ result: Result<TokenGrant, VaultFailure>, _ mint: Mint?, _ surroundings: Surroundings
    ) -> AuditEntry {
        let event: AuditEvent =
            switch result {
            case .success(let grant): grant.source == .cache ? .handedOut : .minted
            case .failure: .refused
            }
        var entry = surroundings.entry(event, tenant: member.tenant.name.description)
        entry.resource = resourceText
        entry.keyID = mint?.keyID ?? (try? result.get())?.keyID
        entry.correlationID = mint?.correlationID
        return entry
    }
}
