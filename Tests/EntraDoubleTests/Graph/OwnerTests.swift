import EntraDouble
import FoundationEssentials
import Testing

@Suite struct OwnerTests {
    private typealias Of = GraphSample

    @Test(arguments: [
        (Of.owner, [Of.owner]), (Of.owned, [Of.owner]), (Of.personal, [Of.personal, Of.reader]), (Of.nobody, []),
    ])
    func `owners are service principals, by the ID that their tokens bear`(appId: String, owners: [String])
        async throws
    {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.reader)
            let reply = try await graph.get(Of.path(appId) + "/owners?$select=id,appId,displayName")
            #expect(reply.status == 200)
            let context = "\(caller.double.baseURL)/v1.0/$metadata#directoryObjects(id,appId,displayName)"
            #expect(reply.string("@odata.context") == context)
            #expect(reply.values.map { $0.text("appId") } == owners)
            for owner in reply.values {
                #expect(owner.keys.sorted() == ["@odata.type", "appId", "displayName", "id"])
                #expect(owner.text("@odata.type") == "#microsoft.graph.servicePrincipal")
                let token = try await caller.signIn(owner.text("appId") ?? "").claims()
                #expect(owner["id"] == token["oid"])
            }
        }
    }

    @Test func `an owner's ID is the one that the seed gave it, and each stands there once`() async throws {
        try await Caller.withGraph { seed in
            seed.tenants[0].applications?[3].owners = [Of.owned.uppercased(), "self", Of.nobody, Of.owned]
        } _: { caller in
            let path = "/applications(appId='\(Of.nobody)')/owners"
            let reply = try await caller.graph(as: Of.reader).get(path)
            #expect(reply.values.map { $0.text("appId") } == [Of.owned, Of.nobody])
            #expect(reply.values.first?.text("id") == Of.ownedPrincipal)
            #expect(!reply.text.contains("of the principal"))
            let token = try await caller.signIn(Of.owned, secret: "old secret").claims()
            #expect(token["oid"] == .string(Of.ownedPrincipal))
        }
    }

    @Test func `an application of another directory owns where it was consented to`() async throws {
        try await Caller.withGraph { seed in
            let mine = Seed.Application(appId: GUID(Of.policy) ?? GUID(), displayName: "Customer's")
            seed.tenants[1].applications = [mine]
            seed.tenants[1].applications?[0].owners = [Of.admin]
        } _: { caller in
            let graph = try await caller.graph(as: Of.admin, directory: Of.customer)
            let owners = try await graph.get("/applications(appId='\(Of.policy)')/owners").values
            let token = try await caller.signIn(Of.admin, directory: Of.customer).claims()
            #expect(owners.map { $0["id"] } == [token["oid"]])
        }
    }

    @Test func `owners come in pages`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.reader)
            let first = try await graph.get(Of.path(Of.personal) + "/owners?$top=1&$select=appId")
            #expect(first.values.map { $0.text("appId") } == [Of.personal])
            let rest = try await graph.get(try #require(first.string("@odata.nextLink")))
            #expect(rest.values.map { $0.text("appId") } == [Of.reader])
            #expect(rest.string("@odata.nextLink") == nil)
        }
    }

    @Test(arguments: [
        (Of.reader, Of.owned, "", 200), (Of.admin, Of.owned, "", 200), (Of.owner, Of.owned, "", 200),
        (Of.owner, Of.owner, "", 200), (Of.owner, Of.personal, "", 403), (Of.nobody, Of.nobody, "", 403),
        (Of.reader, Of.customer, "", 404), (Of.nobody, Of.customer, "", 403),
        (Of.reader, Of.owned, "/x", 400), (Of.reader, Of.owned, "?$select=owners", 400),
        (Of.reader, Of.owned, "?$top=1000", 400), (Of.reader, Of.owned, "?$filter=id%20eq%20'x'", 400),
    ])
    func `who may read an application reads its owners`(client: String, appId: String, rest: String, status: Int)
        async throws
    {
        try await Caller.withGraph { caller in
            let reply = try await caller.graph(as: client).get(Of.path(appId) + "/owners" + rest)
            #expect(reply.status == status)
            #expect((reply.graphCode == nil) == (status == 200))
        }
    }

    @Test(arguments: [
        (["self"], true), ([Of.reader], true), ([Of.reader.uppercased(), "self"], true), (["Self"], false),
        (["me"], false), ([Of.customer], false), ([Of.policy], false),
    ])
    func `a seed's owners are applications of the same directory`(owners: [String], isGood: Bool) async throws {
        try await Caller.withGraph { seed in
            seed.tenants[0].applications?[3].owners = owners
            // At home in the other directory, and there alone.
            seed.tenants[1].applications = [Seed.Application(appId: GUID(Of.policy) ?? GUID())]
        } _: { caller in
            let json = Data(try await caller.get("/double/state").text.utf8)
            if isGood {
                #expect(try Seed(json: json).tenants[0].applications?[3].owners == owners)
            } else {
                let error = try #require(throws: SeedError.self) { try Seed(json: json) }
                #expect(error.description.hasPrefix("the seed is wrong at tenants[0].applications[3].owners[0]: "))
            }
        }
    }
}
