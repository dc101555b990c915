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

    @Test func `Graph's reads see certificates come and go late, apart from the token endpoint`() async throws {
        try await Caller.withKeys { caller, old, new in
            let graph = try await caller.graph(as: Of.admin)
            let proof = try old.proof(for: Of.object(Of.nobody))
            await caller.double.setReplicationLag(.init(graph: .init(reads: 2)))
            let added = try await graph.addKey(new.order(), to: Self.path, proof)
            #expect(try await caller.signIn(Of.nobody, new).status == 200)
            // Owners tell nothing of credentials, so looking at them is none of the reads.
            #expect(try await graph.get(Self.path + "/owners").status == 200)
            var seen: [Int] = []
            for _ in 1...3 { seen.append(try await graph.keys(of: Of.nobody).count) }
            #expect(seen == [1, 1, 2])
            let keyId = added.fields["keyId"] ?? nil
            #expect(try await graph.patch(Self.path, ["keyCredentials": [["keyId": keyId]]]).status == 204)
            #expect(try await caller.signIn(Of.nobody, old).codes == [700027])
            var keys: [Set<String?>] = []
            for _ in 1...3 { keys.append(Set(try await graph.keys(of: Of.nobody).map { $0.text("keyId") })) }
            let both: Set = [added.string("keyId"), Of.key(1, of: Of.nobody)]
            #expect(keys == [both, both, [added.string("keyId")]])
        }
    }

    @Test func `the token endpoint sees certificates come and go late, apart from Graph`() async throws {
        try await Caller.withKeys { caller, old, new in
            let graph = try await caller.graph(as: Of.admin)
            let proof = try old.proof(for: Of.object(Of.nobody))
            await caller.double.setReplicationLag(.init(tokenEndpoint: .init(seconds: 60)))
            #expect(try await graph.addKey(new.order(), to: Self.path, proof).status == 200)
            #expect(try await graph.keys(of: Of.nobody).count == 2)
            #expect(try await caller.signIn(Of.nobody, new).codes == [700027])
            #expect(try await caller.signIn(Of.nobody, old).status == 200)
            await caller.double.setClock(to: caller.double.now.addingTimeInterval(61))
            #expect(try await caller.signIn(Of.nobody, new).status == 200)

            let gone = try await graph.removeKey(Of.key(1, of: Of.nobody), from: Self.path, proof)
            #expect(gone.status == 204)
            #expect(try await graph.keys(of: Of.nobody).count == 1)
            #expect(try await caller.signIn(Of.nobody, old).status == 200)
            await caller.double.setClock(to: caller.double.now.addingTimeInterval(61))
            #expect(try await caller.signIn(Of.nobody, old).codes == [700027])
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
