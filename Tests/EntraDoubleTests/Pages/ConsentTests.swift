import EntraDouble
import Testing

@Suite struct ConsentTests {
    private static let listed: [String: String?] = ["client_id": People.listed]

    @Test func `without consent there is no token, and the page asks for it once`() async throws {
        try await Visitor.visiting { caller in
            let refused = try await caller.password(People.ada, Self.listed)
            #expect(refused.string("error") == "invalid_grant")
            #expect(refused.string("suberror") == "consent_required")
            #expect(refused.codes == [65001])
            let page = try await Visitor(caller, Self.listed).signIn()
            #expect(page.element("account") == People.ada)
            #expect(page.text.contains("<li>\(People.partnerCenter): user_impersonation</li>"))
            for id in ["consent-form", "accept", "cancel", "permissions", "application"] {
                #expect(page.element(id) != nil, "\(id)")
            }
            let flow = try #require(page.hidden("flow"))
            let code = try await Visitor(caller, Self.listed).press("accept", ["flow": flow]).answer()["code"]
            #expect(try await caller.redeem(code, Self.listed).claims()["scp"] == "user_impersonation")
            #expect(try await caller.password(People.ada, Self.listed).status == 200)
            #expect(try await Visitor(caller, Self.listed).signIn().status == 302)
            #expect(try await caller.password("clerk@contoso.example", Self.listed).codes == [65001])
            let state = await caller.double.state.present
            #expect(state.tenants[0].applications?[2].userConsents?.map(\.userPrincipalName) == [People.ada])
        }
    }

    @Test func `a page's answer counts once, and on that page only`() async throws {
        try await Visitor.visiting { caller in
            let page = try await Visitor(caller, Self.listed).signIn()
            let flow = try #require(page.hidden("flow"))
            let other = Visitor(caller, Self.listed, version: "")
            #expect(try await other.press("accept", ["flow": flow]).element("sign-in-form") != nil)
            #expect(try await Visitor(caller, Self.listed).press("accept", ["flow": flow]).status == 200)
            #expect(try await Visitor(caller, Self.listed).press("accept", ["flow": "made up"]).status == 200)
        }
    }

    @Test func `prompt can ask again`() async throws {
        try await Visitor.visiting { caller in
            let plain = try await Visitor(caller).signIn()
            #expect(plain.status == 302)
            #expect(try await Visitor(caller, ["prompt": "consent"]).signIn().element("consent-form") != nil)
        }
    }

    @Test func `where users may not consent, only an administrator is asked`() async throws {
        try await Visitor.visiting({ $0.tenants[0].userConsentAllowed = false }) { caller in
            let visitor = Visitor(caller, Self.listed)
            let refused = try await visitor.signIn("clerk@contoso.example")
            #expect(refused.element("error-code") == "AADSTS90094")
            #expect(try await visitor.signIn().element("consent-form") != nil)
        }
    }

    @Test(arguments: [
        ("\(People.graph)/.default", "User.Read Mail.Read"), ("\(People.graph)/Mail.Read", "Mail.Read"),
        ("Mail.Read openid", "Mail.Read openid"), ("\(People.graph)/Files.Read", nil),
        ("https://api.partner.microsoft.com/.default", nil),
    ])
    func `a token carries what was asked for of what is listed`(scope: String, expected: String?) async throws {
        try await Caller.withPeople({ $0.tenants[0].applications?[2].adminConsented = true }) { caller in
            let reply = try await caller.password(People.ada, ["client_id": People.listed, "scope": scope])
            if let expected {
                #expect(try reply.claims()["scp"] == .string(expected))
            } else {
                #expect(reply.codes == [65001])
            }
        }
    }

    @Test func `v1 says that an API is not listed`() async throws {
        try await Caller.withPeople({ $0.tenants[0].applications?[2].adminConsented = true }) { caller in
            let changes: [String: String?] = ["client_id": People.listed, "resource": "https://vault.azure.net"]
            let reply = try await caller.password(People.ada, changes, version: "")
            #expect(reply.string("error") == "invalid_resource")
            #expect(reply.codes == [650057])
        }
    }

    @Test func `an administrator consents for a whole directory`() async throws {
        try await Visitor.visiting { caller in
            let token = try await caller.refreshToken()
            let path =
                "/\(People.customer)/adminconsent?client_id=\(People.web)&redirect_uri=http://localhost:9&state=s"
            let visitor = Visitor(caller, at: path)
            #expect(try await visitor.look().element("sign-in-form") != nil)
            #expect(try await visitor.signIn().element("error-code") == "AADSTS90072")
            let page = try await visitor.signIn("gus@fabrikam.example")
            let flow = try #require(page.hidden("flow"))
            let answer = try await visitor.press("accept", ["flow": flow]).answer()
            #expect(answer == ["admin_consent": "True", "tenant": People.customer, "state": "s"])
            let redeemed = try await caller.grant(
                "refresh_token",
                ["refresh_token": token],
                directory: People.customer
            )
            #expect(try redeemed.claims()["tid"] == .string(People.customer))
            let app = try await caller.grant("client_credentials", directory: People.customer)
            #expect(app.status == 200)
        }
    }

    @Test func `who is no administrator cannot, and one can decline`() async throws {
        try await Visitor.visiting { caller in
            let path = "/\(People.partner)/v2.0/adminconsent?client_id=\(People.listed)&redirect_uri=http://localhost:9"
            let visitor = Visitor(caller, at: path + "&scope=x")
            #expect(try await visitor.signIn("clerk@contoso.example").element("error-code") == "AADSTS90094")
            #expect(try await visitor.press("cancel").answer()["error"] == "access_denied")
            let page = try await visitor.signIn()
            let answer = try await visitor.press("accept", ["flow": page.hidden("flow") ?? ""]).answer()
            #expect(answer["scope"] == "x")
            #expect(try await caller.password(People.ada, Self.listed).status == 200)
        }
    }
}
