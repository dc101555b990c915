import Crypto
import EntraDouble
import FoundationEssentials
import NIOHTTP1
import Testing

@Suite struct AuthorizeTests {
    @Test func `the page has a form with the hint in it, and stable IDs`() async throws {
        try await Visitor.visiting { caller in
            let page = try await Visitor(caller, ["login_hint": "\"><x>"]).look()
            #expect(page.status == 200)
            #expect(page.headers.first(name: "Content-Type") == "text/html; charset=utf-8")
            #expect(page.headers.first(name: "Cache-Control")?.contains("no-store") == true)
            for id in ["sign-in-form", "username", "password", "sign-in", "cancel"] {
                #expect(page.element(id) != nil, "\(id)")
            }
            #expect(page.element("application") == "to Web &lt;script&gt;")
            #expect(!page.text.contains("<x>") && page.text.contains("value=\"&quot;&gt;&lt;x&gt;\""))
        }
    }

    @Test(arguments: ["", "/v2.0"])
    func `a code comes back, and is good for one time`(version: String) async throws {
        try await Visitor.visiting { caller in
            let answer = try await Visitor(caller, version: version).through()
            #expect(answer["state"] == "a&b")
            #expect((answer["session_state"] != nil) == version.isEmpty)
            let reply = try await caller.redeem(answer["code"], version: version)
            #expect(try reply.claims()["upn"] == .string(People.ada))
            #expect(try reply.claims()["amr"] == ["pwd"])
            #expect((reply.string("refresh_token") != nil) == version.isEmpty)
            let again = try await caller.redeem(answer["code"], version: version)
            #expect(again.string("error") == "invalid_grant")
            #expect(again.codes == [54005])
        }
    }

    @Test func `the sign-in page says what is wrong, and a second factor counts`() async throws {
        try await Visitor.visiting { caller in
            let visitor = Visitor(caller)
            let names = [
                (People.ada, "wrong", "AADSTS50126"), ("nobody@contoso.example", "x", "AADSTS50034"),
                ("locked@contoso.example", People.password, "AADSTS50053"),
                (People.ned, People.password, "AADSTS50079"), (People.sam, People.password, "AADSTS90072"),
            ]
            for (name, password, code) in names {
                let page = try await visitor.signIn(name, password: password)
                #expect(page.status == 200)
                #expect(page.element("error-code") == code)
            }
            let answer = try await visitor.through(People.mia)
            #expect(try await caller.redeem(answer["code"]).claims()["amr"] == ["pwd", "mfa"])
        }
    }

    private static let verifier = "abcdefghijklmnopqrstuvwxyz-0123456789._~ABCDEFG"
    private static let challenge = Data(SHA256.hash(data: Data(verifier.utf8))).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")

    @Test func `a challenge is met by its verifier alone`() async throws {
        try await Visitor.visiting { caller in
            let fields = ["code_challenge": Self.challenge, "code_challenge_method": "S256"]
            let code = try await Visitor(caller, fields).through()["code"]
            for verifier in [nil, "x" + Self.verifier, Self.challenge] {
                let reply = try await caller.redeem(code, ["code_verifier": verifier])
                #expect(reply.string("error") == "invalid_grant")
                #expect(reply.codes == [501481])
            }
            #expect(try await caller.redeem(code, ["code_verifier": Self.verifier]).status == 200)
        }
    }

    @Test(arguments: [
        ["code_challenge": "short", "code_challenge_method": "S256"],
        ["code_challenge": String(repeating: "a", count: 44), "code_challenge_method": "S256"],
        ["code_challenge": String(repeating: "a", count: 42), "code_challenge_method": "plain"],
        ["code_challenge": String(repeating: "!", count: 43), "code_challenge_method": "S256"],
        ["code_challenge": String(repeating: "a", count: 43), "code_challenge_method": "S512"],
        ["code_challenge_method": "S256"],
    ])
    func `a challenge of another size is refused`(fields: [String: String]) async throws {
        try await Visitor.visiting { caller in
            let answer = try await Visitor(caller, fields).look().answer()
            #expect(answer["error"] == "invalid_request")
            #expect(answer["error_description"]?.hasPrefix("AADSTS50147: ") == true)
            #expect(answer["state"] == "a&b")
        }
    }

    @Test func `a code lives ten minutes`() async throws {
        try await Visitor.visiting { caller in
            let (first, second) = (try await Visitor(caller).through(), try await Visitor(caller).through())
            let now = await caller.double.state.now
            await caller.double.state.setClock(to: now.addingTimeInterval(540))
            #expect(try await caller.redeem(first["code"]).status == 200)
            await caller.double.state.setClock(to: now.addingTimeInterval(601))
            #expect(try await caller.redeem(second["code"]).codes == [70008])
        }
    }

