import EntraDouble
import FoundationEssentials
import Testing

@Suite struct GraphReadTests {
    private typealias Of = GraphSample

    @Test func `a registration comes with its credentials, none with its secret`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.reader)
            let reply = try await graph.get("/applications(appId='\(Of.owned)')")
            #expect(reply.status == 200)
            #expect(!reply.text.contains("old secret") && !reply.text.contains("of the principal"))
            let context = "\(caller.double.baseURL)/v1.0/$metadata#applications/$entity"
            #expect(
                reply.fields == [
                    "@odata.context": .string(context), "id": .string(Of.ownedObject), "appId": .string(Of.owned),
                    "displayName": "It's owned", "createdDateTime": "2020-01-01T00:00:00Z",
                    "signInAudience": "AzureADMyOrg",
                    "passwordCredentials": [
                        [
                            "keyId": .string(Of.oldKey), "displayName": nil, "hint": nil, "secretText": nil,
                            "customKeyIdentifier": "bwBsAGQA", "startDateTime": "2020-02-29T00:00:00Z",
                            "endDateTime": "2299-12-31T00:00:00Z",
                        ],
                        [
                            "keyId": "cccccccc-0000-4000-8000-000000000052", "displayName": nil, "hint": "Xy1",
                            "secretText": nil, "customKeyIdentifier": nil,
                            "startDateTime": "2026-01-01T00:00:00.5000000Z",
                            "endDateTime": "2026-12-31T23:59:59.9999999Z",
                        ],
                    ],
                    "keyCredentials": [
                        [
                            "keyId": "cccccccc-0000-4000-8000-000000000053", "displayName": nil, "key": nil,
                            "customKeyIdentifier": "AAECAwQ=", "startDateTime": "2025-01-01T00:00:00Z",
                            "endDateTime": "2028-01-01T00:00:00Z", "type": "AsymmetricX509Cert", "usage": "Verify",
                        ]
                    ],
                ]
            )
        }
    }

    @Test(arguments: [
        "/applications/\(Of.ownedObject)?$select=id,appId",
        "/applications/\(Of.ownedObject.uppercased())?$select=id,appId",
        "/applications(appId='\(Of.owned)')?$select=id,appId",
        "/applications(appId=%27\(Of.owned.uppercased())%27)?%24select=id%2CappId",
        "/applications%28appId%3D'\(Of.owned)'%29?$select=id,%20appId",
    ])
    func `one registration is found by either ID, with what was selected alone`(path: String) async throws {
        try await Caller.withGraph { caller in
            let reply = try await caller.graph(as: Of.reader).get(path)
            #expect(reply.fields.keys.sorted() == ["@odata.context", "appId", "id"])
            #expect(reply.string("id") == Of.ownedObject)
        }
    }

    @Test(arguments: [
        ("$filter=appId eq '\(Of.owned)'", [Of.owned]),
        ("%24filter=appId%20eq%20%27\(Of.owned.uppercased())%27", [Of.owned]),
        ("$filter=appId+eq+'\(Of.owned)'", [Of.owned]),
        ("$filter=displayName%20eq%20'It''s%20owned'", [Of.owned]),
        ("$filter=id eq '\(Of.ownedObject)'", [Of.owned]),
        ("$filter=appId eq '\(Of.customer)'", []),
        ("", [Of.admin, Of.reader, Of.owner, Of.nobody, Of.owned, Of.personal]),
        ("custom=1", [Of.admin, Of.reader, Of.owner, Of.nobody, Of.owned, Of.personal]),
    ])
    func `a filter chooses`(query: String, found: [String]) async throws {
        try await Caller.withGraph { caller in
            let path = "/applications?" + query.replacing(" ", with: "%20")
            let reply = try await caller.graph(as: Of.reader).get(path)
            #expect(reply.values.map { $0.text("appId") } == found)
        }
    }

    @Test(arguments: [
        "$top=0", "$top=1000", "$top=-1", "$top=ten", "$top=", "$top=99999999999999999999", "$top=1&$top=2",
        "$select=id,passwort", "$select=", "$select=id,", "$filter=appId", "$filter=appId eq \(Of.owned)",
        "$filter=appId eq 'x'", "$filter=appId eq ''", "$filter=appId ne '\(Of.owned)'", "$filter='",
        "$filter=appId eq '\(Of.owned)' or appId eq '\(Of.owner)'", "$filter=passwordCredentials eq 'x'",
        "$filter=displayName eq 'It's'", "$skiptoken=x", "$skiptoken=%FF", "$orderby=id", "$expand=owners", "$top=%",
    ])
    func `a query that is wrong or unknown is refused`(query: String) async throws {
        try await Caller.withGraph { caller in
            let path =
                "/applications?"
                + query.replacing(" ", with: "%20").replacing("%", with: "%25")
                .replacing("%2520", with: "%20").replacing("%25FF", with: "%FF")
            let reply = try await caller.graph(as: Of.reader).get(path)
            #expect(reply.status == 400)
            #expect(reply.graphCode != nil)
        }
    }

    @Test func `pages follow one another, and hold everything once`() async throws {
        let added = (0..<250).map { number in
            let digits = String(number + 1000)
            return Seed.Application(appId: GUID("dddddddd-0000-4000-8000-00000000\(digits)") ?? GUID())
        }
        try await Caller.withGraph { seed in
            seed.tenants[0].applications? += added
        } _: { caller in
            let graph = try await caller.graph(as: Of.reader)
            for (query, sizes) in [
                ("", [100, 100, 56]), ("?$top=120&$select=appId", [120, 120, 16]), ("?$top=256", [256]),
            ] {
                var (next, found, pages) = ("/applications" + query, [String](), [Int]())
                while true {
                    let reply = try await graph.get(next)
                    #expect(reply.status == 200)
                    found += reply.values.compactMap { $0.text("appId") }
                    pages.append(reply.values.count)
                    if query.contains("$select") { #expect(reply.values.allSatisfy { $0.keys.sorted() == ["appId"] }) }
                    guard let link = reply.string("@odata.nextLink") else { break }
                    #expect(link.hasPrefix(caller.double.baseURL + "/v1.0/applications?"))
                    next = link
                }
                #expect(pages == sizes)
                #expect(Set(found).count == 256 && found.count == 256)
            }
        }
    }

    @Test func `a certificate shows its own name, thumbprint and dates, and itself where asked for`() async throws {
        let certificate = try TestCertificate.registered.get()
        try await Caller.withGraph { seed in
            seed.tenants[0].applications?[3].keyCredentials = [.init(certificate: certificate.pem)]
        } _: { caller in
            let graph = try await caller.graph(as: Of.reader)
            let path = "/applications(appId='\(Of.nobody)')"
            for (path, key) in [
                (path, nil),
                (path + "?$select=keyCredentials", JSONValue.string(certificate.der.base64EncodedString())),
                ("/applications?$select=keyCredentials&$filter=appId%20eq%20'\(Of.nobody)'", nil),
            ] {
                let reply = try await graph.get(path)
                let found = try #require((reply.values.first ?? reply.fields).list("keyCredentials").first)
                #expect(found["key"] == key)
                #expect(found.text("startDateTime") == "2023-11-14T22:13:20Z")
                #expect(found.text("endDateTime") == "2030-03-17T17:46:40Z")
                #expect(found.text("displayName") == "CN=entra-double tests")
                let name = try #require(found.text("customKeyIdentifier").flatMap { Data(base64Encoded: $0) })
                #expect(name.count == 20)
                let sha1 = certificate.sha1.replacing("-", with: "+").replacing("_", with: "/")
                #expect(name.base64EncodedString().hasPrefix(sha1))
            }
        }
    }

    @Test(arguments: [
        (Of.owned, "AzureADMyOrg"), (Of.admin, "AzureADMultipleOrgs"),
        (Of.personal, "AzureADandPersonalMicrosoftAccount"),
    ])
    func `an application says whose accounts may use it`(appId: String, audience: String) async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.reader)
            let reply = try await graph.get(Of.path(appId) + "?$select=signInAudience")
            #expect(reply.fields.keys.sorted() == ["@odata.context", "signInAudience"])
            #expect(reply.string("signInAudience") == audience)
            let page = try await graph.get("/applications?$select=appId,signInAudience")
            let found = page.values.first { $0.text("appId") == appId }
            #expect(found == ["appId": .string(appId), "signInAudience": .string(audience)])
        }
    }

    @Test func `a service principal has credentials of its own`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.reader)
            for path in [
                "(appId='\(Of.owned)')", "/\(Of.ownedPrincipal)", "?$filter=appId%20eq%20'\(Of.owned)'",
                "?$filter=id%20eq%20'\(Of.ownedPrincipal)'",
            ] {
                let reply = try await graph.get("/servicePrincipals" + path)
                let found = reply.values.first ?? reply.fields
                #expect(found.text("id") == Of.ownedPrincipal)
                #expect(found.list("passwordCredentials").map { $0.text("hint") } == ["of "])
                #expect(found.list("keyCredentials").isEmpty)
            }
        }
    }

    @Test func `a service principal is where its application was consented to, the registration at home`() async throws
    {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin, directory: Of.customer)
            let principal = try await graph.get("/servicePrincipals(appId='\(Of.admin)')")
            #expect(principal.status == 200)
            #expect(principal.string("appOwnerOrganizationId") == Of.partner)
            let claims = try await caller.signIn(Of.admin, directory: Of.customer).claims()
            #expect(principal.fields["id"] == claims["oid"])
            #expect(try await graph.get("/servicePrincipals").values.count == 1)
            for path in ["/servicePrincipals(appId='\(Of.owned)')", "/applications(appId='\(Of.admin)')"] {
                let reply = try await graph.get(path)
                #expect(reply.status == 404)
                #expect(reply.graphCode == "Request_ResourceNotFound")
            }
            #expect(try await graph.get("/applications").values.isEmpty)
        }
    }

    @Test func `relationships of a partner are listed`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            let path = "/tenantRelationships/delegatedAdminRelationships"
            let reply = try await graph.get(path)
            let first = try #require(reply.values.first)
            #expect(first.text("duration") == "P730D" && first.text("autoExtendDuration") == "P180D")
            #expect(first.text("endDateTime") == "2027-01-01T00:00:00.2500000Z")
            #expect(first["customer"] == ["tenantId": .string(Of.customer), "displayName": "Fabrikam"])
            #expect(reply.values.last?.text("autoExtendDuration") == "PT0S")
            let page = try await graph.get(path + "?$top=1")
            let next = try #require(page.string("@odata.nextLink"))
            #expect(try await graph.get(next).values.map { $0.text("status") } == ["expired"])
            #expect(try await graph.get(path + "?$filter=status%20eq%20'active'").values.count == 1)
            #expect(try await graph.get(path + "?$top=301").status == 400)
        }
    }

    @Test func `the state is a seed again, with what Graph shows`() async throws {
        try await Caller.withGraph { caller in
            let state = try Seed(json: Data(try await caller.get("/double/state").text.utf8))
            let expected = try GraphSample.seed()
            #expect(state == expected)
            #expect(state.tenants[0].applications?[4].passwordCredentials?[0].hint == .unknown)
        }
    }
}
