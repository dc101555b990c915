import EntraDouble
import Testing

@Suite struct DeviceLoginTests {
    @Test(arguments: [("accept", "access_token", "You have signed in."), ("cancel", "error", "You declined.")])
    func `a user enters the code, signs in and answers`(button: String, field: String, said: String) async throws {
        try await Visitor.visiting { caller in
            let form = ["client_id": People.phone, "scope": "\(People.partnerCenter)/.default"]
            let started = try await caller.post("/\(People.partner)/oauth2/v2.0/devicecode", form: form)
            let code = try #require(started.string("user_code"))
            let visitor = Visitor(caller, at: "/devicelogin")
            let first = try await visitor.look()
            #expect(first.element("code") != nil && first.element("next") == "Next")
            let wrong = try await visitor.press("next", ["code": "nothing"])
            #expect(wrong.element("error-code") == "AADSTS70018")
            let signIn = try await visitor.press("next", ["code": code.lowercased()])
            #expect(signIn.element("application") == "to Phone")
            #expect(signIn.hidden("code") == code)
            let fields = ["code": code, "username": People.mia, "password": "wrong"]
            #expect(try await visitor.press("sign-in", fields).element("error-code") == "AADSTS50126")
            let consent = try await visitor.press("sign-in", fields.merging(["password": People.password]) { $1 })
            #expect(consent.element("account") == People.mia)
            let done = try await visitor.press(button, ["code": code, "flow": consent.hidden("flow") ?? ""])
            #expect(done.element("done")?.hasPrefix(said) == true)
            let reply = try await caller.grant(
                "urn:ietf:params:oauth:grant-type:device_code",
                [
                    "device_code": started.string("device_code"), "client_id": People.phone, "client_secret": nil,
                    "scope": nil,
                ]
            )
            #expect(reply.string(field) != nil)
        }
    }
}
