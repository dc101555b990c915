import AsyncHTTPClient
import EntraDouble
import FoundationEssentials
import NIOCore
import NIOHTTP1
import Testing

/// Directories as Graph's tests need them: a partner with applications and rights, and its customer.
enum GraphSample {
    static let partner = "11111111-1111-4111-8111-111111111111"
    static let customer = "22222222-2222-4222-8222-222222222222"
    static let secret = "app secret"
    static let zoe = "zoe@contoso.example"
    static let clerk = "clerk@contoso.example"
    static let password = "correct horse"

    /// May read and change everything.
    static let admin = "aaaaaaaa-0000-4000-8000-000000000001"
    /// May read registrations, nothing else.
    static let reader = "aaaaaaaa-0000-4000-8000-000000000002"
    /// May change what it owns: itself and ``owned``.
    static let owner = "aaaaaaaa-0000-4000-8000-000000000003"
    /// Has no rights.
    static let nobody = "aaaaaaaa-0000-4000-8000-000000000004"
    /// Owned by ``owner``, with credentials of every kind.
    static let owned = "aaaaaaaa-0000-4000-8000-000000000005"
    /// Open to personal accounts, with one secret; not ``owner``'s.
    static let personal = "aaaaaaaa-0000-4000-8000-000000000006"
    static let ownedObject = "bbbbbbbb-0000-4000-8000-000000000005"
    static let ownedPrincipal = "eeeeeeee-0000-4000-8000-000000000005"
    static let oldKey = "cccccccc-0000-4000-8000-000000000051"
    static let policy = "ffffffff-0000-4000-8000-000000000001"

    static func seed(_ change: (inout Seed) -> Void = { _ in }) throws -> Seed {
        var seed = try Seed(json: Data(json.utf8))
        change(&seed)
        return seed
    }

    private static func application(_ appId: String, _ name: String, _ rest: String = "") -> String {
        """
        {"appId": "\(appId)", "displayName": "\(name)", "createdDateTime": "2024-05-01T10:00:00Z", \(rest)
         "passwordCredentials": [{"keyId": "\(appId.replacing("aaaaaaaa", with: "cccccccc"))", "secretText": "\(secret)",
           "displayName": "first", "startDateTime": "2026-01-01T00:00:00.1234567Z",
           "endDateTime": "2027-01-01T00:00:00Z"}]}
        """
    }

    private static let json = """
        {"tenants": [
          {"directoryId": "\(partner)", "domains": ["contoso.example"], "customers": ["\(customer)"],
           "users": [{"userPrincipalName": "\(zoe)", "password": "\(password)"},
                     {"userPrincipalName": "\(clerk)", "password": "\(password)", "admin": false}],
           "applications": [
             \(application(admin, "Admin", #""consentedIn": ["\#(customer)"], "roles": ["Application.ReadWrite.All","#
                + #""Policy.Read.All", "DelegatedAdminRelationship.Read.All"],"#)),
             \(application(reader, "Reader", #""roles": ["Application.Read.All"],"#)),
             \(application(owner, "Owner", #""roles": ["Application.ReadWrite.OwnedBy"], "owners": ["self"],"#)),
             \(application(nobody, "Nobody")),
             {"appId": "\(owned)", "objectId": "\(ownedObject)", "displayName": "It's owned", "owners": ["\(owner)"],
              "servicePrincipal": {"objectId": "\(ownedPrincipal)", "passwordCredentials": [
                {"keyId": "cccccccc-0000-4000-8000-000000000059", "secretText": "of the principal"}]},
              "passwordCredentials": [
                {"keyId": "\(oldKey)", "secretText": "old secret", "hint": null, "customKeyIdentifier": "bwBsAGQA",
                 "startDateTime": "2020-02-29T00:00:00Z"},
                {"keyId": "cccccccc-0000-4000-8000-000000000052", "hint": "Xy1",
                 "startDateTime": "2026-01-01T00:00:00.5Z", "endDateTime": "2026-12-31T23:59:59.9999999Z"}],
              "keyCredentials": [
                {"keyId": "cccccccc-0000-4000-8000-000000000053", "customKeyIdentifier": "AAECAwQ=",
                 "startDateTime": "2025-01-01T00:00:00Z", "endDateTime": "2028-01-01T00:00:00Z"}]},
             \(application(personal, "Personal", #""owners": ["self", "\#(reader)"], "signInAudience": "AzureADandPersonalMicrosoftAccount","#))
           ],
           "appManagementPolicies": [
             {"id": "\(policy)", "displayName": "Strict", "isEnabled": true, "appliesTo": ["\(owned)"],
              "restrictions": {"passwordCredentials": [
                {"restrictionType": "passwordLifetime", "maxLifetime": "P90D",
                 "restrictForAppsCreatedAfterDateTime": "2014-10-19T10:37:00Z", "state": "enabled"}]}}],
           "delegatedAdminRelationships": [
             {"id": "\(policy)-\(customer)", "displayName": "Support", "duration": "P730D", "autoExtendDuration": "P180D",
              "status": "active", "createdDateTime": "2025-01-01T00:00:00Z", "endDateTime": "2027-01-01T00:00:00.25Z",
              "customer": {"tenantId": "\(customer)", "displayName": "Fabrikam"}},
             {"id": "\(customer)-\(policy)", "status": "expired"}]},
          {"directoryId": "\(customer)", "domains": ["fabrikam.example"]}
        ]}
        """
}

