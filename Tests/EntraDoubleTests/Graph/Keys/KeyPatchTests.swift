import EntraDouble
import FoundationEssentials
import Testing

@Suite struct KeyPatchTests {
    private typealias Of = GraphSample

    private static let path = Of.path(Of.nobody)
    private static let first = JSONValue.string(Of.key(1, of: Of.nobody))

    @Test(arguments: [path, "/applications/\(Of.object(Of.nobody))"])
    func `a collection takes the place of the one before`(path: String) async throws {
        try await Caller.withKeys { caller, old, new in
            let graph = try await caller.graph(as: Of.admin)
            let kept: JSONValue = ["keyId": Self.first]
            let reply = try await graph.patch(path, ["keyCredentials": [kept, new.order()]])
            #expect(reply.status == 204 && reply.text.isEmpty)
            #expect(await caller.double.present.keys(of: Of.nobody).count == 2)
            for certificate in [old, new] { #expect(try await caller.signIn(Of.nobody, certificate).status == 200) }
            let shown = try await graph.keys(of: Of.nobody)
            #expect(shown.map { $0["key"] } == [old, new].map { .string($0.der.base64EncodedString()) })
            #expect(shown.last?.text("endDateTime") == "2026-05-02T00:00:00Z")

            // What is left out goes.
            let second = try #require(shown.last?["keyId"])
            #expect(try await graph.patch(path, ["keyCredentials": [["keyId": second]]]).status == 204)
            #expect(try await caller.signIn(Of.nobody, old).codes == [700027])
            #expect(try await caller.signIn(Of.nobody, new).status == 200)
            #expect(try await graph.patch(path, ["keyCredentials": []]).status == 204)
            #expect(try await graph.keys(of: Of.nobody).isEmpty)
            #expect(try await caller.signIn(Of.nobody, new).codes == [700027])
            #expect(try await caller.signIn(Of.nobody).status == 200)
        }
    }

    @Test func `what was read can be sent back, with the certificates and without`() async throws {
        try await Caller.withKeys { caller, old, new in
            let graph = try await caller.graph(as: Of.admin)
            let keyId = JSONValue.string(Of.customer)
            let mine = new.order(["keyId": keyId, "endDateTime": "2026-05-01T12:00:00.25Z", "displayName": "mine"])
            #expect(try await graph.patch(Self.path, ["keyCredentials": [["keyId": Self.first], mine]]).status == 204)
            let before = await caller.double.present
            #expect(before.keys(of: Of.nobody).last?.keyId.description == Of.customer)
            for path in [Self.path, Self.path + "?$select=keyCredentials"] {
                let shown = try #require(try await graph.get(path).fields["keyCredentials"])
                #expect(try await graph.patch(Self.path, ["keyCredentials": shown]).status == 204)
                #expect(await caller.double.present == before)
            }
            // The same order again, as after a reply that got lost, and with instants cut to the second.
            let cut = new.order(["keyId": keyId, "endDateTime": "2026-05-01T12:00:00Z"])
            for again in [mine, cut] {
                let reply = try await graph.patch(Self.path, ["keyCredentials": [["keyId": Self.first], again]])
                #expect(reply.status == 204)
                #expect(await caller.double.present == before)
            }
        }
    }

    @Test func `what is there is kept or removed, not changed`() async throws {
        try await Caller.withKeys { caller, old, new in
            let graph = try await caller.graph(as: Of.admin)
            let before = await caller.double.present
            let fields: [String: JSONValue] = [
                "key": .string(new.der.base64EncodedString()), "endDateTime": "2029-01-01T00:00:00Z",
                "startDateTime": "2024-01-01T00:00:00Z", "displayName": "other", "customKeyIdentifier": "AAECAwQ=",
            ]
            for (field, value) in fields {
                let entry = JSONValue.object(["keyId": Self.first, field: value])
                let reply = try await graph.patch(Self.path, ["keyCredentials": [entry]])
                #expect(reply.status == 400 && reply.graphCode == "Request_BadRequest", "\(field)")
                let message = reply.fields.object("error")?.text("message")
                let keyId = Of.key(1, of: Of.nobody)
                #expect(message == "Update to existing credential with KeyId '\(keyId)' is not allowed.")
            }
            #expect(await caller.double.present == before)
        }
    }

    @Test(
        arguments: [
            (["keyCredentials": [["keyId": first], ["keyId": first]]], "Request_BadRequest"),
            (["keyCredentials": [["keyId": .string(Of.customer)]]], "Request_BadRequest"),
            (
                [
                    "keyCredentials": [
                        ["keyId": .string(Of.customer), "type": "AsymmetricX509Cert", "usage": "Verify"]
                    ]
                ], "KeyCredentialsInvalidValue"
            ),
            (["keyCredentials": [[:]]], "Request_BadRequest"), (["keyCredentials": nil], "BadRequest"),
            (["keyCredentials": ["x"]], "BadRequest"), (["keyCredentials": [:]], "BadRequest"),
            (["passwordCredentials": "x"], "BadRequest"), (["passwordCredentials": ["x"]], "BadRequest"),
            ([:], "BadRequest"), ([], "BadRequest"),
        ] as [(JSONValue, String)])
    func `a body that cannot be used changes nothing`(body: JSONValue, code: String) async throws {
        try await Caller.withKeys { caller, _, _ in
            let before = await caller.double.present
            let reply = try await caller.graph(as: Of.admin).patch(Self.path, body)
            #expect(reply.status == 400 && reply.graphCode == code)
            #expect(await caller.double.present == before)
        }
    }

    @Test func `one wrong certificate among good ones changes nothing`() async throws {
        try await Caller.withKeys { caller, _, new in
            let before = await caller.double.present
            let orders: JSONValue = [new.order(), new.order(["key": "AAEC"])]
            let reply = try await caller.graph(as: Of.admin).patch(Self.path, ["keyCredentials": orders])
            #expect(reply.status == 400)
            #expect(await caller.double.present == before)
        }
    }

    @Test func `secrets cannot be sent`() async throws {
        try await Caller.withKeys { caller, _, new in
            let graph = try await caller.graph(as: Of.admin)
            let before = await caller.double.present
            let secret = Of.nobody.replacing("aaaaaaaa", with: "cccccccc")
            let orders: [(JSONValue, String)] = [
                ([], secret), ([["displayName": "new"]], secret),
                ([["displayName": "new"], ["keyId": .string(Of.customer)]], Of.customer),
            ]
            for (secrets, named) in orders {
                let reply = try await graph.patch(
                    Self.path, ["passwordCredentials": secrets, "keyCredentials": [new.order()]])
                #expect(reply.status == 400 && reply.graphCode == "Request_BadRequest")
                let message = reply.fields.object("error")?.text("message")
                #expect(message == "Update to existing credential with KeyId '\(named)' is not allowed.")
            }
            #expect(await caller.double.present == before)
        }
    }

    @Test(arguments: ["displayName", "signInAudience", "id", "web", "KeyCredentials"])
    func `anything else is refused by name`(property: String) async throws {
        try await Caller.withKeys { caller, _, _ in
            let before = await caller.double.present
            let body = JSONValue.object([property: "x", "keyCredentials": []])
            let reply = try await caller.graph(as: Of.admin).patch(Self.path, body)
            #expect(reply.status == 400)
            #expect(reply.fields.object("error")?.text("message")?.hasPrefix("Property '\(property)' ") == true)
            #expect(await caller.double.present == before)
        }
    }

    @Test(arguments: [
        (Of.admin, Of.owned, 204), (Of.owner, Of.owned, 204), (Of.owner, Of.nobody, 403),
        (Of.nobody, Of.nobody, 403), (Of.reader, Of.owned, 403), (Of.admin, Of.customer, 404),
        (Of.reader, Of.customer, 403),
    ])
    func `it needs the rights that secrets need, for one's own too`(client: String, appId: String, status: Int)
        async throws
    {
        try await Caller.withKeys { caller, _, _ in
            let reply = try await caller.graph(as: client).patch(Of.path(appId), ["keyCredentials": []])
            #expect(reply.status == status)
        }
    }

    @Test func `it goes in a batch as well`() async throws {
        try await Caller.withKeys { caller, _, new in
            let step: JSONValue = [
                "id": "1", "method": "PATCH", "url": .string(Self.path),
                "headers": ["Content-Type": "application/json"], "body": ["keyCredentials": [new.order()]],
            ]
            let reply = try await caller.graph(as: Of.admin).post("/$batch", ["requests": [step]])
            #expect(reply.responses["1"]?["status"] == 204)
            #expect(try await caller.signIn(Of.nobody, new).status == 200)
        }
    }
}
