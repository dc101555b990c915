import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// What an import adds to its lines, and what it asks the directory.
@Suite("Import with options")
struct ImportOptionTests {
    private func client(_ number: Int) -> String { "bbbbbbbb-0000-4000-8000-00000000000\(number)" }

    @Test("Applications come before those that use them, whatever the order of the lines")
    func order() async throws {
        try await Bench.run { bench in
            let report = try await bench.importing([
                try bench.line("customer", in: Sample.fabrikam, app: "contoso"),
                try bench.line("contoso", ["via": "managers"]),
                try bench.line("managers", client: Sample.billing, secret: Sample.billingSecret),
            ])
            #expect(report.added == ["managers", "contoso", "customer"] && report.refused == [])
            #expect(try await bench.show("contoso").via == "managers")
            #expect(try await bench.show("customer").app == "contoso")
            await expectFailure(.inUse) { _ = try await bench.vault.remove(TenantSelection(names: ["managers"])) }
            #expect(try await bench.vault.expiring(.everything, within: nil).map(\.tenants).sorted() == [1, 2])
        }
    }

    @Test("Tags are put beside a line's own; a cloud and a manager stand in where it names none")
    func standIns() async throws {
        try await Bench.run { bench in
            try await bench.add("x", client: Sample.billing, secret: Sample.billingSecret)
            try await bench.add("y", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            let options = ImportOptions(
                format: .csv, tags: [try #require(Tag("new"))], cloud: .usgov, via: "x")
            let report = try await bench.importing(
                [
                    "name,directoryId,clientId,secret,cloud,via,tags,resource",
                    "plain,\(Sample.contoso),\(client(1)),\(Sample.leadsNext),,,,graph",
                    "own,\(Sample.contoso),\(client(2)),\(Sample.leadsNext),public,y,gold new,graph",
                ], options)
            #expect(report.added == ["plain", "own"])
            let (plain, own) = (try await bench.show("plain"), try await bench.show("own"))
            #expect(plain.cloud == "usgov" && plain.via == "x" && plain.tags == ["new"])
            #expect(plain.authority == Cloud.usgov.authority.description)
            #expect(own.cloud == "public" && own.via == "y" && own.tags == ["gold", "new"])
        }
    }

    @Test("An application for lines that name none; those that bring their own values are refused")
    func app() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let options = ImportOptions(format: .csv, cloud: .usgov, app: "contoso", via: "contoso")
            let report = try await bench.importing(
                [
                    "name,directoryId,clientId,secret,app", "a,\(Sample.fabrikam),,,", "b,\(Sample.tailspin),,,a",
                    "c,\(Sample.tailspin),\(client(1)),\(Sample.leadsNext),",
                ], options)
            #expect(report.added == ["a", "b"] && report.refused.map(\.line) == [4])
            #expect(try await bench.show("b").app == "contoso")
            #expect(try await bench.show("b").cloud == "public")
            let unknown = try await bench.importing(
                ["name,directoryId", "d,\(Sample.fabrikam)"], ImportOptions(format: .csv, app: "nobody"))
            #expect(unknown.added == [] && unknown.refused.map(\.line) == [2])
            await expectFailure(.notFound) {
                _ = try await bench.importing(["name,directoryId"], ImportOptions(format: .csv, app: "-x"))
            }
        }
    }

    @Test("With verification only what can sign in is stored, and what hangs on it")
    func verify() async throws {
        try await Bench.run(customers: 1) { bench in
            try await bench.add("stored")
            let options = ImportOptions(format: .jsonl, verify: true)
            let report = try await bench.importing(
                [
                    try bench.line("stored"),
                    try bench.line("good", client: Sample.billing, secret: Sample.billingSecret),
                    try bench.line("bad", in: Sample.fabrikam, client: Sample.portal, secret: Sample.wrongSecret),
                    try bench.line("below bad", in: Sample.fabrikam, app: "bad"),
                    try bench.line("customer", in: Sample.customer(0), app: "stored"),
                    try bench.line("stranger", in: Sample.tailspin, app: "stored"),
                    try bench.line("also good", in: Sample.contoso, app: "good"),
                ], options)
            #expect(report.same == ["stored"])
            #expect(report.added == ["good", "customer", "also good"])
            #expect(report.refused.map(\.line) == [3, 4, 6])
            for refusal in report.refused { expectFitForPeople(refusal.reason) }
            #expect(try await bench.names() == ["also good", "customer", "good", "stored"])
            // What is there already is not asked about.
            #expect(await bench.requests == 6)
        }
    }

    @Test("A domain is looked up at the line's own authority, once")
    func domains() async throws {
        try await Bench.run { bench in
            let lines = [
                try bench.line("contoso", in: "contoso.example"),
                try bench.line("f", in: "fabrikam.example", app: "contoso"),
                try bench.line("n", in: "nobody.example", app: "contoso"),
            ]
            let report = try await bench.importing(lines)
            #expect(report.added == ["contoso", "f"] && report.refused.map(\.line) == [3])
            #expect(try await bench.show("contoso").directoryID == Sample.contoso)
            #expect(try await bench.show("f").directoryID == Sample.fabrikam)
            #expect(await bench.requests == 0)
            #expect(try await bench.importing(lines).same == ["contoso", "f"])
        }
    }

    @Test("While the directory does not answer, only what needs no answer is stored")
    func unreachable() async throws {
        try await Bench.run { bench in
            await bench.fault { $0.drop = .before }
            let lines = [
                try bench.line("contoso"),
                try bench.line("f", in: "fabrikam.example", client: Sample.portal, secret: Sample.portalSecret),
            ]
            let verified = try await bench.importing(lines, ImportOptions(format: .jsonl, verify: true))
            #expect(verified.added == [] && verified.refused.map(\.line) == [1, 2])
            let report = try await bench.importing(lines)
            #expect(report.added == ["contoso"] && report.refused.map(\.line) == [2])
        }
    }
}