/// Asks Graph with a token.
struct GraphCall: Sendable {
    let caller: Caller
    let token: String?

    func get(_ path: String) async throws -> Reply { try await send(.GET, path) }

    func post(_ path: String, _ json: String, type: String = "application/json") async throws -> Reply {
        try await send(.POST, path, json, type: type)
    }

    func send(_ method: HTTPMethod, _ path: String, _ body: String? = nil, type: String = "") async throws -> Reply {
        let isWhole = path.hasPrefix("http")
        var request = HTTPClientRequest(url: isWhole ? path : caller.double.baseURL + "/v1.0" + path)
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        if !type.isEmpty { request.headers.add(name: "Content-Type", value: type) }
        return try await caller.send(request)
    }
}

extension Caller {
    /// Runs `body` against a double with Graph's sample.
    static func withGraph<Result: Sendable>(
        _ change: (inout Seed) -> Void = { _ in },
        _ body: @Sendable (Caller) async throws -> Result
    ) async throws -> Result {
        try await EntraDouble.running(seed: try GraphSample.seed(change)) { double in
            await double.state.setClock(to: try Date(Sample.today, strategy: .iso8601))
            return try await body(Caller(double: double))
        }
    }

    /// Signs an application in.
    func signIn(
        _ clientId: String,
        secret: String = GraphSample.secret,
        directory: String = GraphSample.partner,
        resource: String = Sample.graph
    ) async throws -> Reply {
        try await post(
            "/\(directory)/oauth2/v2.0/token",
            form: [
                "grant_type": "client_credentials", "client_id": clientId, "client_secret": secret,
                "scope": "\(resource)/.default",
            ]
        )
    }

    /// Graph, asked by an application.
    func graph(as clientId: String, directory: String = GraphSample.partner) async throws -> GraphCall {
        let token = try #require(try await signIn(clientId, directory: directory).string("access_token"))
        return GraphCall(caller: self, token: token)
    }

    /// Graph, asked by a user with delegated permissions.
    func graph(user: String, scope: String) async throws -> GraphCall {
        let form = [
            "grant_type": "password", "client_id": GraphSample.admin, "client_secret": GraphSample.secret,
            "username": user, "password": GraphSample.password, "scope": "\(Sample.graph)/\(scope)",
        ]
        let reply = try await post("/\(GraphSample.partner)/oauth2/v2.0/token", form: form)
        let token = try #require(reply.string("access_token"))
        return GraphCall(caller: self, token: token)
    }
}

extension Reply {
    /// The objects of a page.
    var values: [[String: JSONValue]] { objects("value") }

    /// The replies of a batch by ID.
    var responses: [String: [String: JSONValue]] {
        Dictionary(objects("responses").map { ($0.text("id") ?? "", $0) }) { $1 }
    }

    /// The code of Graph's refusal.
    var graphCode: String? { fields.object("error")?.text("code") }

    private func objects(_ name: String) -> [[String: JSONValue]] {
        guard case .array(let values) = fields[name] else { return [] }
        return values.compactMap { value in
            guard case .object(let fields) = value else { return nil }
            return fields
        }
    }
}

extension [String: JSONValue] {
    func text(_ name: String) -> String? {
        guard case .string(let text) = self[name] else { return nil }
        return text
    }

    func object(_ name: String) -> [String: JSONValue]? {
        guard case .object(let fields) = self[name] else { return nil }
        return fields
    }

    func list(_ name: String) -> [[String: JSONValue]] {
        guard case .array(let values) = self[name] else { return [] }
        return values.compactMap { value in
            guard case .object(let fields) = value else { return nil }
            return fields
        }
    }
}
