import EntraDouble
import FoundationEssentials
import NIOHTTP1
import Testing

@Suite struct ControlTests {
    @Test func `the state is a seed again`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.get("/double/state")
            let state = try Seed(json: Data(reply.text.utf8))
            #expect(state.tenants.map(\.directoryId.description) == [Sample.contoso, Sample.fabrikam, Sample.tailspin])
            #expect(state.tenants.first?.applications?.first?.passwordCredentials?.first?.secretText == Sample.secret)
            #expect(state.tenants.first?.users?.first?.userPrincipalName == "ada@contoso.example")
        }
    }

    @Test func `requests are counted without what was in them`() async throws {
        try await Caller.withDouble { caller in
            _ = try await caller.token()
            _ = try await caller.token()
            _ = try await caller.get("/common/discovery/keys?secret=hidden")
            let reply = try await caller.get("/double/requests")
            #expect(
                reply.fields["requests"] == [
                    ["method": "POST", "path": .string("/\(Sample.contoso)/oauth2/v2.0/token"), "count": 2],
                    ["method": "GET", "path": "/common/discovery/keys", "count": 1],
                ]
            )
            #expect(!reply.text.contains("hidden"))
        }
    }

    @Test(arguments: [
        (#"{"now": "2030-01-01T00:00:00Z"}"#, "Tue, 01 Jan 2030 00:00:"),
        (#"{"offsetSeconds": -3600000000}"#, "19"),
    ])
    func `the clock moves`(setting: String, date: String) async throws {
        try await Caller.withDouble { caller in
            #expect(try await caller.post("/double/clock", json: setting).status == 204)
            let header = try await caller.get("/double/state").headers.first(name: "Date")
            #expect(header?.contains(date) == true)
        }
    }

    @Test(arguments: [
        ("/double/faults", #"{"faults": [{"tims": 1}]}"#),
        ("/double/faults", #"{"faults": [{"match": {"pth": "/"}}]}"#),
        ("/double/faults", #"{"faults": [{"drop": "sometimes"}]}"#),
        ("/double/faults", #"{"faults": [{"error": {"code": 1, "errror": "x"}}]}"#),
        ("/double/faults", #"{"faults": [{"status": 42}]}"#),
        ("/double/faults", #"{"faults": [{"truncateBody": -1}]}"#),
        ("/double/faults", "[]"),
        ("/double/clock", #"{"offsetSeconds": 1e300}"#),
        ("/double/clock", "{}"),
        ("/double/clock", #"{"now": "tomorrow"}"#),
    ])
    func `a setting that is not understood is refused`(path: String, json: String) async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.post(path, json: json)
            #expect(reply.status == 400)
        }
    }
}
