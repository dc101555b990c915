import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// `add`, as far as it is told what to store; what the directory says to it is in `AddVerificationTests`.
@Suite("Add")
struct AddTests {
    @Test("A new application is stored with all that was said of it")
    func newApplication() async throws {
        try await Bench.run { bench in
            try await bench.add("managers", client: Sample.billing, secret: Sample.billingSecret)
            let end = Sample.today + 86_400
            let report = try await bench.add("contoso/leads", verify: true) { order in
                order.keyID = KeyID("eeeeeeee-0000-4000-8000-000000000001")
                order.expiry = .at(end)
                order.resource = .alias(.graph)
                order.tags = [try #require(Tag("gold")), try #require(Tag("csp")), try #require(Tag("gold"))]
                order.owner = "ada@contoso.example"
                order.notes = "two\nlines"
                order.via = "MANAGERS"
                order.endpoint = .v1
                order.signIn = .user
            }
            #expect(try await bench.show("Contoso/Leads") == report)
            #expect(report.name == "contoso/leads")
            #expect(report.directoryID == Sample.contoso)
            #expect(report.clientID == Sample.leads)
            #expect(report.authority == bench.double.baseURL)
            #expect(report.cloud == "public")
            #expect(report.endpoint == "v1")
            #expect(report.resource == "graph")
            #expect(report.signIn == "user")
            #expect(report.app == nil)
            #expect(report.via == "managers")
            #expect(report.owner == "ada@contoso.example")
            #expect(report.notes == "two\nlines")
            #expect(report.tags == ["csp", "gold"])
            let credential = try #require(report.credentials.first)
            #expect(report.credentials.count == 1)
            #expect(credential.state == "active")
            #expect(credential.kind == "clientSecret")
            #expect(credential.keyID == "eeeeeeee-0000-4000-8000-000000000001")
            #expect(credential.hint == String(Sample.leadsSecret.prefix(3)))
            #expect(credential.expires == end)
            #expect(credential.usable && !credential.exposed)
            #expect(try await bench.secret(of: "contoso/leads") == Sample.leadsSecret)
            #expect(try await bench.events(of: "contoso/leads") == ["added", "revealed"])
        }
    }

    @Test("A customer uses the application of another tenant, of which nothing may be given")
    func customer() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let report = try await bench.add("fabrikam", in: Sample.fabrikam, app: "Contoso", verify: true)
            #expect(report.app == "contoso")
            #expect(report.clientID == Sample.leads)
            #expect(report.credentials.count == 1)
            let third = try await bench.add("again", in: Sample.fabrikam, app: "fabrikam")
            #expect(third.app == "contoso")
            let given: [(inout TenantOrder) throws -> Void] = [
                { $0.clientID = ClientID(Sample.portal) }, { $0.secret = try makeSecret(Sample.portalSecret) },
                { $0.keyID = KeyID(Sample.portal) }, { $0.expiry = .never }, { $0.cloud = .china },
                { $0.authority = Cloud.public.authority }, { $0.graph = Cloud.public.graph }, { $0.endpoint = .v2 },
                { $0.owner = "ada" }, { $0.via = "contoso" },
            ]
            for give in given {
                await expectFailure(.usage) {
                    try await bench.add("more", in: Sample.fabrikam, app: "contoso", give)
                }
            }
            await expectFailure(.notFound) { try await bench.add("more", in: Sample.fabrikam, app: "nobody") }
            await expectFailure(.severalMatch) { try await bench.add("more", in: Sample.tailspin, app: Sample.leads) }
            #expect(try await bench.names() == ["again", "contoso", "fabrikam"])
        }
    }

    @Test("What is there already is refused, whatever its letters' case")
    func duplicates() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let name = await expectFailure(.alreadyThere) {
                try await bench.add("CONTOSO", client: Sample.portal, secret: Sample.portalSecret)
            }
            #expect(name?.hint?.contains("partner-vault edit CONTOSO") == true)
            let client = await expectFailure(.applicationExists) { try await bench.add("o'brien & sons") }
            #expect(client?.hint?.contains("--app contoso") == true)
            let elsewhere = try await bench.add("china") {
                $0.cloud = .china
                $0.resource = .alias(.graph)
            }
            #expect(elsewhere.clientID == Sample.leads)
            #expect(await bench.requests == 0)
        }
    }

    @Test("A hint quotes names for the shell")
    func quoting() async throws {
        try await Bench.run { bench in
            try await bench.add("o'brien & sons")
            let failure = await expectFailure(.applicationExists) { try await bench.add("other") }
            #expect(failure?.hint?.hasSuffix(#"--app 'o'\''brien & sons'"#) == true)
        }
    }

    @Test(
        "A secret that is none is refused before the network is asked",
        arguments: [
            "", "2f1e0c9a-1b2c-4d3e-8f40-5a6b7c8d9e0f", "Zq8~with blank inside", "Zq8~trailing\n", "\u{1b}[31mZq8~",
            "Zq8~nul\0inside", "Zq8~delete\u{7f}", String(repeating: "Zq8~", count: 1025),
        ])
    func badSecrets(secret: String) async throws {
        try await Bench.run { bench in
            await expectFailure(.usage) { try await bench.add("contoso", secret: secret, verify: true) }
            #expect(await bench.requests == 0)
            let names = try await bench.names()
            #expect(names.isEmpty)
        }
    }

    @Test("An application needs a client ID and a secret")
    func missingParts() async throws {
        try await Bench.run { bench in
            await expectFailure(.usage) { try await bench.add("contoso", client: nil) }
            await expectFailure(.usage) { try await bench.add("contoso", secret: nil) }
            await expectFailure(.notFound) { try await bench.add("contoso") { $0.via = "nobody" } }
        }
    }

    @Test("A short secret has no hint, which would be most of it", arguments: [(11, false), (12, true)])
    func hints(length: Int, isShown: Bool) async throws {
        try await Bench.run { bench in
            let secret = Sample.marker + String(repeating: "x", count: length - Sample.marker.count)
            let report = try await bench.add("contoso", secret: secret)
            #expect(report.credentials.first?.hint == (isShown ? "Zq8" : nil))
        }
    }

    @Test(
        "A resource that a cloud does not have is refused",
        arguments: [
            (Cloud.china, Resource?.none), (.usgov, .alias(.partner)), (.dod, .alias(.partner)),
            (.china, .alias(.partner)),
        ])
    func cloudWithoutResource(cloud: Cloud, resource: Resource?) async throws {
        try await Bench.run { bench in
            let failure = await expectFailure(.notInThisCloud) {
                try await bench.add("contoso", verify: true) {
                    $0.cloud = cloud
                    $0.resource = resource
                }
            }
            #expect(failure?.hint?.contains("--resource") == true)
            #expect(await bench.requests == 0)
        }
    }

    @Test("Without verification the network is not asked at all")
    func unverified() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso", secret: Sample.wrongSecret)
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            #expect(await bench.double.state.requests.isEmpty)
        }
    }
}
