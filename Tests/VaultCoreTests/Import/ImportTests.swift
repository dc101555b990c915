import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// What an import stores; what it reads is in the tests of each format.
@Suite("Import")
struct ImportTests {
    @Test("What is new is stored, and the same again is no news")
    func addedAndSame() async throws {
        try await Bench.run { bench in
            let lines = [
                try bench.line(
                    "contoso",
                    [
                        "keyId": "eeeeeeee-0000-4000-8000-000000000001", "expires": "2026-09-01T00:00:00Z",
                        "resource": "graph", "owner": "ada", "notes": "two\nlines", "endpoint": "v1",
                    ]),
                try bench.line("fabrikam", in: Sample.fabrikam, app: "contoso", ["resource": "arm"]),
            ]
            let first = try await bench.importing(lines)
            #expect(first.added == ["contoso", "fabrikam"])
            #expect(first.same + first.changed == [] && first.refused == [])
            let report = try await bench.show("contoso")
            #expect(report.resource == "graph" && report.owner == "ada" && report.notes == "two\nlines")
            #expect(report.endpoint == "v1" && report.authority == bench.double.baseURL)
            #expect(report.credentials.map(\.keyID) == ["eeeeeeee-0000-4000-8000-000000000001"])
            #expect(report.credentials.map(\.expires) == [Date(timeIntervalSince1970: 1_788_220_800)])
            #expect(report.credentials.map(\.hint) == ["Zq8"])
            #expect(try await bench.secret(of: "contoso") == Sample.leadsSecret)
            #expect(try await bench.show("fabrikam").app == "contoso")
            #expect(try await bench.show("fabrikam").resource == "arm")
            let second = try await bench.importing(lines)
            #expect(second.same == ["contoso", "fabrikam"])
            #expect(second.added + second.changed == [] && second.refused == [])
            // Without being told to, it asks nobody.
            #expect(await bench.requests == 0)
            let log = try await bench.audit()
            #expect(log.map(\.event) == ["created", "imported", "added", "added", "revealed"])
            #expect(log[1].count == 2 && log[1].tenant == nil)
        }
    }

