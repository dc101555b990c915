import Foundation
import TestThreads
import Testing
import VaultCore
import VaultCrypto
import VaultModel

@Suite("Export in the clear", .onOwnThreads)
struct PlaintextExportTests {
    private static let odd = "\(Sample.marker)\"quoted\"\\and~é\u{2028}\u{1F600}/0123456789"

    /// A partner, a customer that uses its application, and one whose application the partner manages.
    private func fill(_ bench: Bench) async throws {
        try await bench.add("contoso") { order in
            order.expiry = .at(Date(timeIntervalSince1970: 1_803_859_200))
            order.keyID = KeyID("99999999-0000-4000-8000-000000000009")
            order.tags = try ["emea", "gold"].map { try #require(Tag($0)) }
            order.notes = "two\nlines, a \"quote\" and a \\"
            order.owner = "Ada ☂"
            order.endpoint = .v1
        }
        try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso") { $0.resource = .alias(.graph) }
        try await bench.add(
            "woodgrove", in: Sample.fabrikam, client: Sample.portal, secret: Self.odd
        ) { $0.via = "contoso" }
    }

    @Test("What comes out goes into another vault and is the same there")
    func roundTrip() async throws {
        try await Bench.run { bench in
            try await fill(bench)
            let before = try await bench.vault.tenants(.everything)
            let (lines, report) = try await bench.lines()
            #expect(report.tenants == ["contoso", "fabrikam", "woodgrove"] && report.skipped == [])
            try await Bench.run { other in
                let imported = try await other.importing(lines)
                #expect(imported.added.sorted() == report.tenants && imported.refused == [])
                #expect(try await other.vault.tenants(.everything).map(\.carried) == before.map(\.carried))
                #expect(try await other.secret(of: "woodgrove") == Self.odd)
                #expect(try await other.secret(of: "contoso") == Sample.leadsSecret)
            }
            #expect(try await bench.importing(lines).same.count == 3)
        }
    }

    @Test("Each secret that goes is marked, and each tenant recorded")
    func leavesATrace() async throws {
        try await Bench.run { bench in
            try await fill(bench)
            _ = try await bench.lines(of: TenantSelection(names: ["contoso", "fabrikam"]))
            #expect(try await bench.show("contoso").credentials.map(\.exposed) == [true])
            #expect(try await bench.show("woodgrove").credentials.map(\.exposed) == [false])
            #expect(try await bench.events(of: "contoso").last == "exported")
            #expect(try await bench.events(of: "fabrikam").last == "exported")
            #expect(try await bench.events(of: "woodgrove").contains("exported") == false)
            let row = try #require(try await bench.audit("contoso").last)
            #expect(row.keyID == "99999999-0000-4000-8000-000000000009")
        }
    }

    @Test("What cannot be recorded does not go")
    func nothingUnrecorded() async throws {
        try await Bench.run { bench in
            try await fill(bench)
            try bench.folder.replaceFile()
            await expectFailure(.busy) {
                _ = try await bench.vault.exportPlaintext(.everything) { _ in Issue.record("a secret went out") }
            }
        }
    }

    @Test("An application goes with its own tenant or not at all; a managing tenant that stays is left out")
    func nothingUnnamed() async throws {
        try await Bench.run { bench in
            try await fill(bench)
            let failure = await expectFailure(.usage) {
                _ = try await bench.lines(of: TenantSelection(names: ["fabrikam"]))
            }
            #expect(failure?.message.contains("\"contoso\"") == true && failure?.hint?.contains("contoso") == true)
            #expect(try await bench.show("contoso").credentials.map(\.exposed) == [false])
            let (lines, report) = try await bench.lines(of: TenantSelection(names: ["woodgrove"]))
            #expect(report.withoutVia == ["woodgrove"])
            #expect(lines.count == 1 && !lines[0].contains("\"via\""))
        }
    }

    @Test("What stays behind is named")
    func leftOut() async throws {
        try await Bench.run { bench in
            try await fill(bench)
            try await bench.edit("contoso") { change in
                change.secret = try makeSecret(Sample.leadsNext)
                change.expiry = .never
            }
            let (lines, report) = try await bench.lines()
            #expect(report.otherCredentials == 1 && report.unsaid == ["contoso"])
            #expect(lines.contains { $0.contains("leads.next") } && !lines.contains { $0.contains("leads.current") })
        }
    }

    @Test("A secret that is no text stays, with the tenants that use it")
    func notText() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { order in
                let bytes: [UInt8] = Array(repeating: 0xFF, count: 20)
                order.secret = unsafe try SecretBytes(count: 20) { unsafe $0.copyBytes(from: bytes) }
            }
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            let (lines, report) = try await bench.lines()
            #expect(lines == [] && report.tenants == [] && report.skipped == ["contoso", "fabrikam"])
        }
    }
}
