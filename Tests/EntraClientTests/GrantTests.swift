import EntraClient
import Foundation
import NIOCore
import Testing
import VaultModel

@Suite("Every grant and proof as it is sent")
struct GrantTests {
    static let scope = "scope=https%3A%2F%2Fapi.partner.microsoft.com%2F.default%20offline_access%20openid%20profile"
    static let resource = "resource=https%3A%2F%2Fapi.partner.microsoft.com"

    static func grants() throws -> [(Grant, v1: String, v2: String)] {
        [
            (
                .refreshToken(try Sample.shared("0.A+/=")),
                "grant_type=refresh_token&refresh_token=0.A%2B%2F%3D&\(resource)&scope=openid",
                "grant_type=refresh_token&refresh_token=0.A%2B%2F%3D&\(scope)"
            ),
            (
                .authorizationCode(
                    try Sample.shared("c 1"), verifier: try Sample.shared("v_1"), redirectURI: "http://localhost:8400"),
                "grant_type=authorization_code&code=c%201&redirect_uri=http%3A%2F%2Flocalhost%3A8400"
                    + "&code_verifier=v_1&\(resource)&scope=openid",
                "grant_type=authorization_code&code=c%201&redirect_uri=http%3A%2F%2Flocalhost%3A8400"
                    + "&code_verifier=v_1&\(scope)"
            ),
            (
                .deviceCode(try Sample.shared("d-1")),
                "grant_type=device_code&code=d-1&\(resource)",
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d-1"
            ),
            (
                .password(user: "ada+1@contoso.example", try Sample.shared("pä&ss")),
                "grant_type=password&username=ada%2B1%40contoso.example&password=p%C3%A4%26ss&\(resource)&scope=openid",
                "grant_type=password&username=ada%2B1%40contoso.example&password=p%C3%A4%26ss&\(scope)"
            ),
        ]
    }

    @Test("The form of each grant, byte for byte, for a public client", arguments: TokenEndpoint.allCases)
    func form(endpoint: TokenEndpoint) async throws {
        for (grant, v1, v2) in try Self.grants() {
            let stub = StubTransport([.reply(200, Sample.reply())])
            _ = try await Sample.entra(stub).mint(try Sample.request(endpoint: endpoint), proof: .none, grant: grant)
            let seen = try #require(stub.seen.first)
            #expect(seen.text == "client_id=\(Sample.client)&" + (endpoint == .v1 ? v1 : v2))
            #expect(seen.line.hasSuffix(endpoint == .v1 ? "/oauth2/token" : "/oauth2/v2.0/token"))
        }
    }

    @Test("The proof stands behind the client's ID, and is what it was given as")
    func proofs() async throws {
        let cases: [(ClientProof, String)] = [
            (.secret(try Sample.shared("s/1")), "&client_secret=s%2F1&grant_type="),
            (
                .assertion(try Sample.shared("e30.e30.c2ln")),
                "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                    + "&client_assertion=e30.e30.c2ln&grant_type="
            ),
        ]
        for (proof, text) in cases {
            for grant in [Grant.clientCredentials] + (try Self.grants().map(\.0)) {
                let stub = StubTransport([.reply(200, Sample.reply())])
                _ = try await Sample.entra(stub).mint(try Sample.request(), proof: proof, grant: grant)
                #expect(try #require(stub.seen.first).text.hasPrefix("client_id=\(Sample.client)\(text)"))
            }
        }
    }

