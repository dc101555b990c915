import AsyncHTTPClient
import EntraDouble
import FoundationEssentials
import Testing

@Suite struct GraphPasswordTests {
    private typealias Of = GraphSample

    private static let path = "/applications(appId='\(Of.nobody)')"

    @Test func `a new secret is told once, and opens the door at once`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            let body = #"{"passwordCredential": {"displayName": "pv 2026-03", "endDateTime": "2026-09-01T00:00:00Z"}}"#
            let reply = try await graph.post(Self.path + "/addPassword", body)
            #expect(reply.status == 200)
            let secret = try #require(reply.string("secretText"))
            #expect(secret.count == 40 && secret.contains("~"))
            #expect(reply.string("hint") == String(secret.prefix(3)))
            #expect(reply.string("displayName") == "pv 2026-03")
            #expect(reply.string("endDateTime") == "2026-09-01T00:00:00Z")
            #expect(reply.fields["customKeyIdentifier"] == .null)
            let start = try #require(reply.string("startDateTime"))
            #expect(start.wholeMatch(of: /2026-03-01T09:0\d:\d\d\.\d{7}Z/) != nil)
            #expect(try await caller.signIn(Of.nobody, secret: secret).status == 200)

            let listed = try await graph.get(Self.path).fields.list("passwordCredentials")
            let mine = try #require(listed.first { $0["keyId"] == reply.fields["keyId"] })
            #expect(mine["secretText"] == .null && mine["hint"] == reply.fields["hint"])
            #expect(mine["startDateTime"] == reply.fields["startDateTime"])
            #expect(listed.count == 2)

            let keyId = try #require(reply.string("keyId"))
            let removal = #"{"keyId": "\#(keyId)"}"#
            #expect(try await graph.post(Self.path + "/removePassword", removal).status == 204)
            #expect(try await caller.signIn(Of.nobody, secret: secret).codes == [7_000_215])
            let again = try await graph.post(Self.path + "/removePassword", removal)
            #expect(again.status == 400)
            let message = again.fields.object("error")?.text("message")
            #expect(message == "No password credential found with keyId \(keyId).")
        }
    }

    @Test(arguments: ["", "{}", #"{"passwordCredential": null}"#, #"{"passwordCredential": {"secretText": "mine"}}"#])
    func `a secret lives two years, and is never the caller's`(body: String) async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            let object = try #require(try await graph.get(Self.path).string("id"))
            let reply = try await graph.post("/applications/\(object)/addPassword", body)
            let (start, end) = (try #require(reply.string("startDateTime")), try #require(reply.string("endDateTime")))
            #expect(end == start.replacing("2026-", with: "2028-"))
            #expect(reply.fields["displayName"] == .null)
            #expect(reply.string("secretText") != "mine")
        }
    }

    @Test func `the last secret may go`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.owner)
            let keyId = Of.owner.replacing("aaaaaaaa", with: "cccccccc")
            let reply = try await graph.post(
                "/applications(appId='\(Of.owner)')/removePassword", #"{"keyId": "\#(keyId)"}"#)
            #expect(reply.status == 204)
            #expect(try await caller.signIn(Of.owner).codes == [7_000_215])
            #expect(
                try await graph.get("/applications(appId='\(Of.owner)')").fields.list("passwordCredentials").isEmpty)
        }
    }

    @Test(arguments: [
        ("/addPassword", "[]"), ("/addPassword", "{"), ("/addPassword", #"{"passwordCredential": "x"}"#),
        ("/addPassword", #"{"passwordCredential": {"displayName": 1}}"#),
        ("/addPassword", #"{"passwordCredential": {"endDateTime": "tomorrow"}}"#),
        ("/addPassword", #"{"passwordCredential": {"endDateTime": "2026-01-01T00:00:00Z"}}"#),
        ("/removePassword", ""), ("/removePassword", "{}"), ("/removePassword", #"{"keyId": "x"}"#),
        ("/removePassword", #"{"keyId": 1}"#), ("/removePassword", #"{"keyId": "\#(Of.oldKey)"}"#),
    ])
    func `a body that cannot be used changes nothing`(action: String, body: String) async throws {
        try await Caller.withGraph { caller in
            let before = await caller.double.state.present
            let reply = try await caller.graph(as: Of.admin).post(Self.path + action, body)
            #expect(reply.status == 400)
            #expect(reply.graphCode != nil)
            #expect(await caller.double.state.present == before)
        }
    }

    @Test func `a body must say that it is JSON, by itself and in a batch`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            #expect(try await graph.post(Self.path + "/addPassword", "{}", type: "text/plain").status == 400)
            let step = #"{"id": "1", "method": "POST", "url": "\#(Self.path)/addPassword", "body": {}}"#
            let batch = try await graph.post("/$batch", #"{"requests": [\#(step)]}"#)
            #expect(batch.responses["1"]?["status"] == 400)
        }
    }

    @Test func `an application for personal accounts has two secrets at most`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            let path = "/applications(appId='\(Of.personal)')/addPassword"
            #expect(try await graph.post(path, "{}").status == 200)
            let third = try await graph.post(path, "{}")
            #expect(third.status == 403)
            #expect(third.graphCode == "Directory_ResourceSizeExceeded")
        }
    }

    @Test func `a reply can get lost after the secret was made`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            await caller.double.setFaults([Fault(match: .init(path: "addPassword"), times: 1) { $0.drop = .after }])
            await #expect(throws: HTTPClientError.remoteConnectionClosed) {
                try await graph.post(Self.path + "/addPassword", "{}")
            }
            #expect(try await graph.get(Self.path).fields.list("passwordCredentials").count == 2)
        }
    }

    @Test func `a service principal's secret opens the door at home`() async throws {
        try await Caller.withGraph { caller in
            for secret in ["of the principal", "old secret"] {
                let reply = try await caller.signIn(Of.owned, secret: secret)
                #expect(reply.status == 200)
            }
        }
    }
}
