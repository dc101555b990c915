import EntraDouble
import FoundationEssentials
import Testing

@Suite struct SeedTests {
    private static let id = Sample.contoso

    @Test(arguments: [
        ("", "the seed is not usable: "),
        ("{}", #"the seed is not usable: "tenants" is missing"#),
        (#"{"tenants": [{"directoryId": "x"}]}"#, #"the seed is wrong at tenants[0].directoryId: "x" is not a GUID"#),
        (#"{"tenants": [{"directoryId": 1}]}"#, "the seed is wrong at tenants[0].directoryId: a String is expected"),
        (
            #"{"tenants": [{"directoryId": "\#(id)"}, {"directoryId": "\#(id.uppercased())"}]}"#,
            "the seed names the directory \(id) twice"
        ),
        (
            #"{"tenants": [{"directoryId": "\#(id)", "domains": ["a.example", "A.example"]}]}"#,
            "the seed names the domain a.example twice"
        ),
        (
            #"{"tenants": [], "resources": [{"uri": "u", "appId": "\#(id)", "accessTokenVersion": 3}]}"#,
            "the seed is wrong at resources[0].accessTokenVersion: must be 1 or 2"
        ),
        (#"{"tenants": [], "tokenLifetimeSeconds": 0}"#, "the seed is wrong at tokenLifetimeSeconds: must be positive"),
    ])
    func `a seed that is wrong says where`(json: String, message: String) throws {
        let error = try #require(throws: SeedError.self) { try Seed(json: Data(json.utf8)) }
        #expect(error.description.hasPrefix(message))
    }

    @Test func `the life of tokens can be seeded`() async throws {
        var seed = try Sample.seed()
        seed.tokenLifetimeSeconds = 120
        try await EntraDouble.running(seed: seed) { double in
            await double.state.setClock(to: try Date(Sample.today, strategy: .iso8601))
            #expect(try await Caller(double: double).token().fields["expires_in"] == 120)
        }
    }

    @Test func `an address that is taken is an error`() async throws {
        try await Caller.withDouble { caller in
            let port = try #require(caller.double.baseURL.split(separator: ":").last.flatMap { Int($0) })
            await #expect(throws: StartError.cannotListen(on: "127.0.0.1:\(port)")) {
                try await EntraDouble.start(seed: Seed(tenants: []), options: Options { $0.port = port })
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `stopping does not wait for a slow request`() async throws {
        let double = try await EntraDouble.start(
            seed: try Sample.seed(),
            options: Options { $0.latency = .seconds(600) }
        )
        let request = Task { try await Caller(double: double).get("/common/discovery/keys") }
        while await double.state.requestCount(pathContaining: "keys") == 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
        try await double.stop()
        await #expect(throws: (any Error).self) { try await request.value }
    }
}
