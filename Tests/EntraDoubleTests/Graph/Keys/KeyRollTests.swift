import EntraDouble
import FoundationEssentials
import Testing

@Suite struct KeyRollTests {
    private typealias Of = GraphSample

    private static let path = Of.path(Of.nobody)
    private static let object = Of.object(Of.nobody)

    @Test(arguments: [path + "/addKey", "/applications/\(object)/addKey", path + "/microsoft.graph.addKey"])
    func `a certificate is added with the key of another one, and opens the door at once`(path: String) async throws {
        try await Caller.withKeys { caller, old, new in
            // It has no permission: its own keys it may roll all the same.
            let graph = try await caller.graph(as: Of.nobody)
            #expect(try await caller.signIn(Of.nobody, new).codes == [700027])
            let order = new.order(["displayName": "pv 2026-03"])
            let body: JSONValue = ["keyCredential": order, "proof": .string(try old.proof(for: Self.object))]
            let reply = try await graph.post(path, body)
            #expect(reply.status == 200)
            let keyId = try #require(reply.string("keyId").flatMap { GUID($0) }).description
            let thumbprint = JSONValue.string(new.thumbprint.base64EncodedString())
            var expected: [String: JSONValue] = [
                "keyId": .string(keyId), "displayName": "pv 2026-03", "customKeyIdentifier": thumbprint,
                "startDateTime": "2026-02-01T00:00:00Z", "endDateTime": "2026-05-02T00:00:00Z",
                "type": "AsymmetricX509Cert", "usage": "Verify", "key": nil,
            ]
            let context = "\(caller.double.baseURL)/v1.0/$metadata#microsoft.graph.keyCredential"
            #expect(reply.fields == expected.merging(["@odata.context": .string(context)]) { $1 })
            for certificate in [old, new] {
                let token = try await caller.signIn(Of.nobody, certificate).claims()
                #expect(token["appidacr"] == "2")
            }
            expected["key"] = .string(new.der.base64EncodedString())
            let listed = try await caller.graph(as: Of.reader).keys(of: Of.nobody)
            #expect(listed.count == 2 && listed.last == expected)
        }
    }

    @Test(arguments: ["/removeKey", "/microsoft.graph.removeKey"])
    func `a certificate is removed, be it the one that proves`(action: String) async throws {
        try await Caller.withKeys { caller, old, new in
            let graph = try await caller.graph(as: Of.nobody)
            let proof = try old.proof(for: Self.object)
            #expect(try await graph.addKey(new.order(), to: Self.path, proof).status == 200)
            let removal: JSONValue = ["keyId": .string(Of.key(1, of: Of.nobody)), "proof": .string(proof)]
            let reply = try await graph.post(Self.path + action, removal)
            #expect(reply.status == 204 && reply.text.isEmpty)
            #expect(try await caller.signIn(Of.nobody, old).codes == [700027])
            #expect(try await caller.signIn(Of.nobody, new).status == 200)
            // What was removed proves nothing any more.
            #expect(try await graph.post(Self.path + action, removal).status == 401)
            let fresh = try new.proof(for: Self.object)
            let again = try await graph.removeKey(Of.key(1, of: Of.nobody), from: Self.path, fresh)
            #expect(again.status == 400 && again.graphCode == "Request_BadRequest")
            let message = again.fields.object("error")?.text("message")
            #expect(message == "No key credential found with keyId \(Of.key(1, of: Of.nobody)).")
        }
    }

    @Test func `dates and names may be given, within the certificate's own time`() async throws {
        try await Caller.withKeys { caller, old, new in
            let order = new.order([
                "startDateTime": "2026-03-01T00:00:00Z", "endDateTime": "2026-04-01T00:00:00.5Z",
                "customKeyIdentifier": "AAECAwQ=", "displayName": nil,
            ])
            let proof = try old.proof(for: Self.object)
            let reply = try await caller.graph(as: Of.nobody).addKey(order, to: Self.path, proof)
            #expect(reply.string("startDateTime") == "2026-03-01T00:00:00Z")
            #expect(reply.string("endDateTime") == "2026-04-01T00:00:00.5000000Z")
            #expect(reply.string("customKeyIdentifier") == "AAECAwQ=")
            #expect(reply.string("displayName") == "CN=entra-double tests")
        }
    }