    @Test func `a code belongs to its client and its reply address`() async throws {
        try await Visitor.visiting { caller in
            let code = try await Visitor(caller).through()["code"]
            #expect(try await caller.redeem(code, ["redirect_uri": "http://localhost:5002/"]).codes == [500112])
            let other: [String: String?] = ["client_id": People.phone, "client_secret": nil]
            #expect(try await caller.redeem(code, other).codes == [70000])
            #expect(try await caller.redeem("made up").codes == [70000])
            #expect(try await caller.redeem(code, ["client_secret": nil]).codes == [7_000_218])
            #expect(try await caller.redeem(code).status == 200)
        }
    }

    @Test func `refresh and ID tokens and the nonce follow the scopes of the page`() async throws {
        try await Visitor.visiting { caller in
            let scope = "openid offline_access \(People.partnerCenter)/.default"
            let code = try await Visitor(caller, ["scope": scope, "nonce": "n-1"]).through()["code"]
            let reply = try await caller.redeem(code, ["client_info": "1"])
            #expect(reply.string("refresh_token") != nil && reply.string("client_info") != nil)
            let claims = try reply.claims(of: "id_token")
            #expect(claims["aud"] == .string(People.web))
            #expect(claims["nonce"] == "n-1")
            #expect(claims["preferred_username"] == .string(People.ada))
        }
    }

    @Test func `the reply can come in a form or behind a hash`() async throws {
        try await Visitor.visiting { caller in
            let page = try await Visitor(caller, ["response_mode": "form_post"]).signIn()
            #expect(page.status == 200)
            #expect(page.text.contains("action=\"\(People.reply)\""))
            #expect(page.hidden("code") != nil)
            #expect(page.hidden("state") == "a&amp;b")
            #expect(page.element("continue") == "Continue")
            let hash = try await Visitor(caller, ["response_mode": "fragment"]).signIn()
            #expect(hash.location?.hasPrefix("\(People.reply)#code=") == true)
            let both: [String: String?] = ["response_type": "code id_token", "nonce": "n-1"]
            let idToken = try await Visitor(caller, both).signIn()
            #expect(idToken.location?.contains("&id_token=ey") == true)
        }
    }

    @Test(arguments: [
        (["prompt": "none"], "login_required", 50058),
        (["response_type": "token"], "unsupported_response_type", 70005),
        (["response_type": "code id_token"], "invalid_request", 900144),
        (["scope": ""], "invalid_request", 900144),
        (["claims": "{"], "invalid_request", 90013),
        (["resource": "x"], "invalid_request", 901002),
    ])
    func `the application hears why not`(changes: [String: String], error: String, code: Int) async throws {
        try await Visitor.visiting { caller in
            let answer = try await Visitor(caller, changes).look()
            let heard = answer.location?.contains("#") == true ? nil : try answer.answer()
            #expect(answer.location?.contains("error=\(error)&") == true)
            #expect(answer.location?.contains("error_description=AADSTS\(code)%3A%20") == true)
            #expect(heard?["state"] ?? "a&b" == "a&b")
        }
    }

    @Test func `the user can turn back`() async throws {
        try await Visitor.visiting { caller in
            let answer = try await Visitor(caller).press("cancel").answer()
            #expect(answer["error"] == "access_denied")
            #expect(answer["error_subcode"] == "cancel")
            #expect(answer["error_description"]?.hasPrefix("AADSTS65004: ") == true)
        }
    }

    @Test func `a fault on the page is sent on to the application`() async throws {
        try await Visitor.visiting { caller in
            await caller.double.setFaults([
                Fault(match: .init(path: "/authorize", method: "POST", clientId: People.web)) {
                    $0.error = .init(code: 65004)
                }
            ])
            #expect(try await Visitor(caller).look().status == 200)
            let answer = try await Visitor(caller).signIn().answer()
            #expect(answer["error"] == "access_denied")
        }
    }
}

extension Reply {
    /// The claims of a token in a field, unchecked.
    func claims(of field: String) throws -> [String: JSONValue] {
        let parts = try #require(string(field)).split(separator: ".")
        var base64 = parts[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        while base64.count % 4 != 0 { base64.append("=") }
        let data = try #require(Data(base64Encoded: String(base64)))
        return try JSONDecoder().decode([String: JSONValue].self, from: data)
    }
}
