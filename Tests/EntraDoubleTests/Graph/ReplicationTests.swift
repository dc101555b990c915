import EntraDouble
import FoundationEssentials
import Testing

@Suite struct ReplicationTests {
    private typealias Of = GraphSample

    private static let path = "/applications(appId='\(Of.nobody)')"

    private static func count(_ graph: GraphCall) async throws -> Int {
        try await graph.get(path).fields.list("passwordCredentials").count
    }

    @Test func `Graph's reads see a change late, apart from the token endpoint`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            #expect(try await caller.post("/double/replication", json: #"{"graph": {"reads": 2}}"#).status == 204)
            let reply = try await graph.post(Self.path + "/addPassword", "{}")
            #expect(try await caller.signIn(Of.nobody, secret: reply.string("secretText") ?? "").status == 200)
            #expect(await caller.double.state.present.tenants[0].applications?[3].passwordCredentials?.count == 2)
            #expect(try await Self.count(graph) == 1)
            let list = try await graph.get("/applications?$filter=displayName%20eq%20'Nobody'")
            #expect(list.values.first?.list("passwordCredentials").count == 1)
            #expect(try await Self.count(graph) == 2)

            let keyId = reply.string("keyId") ?? ""
            #expect(try await graph.post(Self.path + "/removePassword", #"{"keyId": "\#(keyId)"}"#).status == 204)
            var seen: [Int] = []
            for _ in 1...4 { seen.append(try await Self.count(graph)) }
            #expect(seen == [2, 2, 1, 1])
        }
    }

    @Test func `the token endpoint sees a change late, apart from Graph`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            await caller.double.state.setReplicationLag(.init(tokenEndpoint: .init(seconds: 60)))
            let reply = try await graph.post(Self.path + "/addPassword", "{}")
            let secret = reply.string("secretText") ?? ""
            #expect(try await Self.count(graph) == 2)
            #expect(try await caller.signIn(Of.nobody, secret: secret).codes == [7_000_215])
            #expect(try await caller.signIn(Of.nobody).status == 200)
            await caller.double.state.setClock(to: caller.double.state.now.addingTimeInterval(61))
            #expect(try await caller.signIn(Of.nobody, secret: secret).status == 200)

            let removal = #"{"keyId": "\#(reply.string("keyId") ?? "")"}"#
            #expect(try await graph.post(Self.path + "/removePassword", removal).status == 204)
            #expect(try await caller.signIn(Of.nobody, secret: secret).status == 200)
            await caller.double.state.setClock(to: caller.double.state.now.addingTimeInterval(61))
            #expect(try await caller.signIn(Of.nobody, secret: secret).codes == [7_000_215])
        }
    }

    @Test(arguments: [
        #"{"graph": {"reads": -1}}"#, #"{"tokenEndpoint": {"seconds": -1}}"#, "[]", #"{"graph": 1}"#,
        #"{"grph": {"reads": 1}}"#, #"{"graph": {"raeds": 1}}"#,
    ])
    func `a lag that is none is refused`(json: String) async throws {
        try await Caller.withGraph { caller in
            let reply = try await caller.post("/double/replication", json: json)
            #expect(reply.status == 400)
        }
    }
}
