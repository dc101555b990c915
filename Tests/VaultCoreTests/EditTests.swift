import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("Edit")
struct EditTests {
    @Test("Every field, and clearing those that can be empty")
    func fields() async throws {
        try await Bench.run { bench in
            try await bench.add("managers", client: Sample.billing, secret: Sample.billingSecret)
            let before = try await bench.add("contoso")
            var wanted = before
            let edited = try await bench.edit("CONTOSO") { change in
                change.resource = .uri(Sample.orders)
                change.signIn = .user
                change.tags = [try #require(Tag("b")), try #require(Tag("a")), try #require(Tag("b"))]
                change.owner = "ada"
                change.notes = "notes"
                change.via = "managers"
                change.endpoint = .v1
                change.clientID = ClientID(Sample.portal)
            }
            wanted.resource = Sample.orders
            wanted.signIn = "user"
            wanted.tags = ["a", "b"]
            wanted.owner = "ada"
            wanted.notes = "notes"
            wanted.via = "managers"
            wanted.endpoint = "v1"
            wanted.clientID = Sample.portal
            #expect(edited == wanted)
            #expect(try await bench.show("contoso") == wanted)
            let cleared = try await bench.edit("contoso") { change in
                change.tags = []
                change.owner = ""
                change.notes = ""
                change.via = ""
            }
            wanted.tags = []
            wanted.owner = nil
            wanted.notes = nil
            wanted.via = nil
            #expect(cleared == wanted)
            #expect(try await bench.names(TenantSelection(names: [Sample.portal])) == ["contoso"])
            await expectFailure(.notFound) { _ = try await bench.names(TenantSelection(names: [Sample.leads])) }
            #expect(try await bench.events(of: "contoso") == ["added", "edited", "edited"])
            // The count of what is managed went up and down again.
            _ = try await bench.vault.remove(TenantSelection(names: ["managers"]))
        }
    }

    @Test("A new secret stands beside the old, which retires")
    func newSecret() async throws {
        try await Bench.run { bench in
            let old = try await bench.add("contoso") { $0.keyID = KeyID(Sample.portal) }
            let end = Sample.today + 1000
            let report = try await bench.edit("contoso", verify: true) { change in
                change.secret = try makeSecret(Sample.leadsNext)
                change.expiry = .at(end)
            }
            #expect(report.credentials.map(\.state) == ["active", "retiring"])
            #expect(report.credentials.map(\.keyID) == [nil, Sample.portal])
            #expect(report.credentials.map(\.expires) == [end, nil])
            #expect(report.credentials.last?.id == old.credentials.first?.id)
            #expect(try await bench.secret(of: "contoso") == Sample.leadsNext)
            let retiring = try #require(report.credentials.last?.id)
            #expect(try await bench.secret(of: "contoso", credential: retiring) == Sample.leadsSecret)
            #expect(try await bench.events(of: "contoso").prefix(3) == ["added", "edited", "secretAdded"])

            let replaced = try await bench.edit("contoso", replace: true) {
                $0.secret = try makeSecret(Sample.leadsSecret)
            }
            #expect(replaced.credentials.map(\.state) == ["active"])
            #expect(try await bench.vault.verify { _, _ in }.secrets == 1)
        }
    }

    @Test("A key ID and an end are put to the active secret")
    func keyAndEnd() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.leadsNext) }
            let report = try await bench.edit("contoso") {
                $0.keyID = KeyID(Sample.portal)
                $0.expiry = .never
            }
            #expect(report.credentials.map(\.keyID) == [Sample.portal, nil])
            #expect(report.credentials.map(\.neverExpires) == [true, false])
            let unknown = try await bench.edit("contoso") { $0.expiry = .unknown }
            #expect(unknown.credentials.map(\.neverExpires) == [false, false])
        }
    }

    @Test("A tenant that uses another's application refuses what belongs to that")
    func customer() async throws {
        try await Bench.run { bench in
            try await bench.add("con toso")
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "con toso")
            let changes: [(inout TenantChange) throws -> Void] = [
                { $0.clientID = ClientID(Sample.portal) }, { $0.secret = try makeSecret(Sample.leadsNext) },
                { $0.keyID = KeyID(Sample.portal) }, { $0.expiry = .never }, { $0.cloud = .china },
                { $0.authority = Cloud.public.authority }, { $0.graph = Cloud.public.graph }, { $0.endpoint = .v1 },
                { $0.owner = "" }, { $0.via = "" }, { $0.replace = true },
            ]
            for change in changes {
                let failure = await expectFailure(.usage) { try await bench.edit("fabrikam", change) }
                #expect(failure?.hint?.hasSuffix("partner-vault edit 'con toso'") == true)
            }
            let report = try await bench.edit("fabrikam") {
                $0.notes = "its own"
                $0.resource = .alias(.graph)
                $0.directory = Sample.tailspin
            }
            #expect(report.notes == "its own" && report.resource == "graph")
            #expect(report.directoryID == Sample.tailspin)
            #expect(try await bench.token("con toso").source == .minted)
        }
    }

    @Test("What makes no sense is refused and changes nothing")
    func refusals() async throws {
        try await Bench.run { bench in
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            let before = try await bench.add("contoso")
            await expectFailure(.usage) { try await bench.edit("contoso", replace: true) { $0.notes = "x" } }
            await expectFailure(.usage) { try await bench.edit("contoso") { $0.secret = try makeSecret("") } }
            await expectFailure(.usage) {
                try await bench.edit("contoso") { $0.secret = try makeSecret(UUID().uuidString) }
            }
            await expectFailure(.usage) { try await bench.edit("contoso") { $0.via = "contoso" } }
            await expectFailure(.notFound) { try await bench.edit("contoso") { $0.via = "nobody" } }
            await expectFailure(.notFound) { try await bench.edit("nobody") { $0.notes = "x" } }
            await expectFailure(.applicationExists) {
                try await bench.edit("contoso") { $0.clientID = ClientID(Sample.portal) }
            }
            await expectFailure(.notInThisCloud) { try await bench.edit("contoso") { $0.cloud = .china } }
            await expectFailure(.notInThisCloud) {
                try await bench.edit("contoso") {
                    $0.cloud = .usgov
                    $0.resource = .alias(.partner)
                }
            }
            #expect(try await bench.show("contoso") == before)
            #expect(await bench.requests == 0)
        }
    }

    @Test("A sign-in that fails changes nothing")
    func failedVerification() async throws {
        try await Bench.run { bench in
            let before = try await bench.add("contoso")
            let changes: [(Int?, (inout TenantChange) throws -> Void)] = [
                (7_000_215, { $0.secret = try makeSecret(Sample.wrongSecret) }),
                (7_000_222, { $0.secret = try makeSecret(Sample.expiredSecret) }),
                (700_016, { $0.clientID = ClientID("aaaaaaaa-9999-4999-8999-999999999999") }),
                (7_000_229, { $0.directory = Sample.tailspin }), (90002, { $0.directory = "nowhere.example" }),
                (7_000_215, { $0.clientID = ClientID(Sample.billing) }),
            ]
            for (aadsts, change) in changes {
                await expectFailure(.refused, aadsts: aadsts) {
                    try await bench.edit("contoso", verify: true) {
                        $0.notes = "never seen"
                        try change(&$0)
                    }
                }
            }
            #expect(try await bench.show("contoso") == before)
            #expect(try await bench.events(of: "contoso") == ["added"])
        }
    }

    @Test("What has nothing to do with signing in does not ask the network")
    func quietChanges() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.edit("contoso", verify: true) {
                $0.notes = "n"
                $0.owner = "o"
                $0.expiry = .never
            }
            #expect(await bench.double.state.requests.isEmpty)
        }
    }

    @Test("A changed secret empties the token cache, changed notes do not")
    func cache() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            #expect(try await bench.token("contoso").source == .minted)
            try await bench.edit("contoso") { $0.notes = "n" }
            #expect(try await bench.token("contoso").source == .cache)
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.leadsNext) }
            #expect(try await bench.token("contoso").source == .minted)
        }
    }
}
