import EntraDouble
import FoundationEssentials

/// Directories with people: a partner, its customer, and a stranger.
enum People {
    static let partner = "11111111-1111-4111-8111-111111111111"
    static let customer = "22222222-2222-4222-8222-222222222222"
    static let stranger = "33333333-3333-4333-8333-333333333333"
    /// Confidential and multi-tenant, consented to at home alone.
    static let web = "aaaaaaaa-0000-4000-8000-000000000011"
    /// Public, and for its own directory alone.
    static let phone = "aaaaaaaa-0000-4000-8000-000000000012"
    /// Confidential, not consented to, with listed permissions on two APIs.
    static let listed = "aaaaaaaa-0000-4000-8000-000000000013"
    static let secret = "web secret"
    static let password = "correct horse"
    /// Signs in by password alone.
    static let ada = "ada@contoso.example"
    /// Needs a second factor, and has one.
    static let mia = "mia@contoso.example"
    /// Needs a second factor, and has none.
    static let ned = "ned@contoso.example"
    /// Is at home with the stranger.
    static let sam = "sam@tailspin.example"
    static let partnerCenter = "https://api.partnercenter.microsoft.com"
    static let graph = "https://graph.microsoft.com"
    static let reply = "http://localhost:5001/"

    static func seed(_ change: (inout Seed) -> Void = { _ in }) throws -> Seed {
        var seed = try Seed(json: Data(json.utf8))
        change(&seed)
        return seed
    }

    private static let json = """
        {
          "deviceCodeIntervalSeconds": 0,
          "tenants": [
            {
              "directoryId": "\(partner)", "domains": ["contoso.example"], "customers": ["\(customer)"],
              "users": [
                {"userPrincipalName": "\(ada)", "password": "\(password)", "displayName": "Ada"},
                {"userPrincipalName": "\(mia)", "password": "\(password)", "mfaRequired": true},
                {"userPrincipalName": "\(ned)", "password": "\(password)", "mfaRequired": true, "mfaRegistered": false},
                {"userPrincipalName": "locked@contoso.example", "password": "\(password)", "locked": true},
                {"userPrincipalName": "expired@contoso.example", "password": "\(password)", "passwordExpired": true},
                {"userPrincipalName": "disabled@contoso.example", "password": "\(password)", "disabled": true},
                {"userPrincipalName": "clerk@contoso.example", "password": "\(password)", "admin": false}
              ],
              "applications": [
                {"appId": "\(web)", "displayName": "Web <script>", "multiTenant": true,
                 "redirectUris": ["http://localhost", "https://web.example/reply?kept=1", "http://127.0.0.1:8400/cb"],
                 "passwordCredentials": [{"keyId": "cccccccc-0000-4000-8000-000000000011", "secretText": "\(secret)"}]},
                {"appId": "\(phone)", "displayName": "Phone", "publicClient": true,
                 "redirectUris": ["http://localhost"]},
                {"appId": "\(listed)", "displayName": "Listed", "adminConsented": false,
                 "scopes": {"\(partnerCenter)": ["user_impersonation"], "\(graph)": ["User.Read", "Mail.Read"]},
                 "redirectUris": ["http://localhost"],
                 "passwordCredentials": [{"keyId": "cccccccc-0000-4000-8000-000000000012", "secretText": "\(secret)"}]}
              ]
            },
            {"directoryId": "\(customer)", "domains": ["fabrikam.example"],
             "users": [{"userPrincipalName": "gus@fabrikam.example", "password": "\(password)"}]},
            {"directoryId": "\(stranger)", "domains": ["tailspin.example"],
             "users": [{"userPrincipalName": "\(sam)", "password": "\(password)"}]}
          ]
        }
        """
}

extension Caller {
    /// Runs `body` against a double with people in it.
    static func withPeople<Result: Sendable>(
        _ change: (inout Seed) -> Void = { _ in },
        options: Options = Options(),
        _ body: @Sendable (Caller) async throws -> Result
    ) async throws -> Result {
        try await EntraDouble.running(seed: try People.seed(change), options: options) { double in
            await double.state.setClock(to: try Date(Sample.today, strategy: .iso8601))
            return try await body(Caller(double: double))
        }
    }

    /// Asks for a token of the confidential application, with `changes` laid over the fields that name it.
    func grant(
        _ grantType: String,
        _ changes: [String: String?] = [:],
        version: String = "/v2.0",
        directory: String = People.partner
    ) async throws -> Reply {
        var form = ["grant_type": grantType, "client_id": People.web, "client_secret": People.secret]
        form[version.isEmpty ? "resource" : "scope"] = People.partnerCenter + (version.isEmpty ? "" : "/.default")
        for (name, value) in changes { form[name] = value }
        return try await post("/\(directory)/oauth2\(version)/token", form: form)
    }

    /// Signs someone in by password.
    func password(
        _ name: String = People.ada,
        _ changes: [String: String?] = [:],
        version: String = "/v2.0",
        directory: String = People.partner
    ) async throws -> Reply {
        let fields: [String: String?] = ["username": name, "password": People.password]
        return try await grant("password", fields.merging(changes) { $1 }, version: version, directory: directory)
    }

    /// A refresh token of someone who signs in by password.
    func refreshToken(of name: String = People.ada) async throws -> String {
        try await password(name, [:], version: "").string("refresh_token") ?? ""
    }
}

extension Reply {
    /// The AADSTS codes of a refusal.
    var codes: [Int] {
        guard case .array(let codes) = fields["error_codes"] else { return [] }
        return codes.compactMap { code in
            guard case .integer(let code) = code else { return nil }
            return Int(code)
        }
    }
}
