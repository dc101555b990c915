import EntraDouble
import Testing

@Suite struct PasswordTests {
    @Test func `a user's token says who, how and what for`() async throws {
        try await Caller.withPeople { caller in
            let reply = try await caller.password(
                changes: "\(People.partnerCenter)/.default openid profile offline_access"
            )
            #expect(reply.status == 200)
            let claims = try await caller.verifiedClaims(of: reply)
            #expect(claims["upn"] == .string(People.ada))
            #expect(claims["unique_name"] == .string(People.ada))
            #expect(claims["amr"] == ["pwd"])
            #expect(claims["scp"] == "user_impersonation")
            #expect(claims["idtyp"] == "user")
            #expect(claims["appid"] == .string(People.web))
            #expect(claims["appidacr"] == "1")
            #expect(claims["roles"] == nil)
            #expect(claims["oid"] != claims["sub"])
            let scope = reply.string("scope")
            #expect(
                scope == "openid profile \(People.partnerCenter)/user_impersonation \(People.partnerCenter)/.default")
            #expect(reply.string("refresh_token") != nil && reply.string("id_token") != nil)
        }
    }

    @Test func `refresh and ID tokens come only where they were asked for`() async throws {
        try await Caller.withPeople { caller in
            let bare = try await caller.password()
            #expect(bare.fields["refresh_token"] == nil && bare.fields["id_token"] == nil)
            #expect(bare.fields["client_info"] == nil)
            let known = try await caller.password(People.ada, ["client_info": "1"])
            #expect(known.fields["client_info"] != nil)
        }
    }

    @Test func `v1 keeps every sign-in, and counts in texts`() async throws {
        try await Caller.withPeople { caller in
            let reply = try await caller.password(People.ada, ["scope": "openid"], version: "")
            #expect(reply.fields["expires_in"] == "3599")
            #expect(reply.fields["resource"] == .string(People.partnerCenter))
            #expect(reply.fields["scope"] == "user_impersonation")
            #expect(reply.string("refresh_token") != nil && reply.string("id_token") != nil)
        }
    }

    @Test(arguments: [
        ("nobody@contoso.example", People.password, "invalid_grant", 50034),
        (People.ada, "wrong", "invalid_grant", 50126),
        (People.ada, " " + People.password, "invalid_grant", 50126),
        (People.mia, People.password, "interaction_required", 50076),
        (People.ned, People.password, "interaction_required", 50079),
        ("locked@contoso.example", People.password, "invalid_grant", 50053),
        ("expired@contoso.example", People.password, "invalid_grant", 50055),
        ("disabled@contoso.example", People.password, "invalid_grant", 50057),
        (People.sam, People.password, "invalid_grant", 90072),
    ])
    func `a user is refused as by Entra`(name: String, password: String, error: String, code: Int) async throws {
        try await Caller.withPeople { caller in
            let reply = try await caller.password(name, ["password": password])
            #expect(reply.string("error") == error)
            #expect(reply.codes == [code])
            #expect(!reply.text.contains(People.password))
        }
    }

    @Test(arguments: ["", "/v2.0"])
    func `the password grant is not for common`(version: String) async throws {
        try await Caller.withPeople { caller in
            for name in ["common", "consumers"] {
                let reply = try await caller.password(version: version, directory: name)
                #expect(reply.codes == [9_001_023])
            }
            let own = try await caller.password(version: version, directory: "organizations")
            #expect(try own.claims()["tid"] == .string(People.partner))
        }
    }

    @Test(arguments: [
        (People.web, String?.none, 7_000_218), (People.web, "wrong", 7_000_215), (People.phone, "any", 700025),
    ])
    func `the registration decides whether a secret is sent`(client: String, secret: String?, code: Int) async throws {
        try await Caller.withPeople { caller in
            let reply = try await caller.password(People.ada, ["client_id": client, "client_secret": secret])
            #expect(reply.status == 401)
            #expect(reply.codes == [code])
        }
    }

    @Test func `a public client signs in without a secret`() async throws {
        try await Caller.withPeople { caller in
            let reply = try await caller.password(People.ada, ["client_id": People.phone, "client_secret": nil])
            #expect(try reply.claims()["appidacr"] == "0")
        }
    }

    @Test(arguments: [
        ("\(People.partnerCenter)/.default \(People.graph)/.default", "invalid_scope", 700022),
        ("\(People.graph)/.default \(People.graph)/User.Read", "invalid_scope", 70011),
        ("https://nothing.example/.default", "invalid_resource", 500011),
    ])
    func `a scope is refused as by Entra`(scope: String, error: String, code: Int) async throws {
        try await Caller.withPeople { caller in
            let reply = try await caller.password(changes: scope)
            #expect(reply.string("error") == error)
            #expect(reply.codes == [code])
        }
    }
}

extension Caller {
    fileprivate func password(changes scope: String) async throws -> Reply {
        try await password(People.ada, ["scope": scope])
    }
}
