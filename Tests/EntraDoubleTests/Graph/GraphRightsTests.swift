import EntraDouble
import FoundationEssentials
import NIOHTTP1
import Testing

@Suite struct GraphRightsTests {
    private typealias Of = GraphSample

    private static let body = #"{"keyId": "\#(Of.customer)"}"#

    @Test(arguments: [
        (Of.reader, "GET", "/applications", 200), (Of.reader, "GET", "/applications(appId='\(Of.owned)')", 200),
        (Of.reader, "GET", "/servicePrincipals", 200), (Of.reader, "GET", "/applications(appId='\(Of.customer)')", 404),
        (Of.reader, "GET", "/applications/nonsense", 404), (Of.reader, "GET", "/policies/appManagementPolicies", 403),
        (Of.reader, "GET", "/policies/defaultAppManagementPolicy", 403),
        (Of.reader, "GET", "/applications(appId='\(Of.owned)')/appManagementPolicies", 403),
        (Of.reader, "GET", "/tenantRelationships/delegatedAdminRelationships", 403),
        (Of.reader, "POST", "/applications(appId='\(Of.owned)')/addPassword", 403),
        (Of.reader, "POST", "/applications(appId='\(Of.owned)')/removePassword", 403),
        (Of.admin, "GET", "/policies/appManagementPolicies", 200), (Of.admin, "GET", "/applications", 200),
        (Of.admin, "GET", "/tenantRelationships/delegatedAdminRelationships", 200),
        (Of.admin, "POST", "/applications(appId='\(Of.nobody)')/addPassword", 200),
        (Of.owner, "GET", "/applications", 403), (Of.owner, "GET", "/servicePrincipals", 403),
        (Of.owner, "GET", "/applications(appId='\(Of.owner)')", 200),
        (Of.owner, "GET", "/applications/\(Of.ownedObject)", 200),
        (Of.owner, "GET", "/applications?$filter=appId%20eq%20'\(Of.owned)'", 200),
        (Of.owner, "GET", "/applications?$filter=appId%20eq%20'\(Of.reader)'", 403),
        (Of.owner, "GET", "/applications?$filter=displayName%20eq%20'Owner'", 403),
        (Of.owner, "GET", "/applications(appId='\(Of.reader)')", 403),
        (Of.owner, "GET", "/applications(appId='\(Of.personal)')", 403),
        (Of.owner, "POST", "/applications(appId='\(Of.personal)')/addPassword", 403),
        (Of.owner, "GET", "/servicePrincipals(appId='\(Of.owned)')", 200),
        (Of.owner, "GET", "/servicePrincipals(appId='\(Of.reader)')", 403),
        (Of.owner, "POST", "/applications(appId='\(Of.owner)')/addPassword", 200),
        (Of.owner, "POST", "/applications(appId='\(Of.owner)')/removePassword", 400),
        (Of.owner, "POST", "/applications(appId='\(Of.reader)')/addPassword", 403),
        (Of.owner, "POST", "/applications(appId='\(Of.reader)')/removePassword", 403),
        (Of.owner, "GET", "/policies/appManagementPolicies", 403),
        (Of.nobody, "GET", "/applications", 403), (Of.nobody, "GET", "/applications(appId='\(Of.nobody)')", 403),
        (Of.nobody, "GET", "/applications(appId='\(Of.customer)')", 403),
        (Of.nobody, "POST", "/applications(appId='\(Of.nobody)')/addPassword", 403),
    ])
    func `an application's roles decide`(client: String, method: String, path: String, status: Int) async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: client)
            let reply = method == "GET" ? try await graph.get(path) : try await graph.post(path, Self.body)
            #expect(reply.status == status)
            switch status {
            case 403:
                #expect(reply.graphCode == "Authorization_RequestDenied")
                let text = reply.fields.object("error")?.text("message")
                #expect(text == "Insufficient privileges to complete the operation.")
            case 404: #expect(reply.graphCode == "Request_ResourceNotFound")
            default: break
            }
        }
    }

    @Test(arguments: [
        (Of.zoe, "Application.Read.All", "/applications", 200), (Of.zoe, "Directory.Read.All", "/applications", 200),
        (Of.zoe, "User.Read", "/applications", 403), (Of.clerk, "Application.Read.All", "/applications", 403),
        (Of.zoe, "Application.ReadWrite.OwnedBy", "/applications(appId='\(Of.admin)')", 403),
        (Of.zoe, "Application.Read.All", "/policies/appManagementPolicies", 403),
        (Of.zoe, "Policy.ReadWrite.ApplicationConfiguration", "/policies/appManagementPolicies", 200),
        (Of.zoe, "DelegatedAdminRelationship.ReadWrite.All", "/tenantRelationships/delegatedAdminRelationships", 200),
    ])
    func `a user's permissions count with the user's role`(
        user: String,
        scope: String,
        path: String,
        status: Int
    ) async throws {
        try await Caller.withGraph { caller in
            let reply = try await caller.graph(user: user, scope: scope).get(path)
            #expect(reply.status == status)
        }
    }

    @Test func `a token must be Graph's, whole and in time`() async throws {
        try await Caller.withGraph { caller in
            let good = try #require(try await caller.graph(as: Of.reader).token)
            let other = try await caller.signIn(Of.reader, resource: Sample.partner).string("access_token")
            let parts = good.split(separator: ".")
            let unnamed = try await caller.signIn(Of.admin, directory: Of.customer).string("access_token")
            let forged = "\(parts[0]).\(try #require(unnamed).split(separator: ".")[1]).\(parts[2])"
            for token in [
                nil, "", "garbage", other, forged, "\(parts[0]).\(parts[1]).", "..", String(good.dropLast(4)),
            ] {
                let reply = try await GraphCall(caller: caller, token: token).get("/applications")
                #expect(reply.status == 401)
                #expect(reply.graphCode == "InvalidAuthenticationToken")
                let inner = try #require(reply.fields.object("error")?.object("innerError"))
                #expect(inner.keys.sorted() == ["client-request-id", "date", "request-id"])
                #expect(inner.text("date")?.hasPrefix("2026-03-01T09:0") == true)
                #expect(inner.text("date")?.hasSuffix("Z") == false)
                #expect(reply.headers.first(name: "WWW-Authenticate")?.hasPrefix("Bearer ") == true)
            }
            let later = await caller.double.state.now.addingTimeInterval(3600)
            await caller.double.state.setClock(to: later)
            #expect(try await GraphCall(caller: caller, token: good).get("/applications").status == 401)
        }
    }

    @Test func `Graph's own ID is as good an audience as its address`() async throws {
        try await Caller.withGraph { caller in
            let reply = try await caller.signIn(Of.reader, resource: "00000003-0000-0000-c000-000000000000")
            let graph = GraphCall(caller: caller, token: reply.string("access_token"))
            #expect(try await graph.get("/applications").status == 200)
        }
    }

    @Test(arguments: [
        ("GET", "", 400), ("GET", "/nothing", 400), ("GET", "/users", 400), ("GET", "/applications/a/b/c", 400),
        ("GET", "/applications(x='1')", 400), ("GET", "/applications('", 400), ("GET", "/policies", 400),
        ("GET", "/applications(appId='')", 404), ("GET", "/oauth2/token", 400), ("GET", "/discovery/keys", 400),
        ("POST", "/oauth2/v2.0/token", 400), ("GET", "/applications(appId='\(Of.owned)", 400),
        ("DELETE", "/applications", 405),
        ("GET", "/applications(appId='\(Of.owned)')/addPassword", 405), ("GET", "/$batch", 405),
        ("GET", "/applications(appId='\(Of.owned)')/addKey", 405),
        ("PATCH", "/applications(appId='\(Of.owned)')/removeKey", 405), ("PATCH", "/applications", 405),
        ("POST", "/applications(appId='\(Of.owned)')", 405), ("DELETE", "/applications(appId='\(Of.owned)')", 405),
        ("PATCH", "/servicePrincipals(appId='\(Of.owned)')", 405),
        ("POST", "/applications(appId='\(Of.owned)')/owners", 405),
        ("POST", "/applications(appId='\(Of.owned)')/addKey/x", 400),
        ("GET", "/policies/appManagementPolicies/\(Of.customer)", 404),
        ("GET", "/servicePrincipals/x/y", 400), ("GET", "/applications(appId='\(Of.owned)')?$top=1", 400),
    ])
    func `what is not there is refused in Graph's words`(method: String, path: String, status: Int) async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            let reply = try await graph.send(.init(rawValue: method), path)
            #expect(reply.status == status)
            #expect(reply.graphCode != nil)
            #expect(reply.fields["error_codes"] == nil)
        }
    }
}
