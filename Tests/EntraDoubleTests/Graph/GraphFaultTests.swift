import AsyncHTTPClient
import EntraDouble
import FoundationEssentials
import NIOHTTP1
import Testing

@Suite struct GraphFaultTests {
    private typealias Of = GraphSample

    /// A request that succeeds where nothing goes wrong.
    struct Route: CustomTestStringConvertible {
        let method: HTTPMethod
        let path: String
        /// Whether it changes the directory.
        let isWrite: Bool
        let body: @Sendable (TestCertificate, TestCertificate) throws -> JSONValue?

        var testDescription: String { "\(method) \(path)" }

        init(
            _ method: HTTPMethod,
            _ action: String,
            _ body: @escaping @Sendable (TestCertificate, TestCertificate) throws -> JSONValue? = { _, _ in nil }
        ) {
            self.method = method
            path = GraphSample.path(GraphSample.nobody) + action
            isWrite = method != .GET
            self.body = body
        }

        func send(_ graph: GraphCall, _ old: TestCertificate, _ new: TestCertificate) async throws -> Reply {
            let text = try body(old, new).map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
            return try await graph.send(method, path, text, type: text == nil ? "" : "application/json")
        }
    }

    private static let routes = [
        Route(.GET, "/owners"),
        Route(.PATCH, "") { _, new in ["keyCredentials": [new.order()]] },
        Route(.POST, "/addKey") { old, new in
            ["keyCredential": new.order(), "proof": .string(try old.proof(for: Of.object(Of.nobody)))]
        },
        Route(.POST, "/removeKey") { old, _ in
            [
                "keyId": .string(Of.key(1, of: Of.nobody)),
                "proof": .string(try old.proof(for: Of.object(Of.nobody))),
            ]
        },
        Route(.POST, "/addPassword") { _, _ in [:] },
        Route(.POST, "/removePassword") { _, _ in
            ["keyId": .string(Of.nobody.replacing("aaaaaaaa", with: "cccccccc"))]
        },
    ]

    @Test(arguments: routes)
    func `each request can be throttled, fail and get lost`(route: Route) async throws {
        try await Caller.withKeys { caller, old, new in
            let graph = try await caller.graph(as: Of.admin)
            let before = await caller.double.present
            let match = Fault.Match(path: "/v1.0" + route.path, method: route.method.rawValue, clientId: Of.admin)
            await caller.double.setFaults([
                Fault(match: match, times: 1) { $0.retryAfter = "11" },
                Fault(match: match, times: 1) { $0.status = 503 },
                Fault(match: match, times: 1) { $0.error = .concurrentRequests },
                Fault(match: match, times: 1) { $0.drop = .before },
                Fault(match: match, times: 1) { $0.drop = .after },
            ])
            let throttled = try await route.send(graph, old, new)
            #expect(throttled.status == 429 && throttled.graphCode == "TooManyRequests")
            #expect(throttled.headers.first(name: "Retry-After") == "11")
            let failed = try await route.send(graph, old, new)
            #expect(failed.status == 503 && failed.graphCode == "ServiceUnavailable")
            #expect(try await route.send(graph, old, new).status == 409)
            for isDone in [false, route.isWrite] {
                #expect(await caller.double.present == before)
                await #expect(throws: HTTPClientError.remoteConnectionClosed) {
                    try await route.send(graph, old, new)
                }
                #expect(await (caller.double.present != before) == isDone)
            }
        }
    }

    @Test(arguments: [
        #"{"error": {"code": 409}}"#, #"{"status": 409}"#,
        #"{"error": {"code": 0, "error": "Directory_ConcurrencyViolation"}}"#,
    ])
    func `a write too close to another is refused in Graph's words`(fault: String) async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            let path = Of.path(Of.nobody) + "/addPassword"
            let json = #"{"faults": [\#(fault.dropLast()), "times": 1, "match": {"path": "addPassword"}}]}"#
            #expect(try await caller.post("/double/faults", json: json).status == 204)
            let reply = try await graph.post(path, "{}")
            #expect(reply.status == 409)
            #expect(reply.graphCode == "Directory_ConcurrencyViolation")
            let message = reply.fields.object("error")?.text("message")
            #expect(
                message == "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.")
            #expect(reply.headers["Retry-After"].isEmpty)
            #expect(try await graph.post(path, "{}").status == 200)
        }
    }

    @Test func `a refusal that is set in full is sent as it is`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            await caller.double.setFaults([
                Fault(times: 1) {
                    $0.error = .init(code: 0, error: "Authentication_MissingOrMalformed", message: "mine")
                },
                Fault(times: 1) {
                    $0.error = .concurrentRequests
                    $0.status = 503
                    $0.retryAfter = "2"
                },
                Fault(times: 1) { $0.error = .init(code: 418) },
            ])
            let first = try await graph.get("/applications")
            #expect(first.status == 401 && first.graphCode == "Authentication_MissingOrMalformed")
            #expect(first.fields.object("error")?.text("message") == "mine")
            let second = try await graph.get("/applications")
            #expect(second.status == 503 && second.graphCode == "Directory_ConcurrencyViolation")
            #expect(second.headers.first(name: "Retry-After") == "2")
            let third = try await graph.get("/applications")
            #expect(third.status == 418 && third.graphCode == "UnknownError")
        }
    }
}