    @Test(
        arguments: [
            (["key": nil], "KeyCredentialsInvalidValue"), (["key": "AAEC"], "KeyCredentialsInvalidValue"),
            (["key": ""], "KeyCredentialsInvalidValue"), (["key": "not base64"], "BadRequest"),
            (["type": "Symmetric"], "Request_BadRequest"), (["type": nil], "Request_BadRequest"),
            (["usage": "Sign"], "Request_BadRequest"), (["usage": nil], "Request_BadRequest"),
            (["usage": 1], "BadRequest"), (["displayName": 1], "BadRequest"), (["keyId": "x"], "BadRequest"),
            (["endDateTime": "2026-05-02T00:00:01Z"], "KeyCredentialsInvalidEndDate"),
            (["endDateTime": "2026-03-01T08:59:59Z"], "KeyCredentialsInvalidEndDate"),
            (["endDateTime": "2026-01-31T00:00:00Z"], "KeyCredentialsInvalidEndDate"),
            (["startDateTime": "2026-05-02T00:00:00Z"], "KeyCredentialsInvalidEndDate"),
            (["startDateTime": "2026-01-31T23:59:59Z"], "KeyCredentialsInvalidStartDate"),
            (["endDateTime": "tomorrow"], "BadRequest"), (["customKeyIdentifier": "x"], "BadRequest"),
            (["secretText": "x"], "Request_BadRequest"),
        ] as [([String: JSONValue?], String)])
    func `a certificate that cannot be used changes nothing`(
        changes: [String: JSONValue?],
        code: String
    ) async throws {
        try await Caller.withKeys { caller, old, new in
            let before = await caller.double.present
            let proof = try old.proof(for: Self.object)
            let admin = try await caller.graph(as: Of.admin)
            let kept: JSONValue = ["keyId": .string(Of.key(1, of: Of.nobody))]
            for reply in [
                try await caller.graph(as: Of.nobody).addKey(new.order(changes), to: Self.path, proof),
                try await admin.patch(Self.path, ["keyCredentials": [kept, new.order(changes)]]),
            ] {
                #expect(reply.status == 400 && reply.graphCode == code)
            }
            #expect(await caller.double.present == before)
        }
    }

    @Test func `a key that no assertion can be verified with is none`() async throws {
        try await Caller.withKeys { caller, old, new in
            let proof = try old.proof(for: Self.object)
            let trailing = (new.der + [0]).base64EncodedString()
            for key in [try TestCertificate.elliptic().base64EncodedString(), trailing] {
                let order = new.order(["key": .string(key)])
                let reply = try await caller.graph(as: Of.nobody).addKey(order, to: Self.path, proof)
                #expect(reply.status == 400 && reply.graphCode == "KeyCredentialsInvalidValue")
            }
            #expect(await caller.double.present.keys(of: Of.nobody).count == 1)
        }
    }

    @Test(arguments: [
        ("/addKey", "", 400), ("/addKey", "[]", 400), ("/addKey", "{}", 400), ("/addKey", #"{"proof": "x"}"#, 400),
        ("/addKey", #"{"keyCredential": [], "proof": "x"}"#, 400), ("/addKey", #"{"keyCredential": {}}"#, 403),
        ("/addKey", #"{"keyCredential": {}, "proof": null}"#, 403),
        ("/addKey", #"{"keyCredential": {}, "proof": ""}"#, 403),
        ("/addKey", #"{"keyCredential": {}, "proof": 1}"#, 400),
        ("/addKey", #"{"keyCredential": {}, "proof": "x"}"#, 401),
        ("/addKey", #"{"keyCredential": {}, "proof": "x", "passwordCredential": {"secretText": "x"}}"#, 400),
        ("/removeKey", "", 400), ("/removeKey", "{}", 400), ("/removeKey", #"{"keyId": "x", "proof": "x"}"#, 400),
        ("/removeKey", #"{"keyId": "\#(Of.key(1, of: Of.nobody))"}"#, 403),
        ("/removeKey", #"{"keyId": "\#(Of.key(1, of: Of.nobody))", "proof": "x"}"#, 401),
    ])
    func `a body that cannot be used changes nothing`(action: String, body: String, status: Int) async throws {
        try await Caller.withKeys { caller, _, _ in
            let before = await caller.double.present
            let reply = try await caller.graph(as: Of.nobody).post(Self.path + action, body)
            #expect(reply.status == status)
            #expect(reply.graphCode != nil)
            #expect(await caller.double.present == before)
        }
    }

    @Test(arguments: [
        (Of.nobody, Of.nobody, 200), (Of.nobody, Of.owned, 403), (Of.reader, Of.owned, 403),
        (Of.owner, Of.owned, 200), (Of.owner, Of.nobody, 403), (Of.admin, Of.owned, 200),
        (Of.admin, Of.customer, 404), (Of.nobody, Of.customer, 403),
    ])
    func `certificates of others need the rights that secrets need`(client: String, appId: String, status: Int)
        async throws
    {
        try await Caller.withKeys { seed in
            // Its policy is about secrets.
            seed.tenants[0].appManagementPolicies = nil
        } _: { caller, old, new in
            let graph = try await caller.graph(as: client)
            let proof = try old.proof(for: Of.object(appId))
            let added = try await graph.addKey(new.order(), to: Of.path(appId), proof)
            #expect(added.status == status)
            let removed = try await graph.removeKey(Of.key(1, of: appId), from: Of.path(appId), proof)
            #expect(removed.status == (status == 200 ? 204 : status))
            if status == 403 { #expect(removed.graphCode == "Authorization_RequestDenied") }
        }
    }

    @Test func `a user is not the application that the token names`() async throws {
        try await Caller.withKeys { seed in
            seed.register([try TestCertificate.registered.get()], for: Of.admin)
        } _: { caller, old, new in
            let proof = try old.proof(for: Of.object(Of.admin))
            for (user, scope, status) in [
                (Of.zoe, "User.Read", 403), (Of.clerk, "Application.ReadWrite.All", 403),
                (Of.zoe, "Application.ReadWrite.All", 200),
            ] {
                let graph = try await caller.graph(user: user, scope: scope)
                let reply = try await graph.addKey(new.order(), to: Of.path(Of.admin), proof)
                #expect(reply.status == status)
            }
        }
    }
}