    @Test("What a line leaves out is not compared, and its tags may be fewer")
    func sameInPart() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") {
                $0.tags = [try #require(Tag("gold")), try #require(Tag("emea"))]
                $0.owner = "ada"
                $0.expiry = .at(Sample.today)
                $0.resource = .alias(.graph)
            }
            let plain = try bench.line("CONTOSO", ["authority": "", "graph": ""])
            #expect(try await bench.importing([plain]).same == ["CONTOSO"])
            let tagged = ImportOptions(format: .jsonl, tags: [try #require(Tag("gold"))])
            #expect(try await bench.importing([plain], tagged).same == ["CONTOSO"])
            let other = ImportOptions(format: .jsonl, tags: [try #require(Tag("silver"))])
            #expect(try await bench.importing([plain], other).changed == ["CONTOSO"])
        }
    }

    @Test(
        "What is there already is never altered, whatever a line says of it",
        arguments: [
            ["secret": Sample.leadsNext], ["directoryId": Sample.fabrikam], ["clientId": Sample.billing],
            ["authority": "https://login.example.com"], ["graph": "https://graph.example.com"], ["cloud": "usgov"],
            ["keyId": "eeeeeeee-0000-4000-8000-000000000002"], ["expires": "2026-10-01T00:00:00Z"],
            ["endpoint": "v1"], ["owner": "eve"], ["notes": "other"], ["resource": "arm"], ["via": "billing"],
        ])
    func neverAlters(fields: [String: String]) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") {
                $0.expiry = .at(Sample.today)
                $0.keyID = KeyID("eeeeeeee-0000-4000-8000-000000000001")
                $0.owner = "ada"
            }
            try await bench.add("billing", client: "aaaaaaaa-0000-4000-8000-000000000009")
            let before = try await bench.show("contoso")
            let state = try await bench.vault.verify { _, _ in }
            let report = try await bench.importing([try bench.line("contoso", fields)])
            #expect(report.changed == ["contoso"])
            #expect(report.added + report.same == [] && report.refused == [])
            #expect(try await bench.show("contoso") == before)
            #expect(try await bench.vault.verify { _, _ in }.generation == state.generation)
            #expect(try await bench.secret(of: "contoso") == Sample.leadsSecret)
        }
    }

    @Test("A tenant's own application and another's are not the same")
    func ownOrOthers() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            try await bench.add("customer", in: Sample.tailspin, app: "contoso")
            let report = try await bench.importing([
                try bench.line("customer", in: Sample.tailspin),
                try bench.line("customer", in: Sample.tailspin, app: "portal"),
                try bench.line("contoso", in: Sample.contoso, app: "portal"),
                try bench.line("customer", in: Sample.tailspin, app: Sample.leads),
            ])
            #expect(report.changed == ["customer", "customer", "contoso"])
            // An ID that several share names no one of them.
            #expect(report.refused.map(\.line) == [4])
            #expect(try await bench.show("customer").app == "contoso")
        }
    }

    @Test("Lines that cannot be stored are told by number, and the rest is stored")
    func refusals() async throws {
        try await Bench.run { bench in
            try await bench.add("there")
            let report = try await bench.importing([
                try bench.line("customer", in: Sample.fabrikam, app: "nobody"),
                try bench.line("portal", in: Sample.fabrikam, client: Sample.portal),
                try bench.line("twin"),
                "no JSON",
                try bench.line("portal", client: Sample.billing),
                try bench.line("spaced", client: "aaaaaaaa-0000-4000-8000-000000000007", secret: "a secret"),
                try bench.line("id", client: "aaaaaaaa-0000-4000-8000-000000000008", secret: Sample.leads),
                try bench.line(
                    "china", client: "aaaaaaaa-0000-4000-8000-000000000009", ["cloud": "china", "resource": "partner"]),
                try bench.line("managed", client: Sample.billing, ["via": "nobody"]),
            ])
            #expect(report.added == ["portal"])
            #expect(report.refused.map(\.line) == [1, 3, 4, 5, 6, 7, 8, 9])
            for refusal in report.refused { expectFitForPeople(refusal.reason) }
            #expect(report.refused[1].reason.contains("stored already, as \"there\""))
            #expect(report.refused[3].reason.contains("\"portal\" already"))
            #expect(try await bench.names() == ["portal", "there"])
        }
    }

    @Test("A dry run finds the same and stores nothing")
    func dryRun() async throws {
        try await Bench.run { bench in
            try await bench.add("same", client: Sample.billing, secret: Sample.billingSecret)
            let lines = [
                try bench.line("same", client: Sample.billing, secret: Sample.billingSecret),
                try bench.line("customer", in: Sample.fabrikam, app: "contoso"), try bench.line("contoso"),
                try bench.line("twin"), "no JSON",
            ]
            let before = try await bench.vault.verify { _, _ in }
            let dry = try await bench.importing(lines, ImportOptions(format: .jsonl, dryRun: true))
            let after = try await bench.vault.verify { _, _ in }
            #expect(before.generation == after.generation && before.auditRows == after.auditRows)
            #expect(try await bench.names() == ["same"])
            #expect(dry.added == ["contoso", "customer"] && dry.refused.map(\.line) == [4, 5])
            #expect(try await bench.importing(lines) == dry)
            #expect(try await bench.names() == ["contoso", "customer", "same"])
        }
    }

    @Test("What has not the shape of its format at all is a failure, not a report")
    func unreadable() async throws {
        try await Bench.run { bench in
            let csv = ImportOptions(format: .csv)
            let failure = await expectFailure(.inputUnreadable) {
                _ = try await bench.importing(["name;clientId"], csv)
            }
            #expect(failure?.message.hasPrefix("line 1: ") == true)
            let report = try await bench.vault.importTenants(
                from: ImportSource(-1), fileName: nil, ImportOptions(format: .jsonl))
            #expect(report.added == [] && report.refused.map(\.line) == [1])
        }
    }
}
