import EntraDouble
import FoundationEssentials
import Testing

@Suite struct GrantTests {
    private typealias Of = GraphSample

    private static let path = "/applications(appId='\(Of.nobody)')"

    @Test func `what is granted later counts for later tokens`() async throws {
        try await Caller.withGraph { caller in
            let before = try await caller.graph(as: Of.nobody)
            #expect(try await before.get(Self.path).status == 403)
            let roles = #"{"appId": "\#(Of.nobody)", "roles": ["Application.ReadWrite.OwnedBy"]}"#
            #expect(try await caller.post("/double/grants", json: roles).status == 204)
            let unowned = try await caller.graph(as: Of.nobody)
            #expect(try await unowned.get(Self.path).status == 403)
            let owners = #"{"appId": "\#(Of.nobody)", "owners": ["self"]}"#
            #expect(try await caller.post("/double/grants", json: owners).status == 204)
            #expect(try await unowned.get(Self.path).status == 200)
            // A token that is out keeps what it has.
            #expect(try await before.get(Self.path).status == 403)
            let none = #"{"appId": "\#(Of.nobody)", "roles": []}"#
            #expect(try await caller.post("/double/grants", json: none).status == 204)
            #expect(try await caller.graph(as: Of.nobody).get(Self.path).status == 403)
        }
    }

    @Test(arguments: [
        (#"{"appId": "\#(Of.nobody)", "owners": ["somebody"]}"#, 400), (#"{"roles": []}"#, 400),
        (#"{"appId": "\#(Of.nobody)", "role": []}"#, 400), (#"{"appId": "12121212-0000-4000-8000-000000000000"}"#, 404),
    ])
    func `a grant that cannot be is refused`(body: String, status: Int) async throws {
        try await Caller.withGraph { caller in
            let before = await caller.double.state.present
            let reply = try await caller.post("/double/grants", json: body)
            #expect(reply.status == status)
            #expect(await caller.double.state.present == before)
        }
    }
}
