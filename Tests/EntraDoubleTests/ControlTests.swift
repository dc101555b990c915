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

    @Test(arguments: [nil, Fault { $0.retryAfter = "1" }, Fault { $0.error = .init(code: 503) }])
    func `replies of every endpoint bear the double's own time`(fault: Fault?) async throws {
        try await Caller.withGraph { caller in
            let token = try await caller.graph(as: GraphSample.admin).token
            let graph = GraphCall(caller: caller, token: token)
            await caller.double.setFaults(fault.map { [$0] } ?? [])
            // Back and forth, so that neither clock is the machine's.
            for (setting, date) in [
                ("2026-03-01T09:10:00Z", "Sun, 01 Mar 2026 09:1"),
                ("2024-02-29T23:50:00Z", "Thu, 29 Feb 2024 23:5"),
            ] {
                #expect(try await caller.post("/double/clock", json: #"{"now": "\#(setting)"}"#).status == 204)
                for reply in [
                    try await graph.get("/applications"), try await graph.post("/applications/x/addPassword", "{}"),
                    try await caller.signIn(GraphSample.admin), try await caller.signIn(GraphSample.admin, secret: "x"),
                    try await caller.get("/common/discovery/keys"),
                    try await graph.post("/$batch", String(repeating: " ", count: 66000)),
                ] {
                    #expect(reply.headers["Date"].count == 1)
                    #expect(reply.headers.first(name: "Date")?.hasPrefix(date) == true)
                }
            }
        }
    }

    @Test func `what control does by request, a test in the process does by call`() async throws {
        try await Caller.withGraph { caller in
            let double = caller.double
            let noon = try Date("2026-03-01T12:00:00Z", strategy: .iso8601)
            await double.setClock(to: noon)
            #expect(await (0..<300).contains(double.now.timeIntervalSince(noon)))
            await double.setClock(offset: 3600)
            #expect(await abs(double.now.timeIntervalSinceNow - 3600) < 300)
            await double.setClock(to: noon)
            await double.setReplicationLag(.init(graph: .init(reads: 1)))
            let graph = try await caller.graph(as: GraphSample.admin)
            let path = GraphSample.path(GraphSample.nobody)
            #expect(try await graph.post(path + "/addPassword", "{}").status == 200)
            #expect(await double.present.tenants[0].applications?[3].passwordCredentials?.count == 2)
            #expect(try await graph.get(path).fields.list("passwordCredentials").count == 1)
            #expect(try await graph.get(path).fields.list("passwordCredentials").count == 2)
            let counted = await double.requests.first { $0.path == "/v1.0" + path }
            #expect(counted?.count == 2)
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
