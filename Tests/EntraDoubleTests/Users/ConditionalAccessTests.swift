import EntraDouble
import Testing

@Suite struct ConditionalAccessTests {
    private static let challenge = #"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#
    private static let capability = #"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#

    private static func guarded(_ code: Int, resources: [String]? = nil) -> (inout Seed) -> Void {
        { $0.tenants[0].users?[0].conditionalAccess = .init(code: code, claims: challenge, resources: resources) }
    }

    @Test(arguments: [(50076, "basic_action"), (53003, "message_only"), (53000, "additional_action")])
    func `a policy challenges, and a request with claims passes`(code: Int, suberror: String) async throws {
        try await Caller.withPeople(Self.guarded(code)) { caller in
            let refused = try await caller.password()
            #expect(refused.status == 400)
            #expect(refused.string("error") == "interaction_required")
            #expect(refused.string("suberror") == suberror)
            #expect(refused.string("claims") == Self.challenge)
            #expect(refused.codes == [code])
            #expect(try await caller.password(People.ada, ["claims": Self.capability]).codes == [code])
            #expect(try await caller.password(People.ada, ["claims": Self.challenge]).status == 200)
        }
    }

    @Test func `a sign-in that met the challenge goes on`() async throws {
        try await Visitor.visiting(Self.guarded(53003)) { caller in
            let page = try await Visitor(caller).signIn()
            #expect(page.element("error-code") == "AADSTS53003")
            let scope = "\(People.partnerCenter)/.default offline_access"
            let code = try await Visitor(caller, ["claims": Self.challenge, "scope": scope]).through()["code"]
            let token = try await caller.redeem(code).string("refresh_token")
            let reply = try await caller.grant("refresh_token", ["refresh_token": token])
            #expect(reply.status == 200)
        }
    }

    @Test func `signing in on the page meets what asks for no more`() async throws {
        try await Visitor.visiting(Self.guarded(50076)) { caller in
            let code = try await Visitor(caller).through()["code"]
            #expect(try await caller.redeem(code).status == 200)
        }
    }

    @Test func `a policy can be an application's, and for some APIs`() async throws {
        let policy = Seed.ConditionalAccess(code: 50158, resources: [People.graph])
        try await Caller.withPeople({ $0.tenants[0].applications?[0].conditionalAccess = policy }) { caller in
            #expect(try await caller.password().status == 200)
            let refused = try await caller.password(People.ada, ["scope": "\(People.graph)/.default"])
            #expect(refused.codes == [50158])
            #expect(refused.string("claims")?.contains("capolids") == true)
        }
    }

    @Test(arguments: ["password", "client_credentials"])
    func `a client that takes challenges gets a long-lived token`(grant: String) async throws {
        try await Caller.withPeople { caller in
            let fields: [String: String?] = [
                "username": People.ada, "password": People.password, "claims": Self.capability,
            ]
            let reply = try await caller.grant(grant, fields)
            #expect(try reply.claims()["xms_cc"] == ["cp1"])
            #expect(reply.fields["expires_in"] == 86399)
            #expect(reply.fields["refresh_in"] == 43199)
            let plain = try await caller.grant(grant, fields.merging(["claims": Self.challenge]) { $1 })
            #expect(try plain.claims()["xms_cc"] == nil)
            #expect(plain.fields["refresh_in"] == nil)
        }
    }
}
