import Crypto
import EntraClient
import Foundation
import Testing
import VaultModel

@Suite("Where a sign-in in a browser begins")
struct AuthorizationTests {
    static func fields(_ authorization: Authorization) throws -> [String: String] {
        let components = try #require(URLComponents(string: authorization.url))
        let items = try #require(components.queryItems)
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { _, _ in "twice" }
    }

    @Test("The address: PKCE by S256, a fresh state, and nothing secret", arguments: TokenEndpoint.allCases)
    func address(endpoint: TokenEndpoint) throws {
        let request = try Sample.request(endpoint: endpoint, wantsLongLife: true)
        let authorization = try Authorization(
            request, redirectURI: "http://localhost:8400", loginHint: "ada+1@contoso.example", prompt: "login")
        let path = endpoint == .v1 ? "oauth2/authorize" : "oauth2/v2.0/authorize"
        #expect(authorization.url.hasPrefix("https://login.microsoftonline.com/\(Sample.directory)/\(path)?client_id="))
        var fields = try Self.fields(authorization)
        let verifier = try #require(Sample.text(authorization.verifier))
        #expect(verifier.utf8.count == 43 && authorization.state.utf8.count == 43)
        #expect(!authorization.url.contains(verifier))
        let challenge = Sample.base64url(Data(SHA256.hash(data: Data(verifier.utf8))))
        #expect(fields.removeValue(forKey: "code_challenge") == challenge)
        #expect(fields.removeValue(forKey: "state") == authorization.state)
        var expected = [
            "client_id": Sample.client, "response_type": "code", "redirect_uri": "http://localhost:8400",
            "response_mode": "form_post", "code_challenge_method": "S256", "prompt": "login",
            "login_hint": "ada+1@contoso.example", "claims": #"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#,
            "scope": "https://api.partner.microsoft.com/.default offline_access openid profile",
        ]
        if endpoint == .v1 {
            expected["scope"] = "openid"
            expected["resource"] = Sample.resource
        }
        #expect(fields == expected)
    }

    @Test("No two are alike")
    func fresh() throws {
        let made = try (0..<50).map { _ in
            try Authorization(Sample.request(), redirectURI: "http://localhost", loginHint: nil, prompt: nil)
        }
        #expect(Set(made.map(\.state)).count == 50)
        #expect(Set(made.compactMap { Sample.text($0.verifier) }).count == 50)
        let fields = try Self.fields(made[0])
        #expect(fields["prompt"] == nil && fields["login_hint"] == nil && fields["claims"] == nil)
    }

    @Test(
        "What the page could only refuse is not opened",
        arguments: [
            ("", nil, nil, .redirectURI), ("http://localhost/a b", nil, nil, .redirectURI),
            ("http://localhost", "a\u{1b}", nil, .userName), ("http://localhost", "", nil, .userName),
            ("http://localhost", nil, "sudo", .prompt),
        ] as [(String, String?, String?, TokenRequestProblem)]
    )
    func refused(uri: String, hint: String?, prompt: String?, problem: TokenRequestProblem) {
        #expect(throws: EntraError.invalidRequest(problem)) {
            try Authorization(Sample.request(), redirectURI: uri, loginHint: hint, prompt: prompt)
        }
    }

    @Test("The page on which an admin consents")
    func adminConsent() throws {
        var request = try Sample.request()
        let plain = EntraClient.adminConsentURL(request, redirectURI: nil, state: nil)
        #expect(
            plain
                == "https://login.microsoftonline.com/\(Sample.directory)/v2.0/adminconsent?client_id=\(Sample.client)"
                + "&scope=https%3A%2F%2Fapi.partner.microsoft.com%2F.default")
        request.destination = Destination(cloud: .china)
        request.target = .scopes(["https://a.example/x", "https://a.example/y"])
        let full = EntraClient.adminConsentURL(request, redirectURI: "http://localhost", state: "a&b")
        #expect(full.hasPrefix("https://login.partner.microsoftonline.cn/"))
        #expect(
            full.hasSuffix(
                "&scope=https%3A%2F%2Fa.example%2Fx%20https%3A%2F%2Fa.example%2Fy"
                    + "&redirect_uri=http%3A%2F%2Flocalhost&state=a%26b"))
    }
}
