import EntraDouble
import FoundationEssentials
import Testing

@Suite struct DeviceCodeTests {
    private static let urn = "urn:ietf:params:oauth:grant-type:device_code"

    private static func begin(
        _ caller: Caller,
        version: String = "/v2.0",
        directory: String = People.partner,
        client: String = People.phone
    ) async throws -> Reply {
        var form = ["client_id": client]
        form[version.isEmpty ? "resource" : "scope"] = People.partnerCenter + (version.isEmpty ? "" : "/.default")
        return try await caller.post("/\(directory)/oauth2\(version)/devicecode", form: form)
    }

    private static func poll(_ caller: Caller, _ code: String?, client: String = People.phone) async throws -> Reply {
        try await caller.grant(urn, ["device_code": code, "client_id": client, "client_secret": nil, "scope": nil])
    }

    private static func answer(_ caller: Caller, _ started: Reply, _ action: String, as name: String) async throws
        -> Int
    {
        let code = try #require(started.string("user_code"))
        let json = #"{"userCode": "\#(code)", "userPrincipalName": "\#(name)", "action": "\#(action)"}"#
        return try await caller.post("/double/devicecode", json: json).status
    }

    @Test func `a code is shown and polled for until a user approves, and counts once`() async throws {
        try await Caller.withPeople { caller in
            let started = try await Self.begin(caller)
            #expect(started.string("verification_uri") == "\(caller.double.baseURL)/devicelogin")
            #expect(started.fields["expires_in"] == 900)
            #expect(started.fields["interval"] == 0)
            #expect(started.fields["verification_uri_complete"] == nil)
            let code = started.string("device_code")
            let pending = try await Self.poll(caller, code)
            #expect(pending.string("error") == "authorization_pending")
            #expect(pending.codes == [70016])
            #expect(try await Self.answer(caller, started, "approve", as: People.mia) == 204)
            let reply = try await Self.poll(caller, code)
            #expect(try reply.claims()["amr"] == ["pwd", "mfa"])
            #expect(try reply.claims()["aud"] == .string(People.partnerCenter))
            #expect(try await Self.poll(caller, code).codes == [54005])
            #expect(try await Self.answer(caller, started, "approve", as: People.mia) == 404)
        }
    }

    @Test func `v1 has other names, and counts in texts`() async throws {
        try await Caller.withPeople { caller in
            let started = try await Self.begin(caller, version: "")
            #expect(started.string("verification_url") == "\(caller.double.baseURL)/devicelogin")
            #expect(started.fields["verification_uri"] == nil)
            #expect(started.fields["expires_in"] == "900")
            #expect(started.fields["interval"] == "0")
            #expect(try await Self.answer(caller, started, "approve", as: People.ada) == 204)
            let reply = try await caller.grant(
                "device_code",
                ["code": started.string("device_code"), "client_id": People.phone, "client_secret": nil],
                version: ""
            )
            #expect(reply.fields["resource"] == .string(People.partnerCenter))
            #expect(reply.string("refresh_token") != nil)
        }
    }

    @Test func `a user can decline`() async throws {
        try await Caller.withPeople { caller in
            let started = try await Self.begin(caller)
            #expect(try await Self.answer(caller, started, "decline", as: People.ada) == 204)
            let reply = try await Self.poll(caller, started.string("device_code"))
            #expect(reply.string("error") == "authorization_declined")
        }
    }

    @Test func `a code runs out, and a made-up one is bad`() async throws {
        try await Caller.withPeople { caller in
            let started = try await Self.begin(caller)
            let bad = try await Self.poll(caller, "made up")
            #expect(bad.string("error") == "bad_verification_code")
            #expect(bad.codes == [70018])
            let foreign = try await caller.grant(
                Self.urn,
                ["device_code": started.string("device_code"), "scope": nil]
            )
            #expect(foreign.codes == [70018])
            let end = await caller.double.state.now.addingTimeInterval(900)
            await caller.double.state.setClock(to: end)
            let late = try await Self.poll(caller, started.string("device_code"))
            #expect(late.string("error") == "expired_token")
            #expect(late.codes == [70020])
        }
    }

    @Test func `polling too fast is slowed down`() async throws {
        try await Caller.withPeople({ $0.deviceCodeIntervalSeconds = 60 }) { caller in
            let code = try await Self.begin(caller).string("device_code")
            #expect(try await Self.poll(caller, code).string("error") == "authorization_pending")
            #expect(try await Self.poll(caller, code).string("error") == "slow_down")
            let later = await caller.double.state.now.addingTimeInterval(60)
            await caller.double.state.setClock(to: later)
            #expect(try await Self.poll(caller, code).string("error") == "authorization_pending")
        }
    }

    @Test(arguments: [
        ("common", People.web, 90133), ("consumers", People.web, 90133), ("organizations", People.phone, 50194),
        (People.partner, People.customer, 700016), ("nowhere.example", People.phone, 90002),
    ])
    func `no code is given where it could not be used`(directory: String, client: String, code: Int) async throws {
        try await Caller.withPeople { caller in
            let reply = try await Self.begin(caller, directory: directory, client: client)
            #expect(reply.codes == [code])
        }
    }

    @Test func `a confidential client sends its secret when it polls`() async throws {
        try await Caller.withPeople { caller in
            let started = try await Self.begin(caller, directory: "organizations", client: People.web)
            #expect(try await Self.answer(caller, started, "approve", as: People.ada) == 204)
            let code = started.string("device_code")
            #expect(try await Self.poll(caller, code, client: People.web).codes == [7_000_218])
            let changes: [String: String?] = ["device_code": code, "scope": nil]
            let reply = try await caller.grant(Self.urn, changes, directory: "organizations")
            #expect(try reply.claims()["tid"] == .string(People.partner))
        }
    }
}