    @Test("Scopes that were given stay as they are; those of the sign-in are added once")
    func scopes() async throws {
        let target = TokenRequest.Target.scopes(["openid", "https://graph.microsoft.com/User.Read"])
        let token = Sample.jwt(Sample.claims.merging(["aud": .string("https://graph.microsoft.com")]) { _, new in new })
        let stub = StubTransport([.reply(200, Sample.reply(["access_token": "\"\(token)\""]))])
        _ = try await Sample.entra(stub).mint(
            try Sample.request(target: target), proof: .none, grant: .refreshToken(try Sample.shared("r")))
        let sent = try #require(stub.seen.first).text
        #expect(
            sent.hasSuffix(
                "&scope=openid%20https%3A%2F%2Fgraph.microsoft.com%2FUser.Read%20offline_access%20profile"))
    }

    @Test(
        "The capability alone, and merged with a challenge",
        arguments: [
            (nil, #"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#),
            (
                #"{"access_token":{"nbf":{"essential":true,"value":"1"}},"id_token":{"a":null}}"#,
                #"{"access_token":{"nbf":{"essential":true,"value":"1"},"xms_cc":{"values":["cp1"]}},"id_token":{"a":null}}"#
            ),
            (
                #"{"access_token":{"xms_cc":{"values":["x","cp1"]}}}"#,
                #"{"access_token":{"xms_cc":{"values":["x","cp1"]}}}"#
            ),
            (#"{"access_token":null}"#, #"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#),
        ] as [(String?, String)]
    )
    func capability(given: String?, expected: String) async throws {
        let stub = StubTransport([.reply(200, Sample.reply())])
        _ = try await Sample.mint(stub, request: try Sample.request(claims: given, wantsLongLife: true))
        let sent = try #require(stub.seen.first?.text.split(separator: "&claims=").last)
        #expect(sent.removingPercentEncoding == expected)
    }

    @Test("What the endpoint could only refuse is not sent")
    func refused() async throws {
        let empty = try Sample.shared("")
        let full = try Sample.shared("x")
        let cases: [(ClientProof, Grant, TokenRequestProblem)] = [
            (.none, .clientCredentials, .noProof),
            (.secret(empty), .clientCredentials, .emptySecret), (.assertion(empty), .clientCredentials, .emptySecret),
            (.none, .refreshToken(empty), .emptySecret), (.none, .deviceCode(empty), .emptySecret),
            (.none, .password(user: "ada", empty), .emptySecret),
            (.none, .authorizationCode(full, verifier: empty, redirectURI: "http://localhost"), .emptySecret),
            (.none, .authorizationCode(full, verifier: full, redirectURI: ""), .redirectURI),
            (.none, .authorizationCode(full, verifier: full, redirectURI: "http://a b"), .redirectURI),
            (.none, .password(user: "", full), .userName), (.none, .password(user: "a\u{1b}", full), .userName),
        ]
        for (proof, grant, problem) in cases {
            let stub = StubTransport([])
            await #expect(throws: EntraError.invalidRequest(problem)) {
                try await Sample.entra(stub).mint(try Sample.request(), proof: proof, grant: grant)
            }
            #expect(stub.seen.isEmpty)
        }
    }

    @Test("No error repeats anything secret of the request")
    func echo() async throws {
        let code = try Sample.shared("code-s3cr3t")
        let verifier = try Sample.shared("verifier-s3cr3t")
        let cases: [(ClientProof, Grant, String)] = [
            (.secret(try Sample.shared("own-s3cr3t")), .refreshToken(try Sample.shared("refresh-s3cr3t")), "own"),
            (.secret(try Sample.shared("own-s3cr3t")), .refreshToken(try Sample.shared("refresh-s3cr3t")), "refresh"),
            (.assertion(try Sample.shared("e30.s3cr3t.c2ln")), .clientCredentials, "e30."),
            (.none, .authorizationCode(code, verifier: verifier, redirectURI: "http://localhost"), "code"),
            (.none, .authorizationCode(code, verifier: verifier, redirectURI: "http://localhost"), "verifier"),
            (.none, .deviceCode(code), "code"), (.none, .password(user: "ada", verifier), "verifier"),
        ]
        for (proof, grant, start) in cases {
            let echoed = start == "e30." ? "e30.s3cr3t.c2ln" : "\(start)-s3cr3t"
            let body = """
                {"error":"invalid_grant","error_description":"AADSTS70000: \(echoed) is wrong.","suberror":"bad_token",
                "claims":"{\\"a\\":\\"\(echoed)\\"}"}
                """
            let stub = StubTransport([.reply(400, body)])
            do {
                _ = try await Sample.entra(stub).mint(try Sample.request(), proof: proof, grant: grant)
                Issue.record("\(start) was not refused")
            } catch EntraError.refused(let refusal) {
                #expect(refusal.code == 70000 && refusal.suberror == "bad_token")
                #expect(refusal.text == nil && refusal.claims == nil, "\(start)")
                #expect(!String(reflecting: refusal).contains("s3cr3t"))
            }
            #expect(!"\(grant)\(proof)".contains("s3cr3t"))
            #expect(try #require(stub.seen.first?.body).readableBytesView.allSatisfy { $0 == 0 })
        }
    }

    @Test("A code is never sent twice; what may be sent again is, once")
    func again() async throws {
        for (grant, _, _) in try Self.grants() + [(.clientCredentials, "", "")] {
            let stub = StubTransport([.failure(.closed), .reply(200, Sample.reply())])
            let pauses = Pauses()
            let minted = try? await Sample.entra(stub, pauses: pauses).mint(
                try Sample.request(), proof: .secret(try Sample.shared("s")), grant: grant)
            let isCode =
                switch grant {
                case .authorizationCode, .deviceCode: true
                case .clientCredentials, .refreshToken, .password: false
                }
            #expect((minted == nil) == isCode)
            #expect(stub.seen.count == (isCode ? 1 : 2))
            #expect(pauses.all == (isCode ? [] : [.seconds(1)]))
        }
    }
}
