import EntraDouble
import FoundationEssentials
import NIOHTTP1
import Testing

@Suite struct GraphBatchTests {
    private typealias Of = GraphSample

    private static func step(_ id: String, _ url: String, _ rest: String = "") -> String {
        #"{"id": "\#(id)", "method": "GET", "url": "\#(url)"\#(rest)}"#
    }

    private static func batch(_ steps: [String]) -> String {
        #"{"requests": [\#(steps.joined(separator: ", "))]}"#
    }

    private static func batch(of steps: String...) -> String { batch(steps) }

    @Test func `each request is answered as by itself, in another order`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            let path = "/applications(appId='\(Of.owned)')?$select=id,appId"
            let post = #", "headers": {"content-type": "application/json"}, "body": {"keyId": "\#(Of.oldKey)"}"#
            let reply = try await graph.post(
                "/$batch",
                Self.batch(
                    of: Self.step("a", path), Self.step("b", String(path.dropFirst())),
                    Self.step("c", "/applications(appId='\(Of.customer)')"), Self.step("d", "nothing"),
                    Self.step("e", "/applications/\(Of.ownedObject)/removePassword", post)
                        .replacing(#""GET""#, with: #""POST""#),
                    Self.step("f", "/v1.0/applications"), Self.step("g", "/$batch"),
                    Self.step("h", "/applications?%24top=2"), Self.step("i", "/%FF")
                )
            )
            #expect(reply.status == 200)
            #expect(
                reply.fields.list("responses").map { $0.text("id") } == ["i", "h", "g", "f", "e", "d", "c", "b", "a"])
            let alone = try await graph.get(path)
            for id in ["a", "b"] { #expect(reply.responses[id]?["body"] == .object(alone.fields)) }
            let statuses = reply.responses.mapValues { $0["status"] }
            #expect(
                statuses == [
                    "a": 200, "b": 200, "c": 404, "d": 400, "e": 204, "f": 400, "g": 405, "h": 200, "i": 400,
                ])
            #expect(reply.responses["a"]?.object("headers")?.text("Content-Type") == "application/json")
            #expect(reply.responses["e"]?["body"] == nil)
            #expect(reply.responses["h"]?.object("body")?.text("@odata.nextLink") != nil)
            let state = await caller.double.state.present.tenants[0].applications?[4].passwordCredentials
            #expect(state?.map(\.keyId.description) == ["cccccccc-0000-4000-8000-000000000052"])
        }
    }

    @Test(arguments: [
        ("", 400), ("[]", 400), ("{}", 400), ("{", 400), (#"{"requests": []}"#, 400), (#"{"requests": [1]}"#, 400),
        (batch(of: step("1", "/applications"), step("1", "/applications")), 400),
        (batch(of: #"{"id": 1, "method": "GET", "url": "/applications"}"#), 400),
        (batch(of: #"{"id": "1", "url": "/applications"}"#), 400), (batch(of: step("1", "")), 400),
        (batch(of: step("1", "https://elsewhere.example/applications")), 400),
        (batch(of: step("1", "/applications", #", "dependsOn": ["2"]"#), step("2", "/applications")), 400),
        (batch(of: step("1", "/applications", #", "dependsOn": "1""#)), 400),
        (batch((1...20).map { step(String($0), "/applications") }), 200),
        (batch((1...21).map { step(String($0), "/applications") }), 400),
        (String(repeating: "[", count: 5000), 400),
        (batch(of: step(String(repeating: "x", count: 66000), "/applications")), 413),
    ])
    func `a batch is checked as a whole`(body: String, status: Int) async throws {
        try await Caller.withGraph { caller in
            let reply = try await caller.graph(as: Of.reader).post("/$batch", body)
            #expect(reply.status == status)
            if status == 400 { #expect(reply.graphCode != nil && reply.fields["responses"] == nil) }
        }
    }

    @Test func `a request does not run after one that failed`() async throws {
        try await Caller.withGraph { caller in
            let reply = try await caller.graph(as: Of.reader).post(
                "/$batch",
                Self.batch(
                    of: Self.step("1", "/nothing"), Self.step("2", "/applications", #", "dependsOn": ["1"]"#),
                    Self.step("3", "/applications", #", "dependsOn": ["2"]"#), Self.step("4", "/applications"),
                    Self.step("5", "/applications", #", "dependsOn": ["4"]"#)
                )
            )
            let statuses = reply.responses.mapValues { $0["status"] }
            #expect(statuses == ["1": 400, "2": 424, "3": 424, "4": 200, "5": 200])
            #expect(await caller.double.state.requestCount(pathContaining: "/applications") == 2)
        }
    }

    @Test func `single requests are throttled, fail, or get lost`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            func fault(_ appId: String, _ configure: (inout Fault) -> Void) -> Fault {
                Fault(match: .init(path: "/v1.0/applications(appId='\(appId)')"), times: 1, configure)
            }
            await caller.double.setFaults([
                fault(Of.admin) {
                    $0.status = 429
                    $0.retryAfter = "7"
                },
                fault(Of.reader) { $0.error = .init(code: 503) },
                fault(Of.owner) { $0.drop = .before },
                fault(Of.nobody) {
                    $0.status = 502
                    $0.body = "<html>bad gateway</html>"
                },
                fault(Of.owned) { $0.reply = ["displayName": "changed"] },
                fault(Of.personal) { $0.error = .init(code: 0, error: "Authorization_RequestDenied") },
            ])
            let all = [Of.admin, Of.reader, Of.owner, Of.nobody, Of.owned, Of.personal]
            let body = Self.batch(all.map { Self.step($0, "/applications(appId='\($0)')") })
            let reply = try await graph.post("/$batch", body)
            let statuses = reply.responses.mapValues { $0["status"] }
            #expect(
                statuses == [
                    Of.admin: 429, Of.reader: 503, Of.nobody: 502, Of.owned: 200, Of.personal: 403,
                ]
            )
            #expect(reply.responses[Of.admin]?.object("headers")?.text("Retry-After") == "7")
            let refusal = reply.responses[Of.admin]?.object("body")?.object("error")
            #expect(refusal?.text("code") == "TooManyRequests")
            #expect(reply.responses[Of.owned]?.object("body")?.text("displayName") == "changed")
            let page = reply.responses[Of.nobody]?.text("body").flatMap { Data(base64Encoded: $0) }
            #expect(page == Data("<html>bad gateway</html>".utf8))
            let again = try await graph.post("/$batch", body)
            #expect(again.responses.count == 6 && again.responses.values.allSatisfy { $0["status"] == 200 })
            #expect(await caller.double.state.requestCount(pathContaining: "$batch") == 2)
        }
    }

    @Test func `a whole batch is throttled`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.reader)
            await caller.double.setFaults([Fault(match: .init(path: "$batch"), times: 1) { $0.retryAfter = "3" }])
            let body = Self.batch(of: Self.step("1", "/applications"))
            let reply = try await graph.post("/$batch", body)
            #expect(reply.status == 429)
            #expect(reply.headers.first(name: "Retry-After") == "3")
            #expect(reply.graphCode == "TooManyRequests")
            #expect(try await graph.post("/%24batch", body).status == 200)
        }
    }

    @Test func `a fault is for one application's requests, or for one directory's`() async throws {
        try await Caller.withGraph { caller in
            let (reader, admin) = (try await caller.graph(as: Of.reader), try await caller.graph(as: Of.admin))
            let elsewhere = try await caller.graph(as: Of.admin, directory: Of.customer)
            await caller.double.setFaults([
                Fault(match: .init(clientId: Of.reader)) { $0.status = 503 },
                Fault(match: .init(directoryId: Of.customer)) { $0.status = 504 },
            ])
            #expect(try await reader.get("/applications").status == 503)
            #expect(try await elsewhere.get("/applications").status == 504)
            #expect(try await admin.get("/applications").status == 200)
        }
    }
}
