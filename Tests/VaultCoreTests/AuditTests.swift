import Foundation
import Testing
import VaultCore
import VaultModel

/// Which rows of the log are shown; what is logged stands in the tests of each use case.
@Suite("Audit")
struct AuditTests {
    @Test("Without a selection the whole log, from the vault's making on")
    func everything() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            _ = try await bench.secret(of: "contoso")
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            let rows = try await bench.audit()
            #expect(rows.map(\.event) == ["created", "added", "revealed", "added"])
            #expect(rows.map(\.tenant) == [nil, "contoso", "contoso", "fabrikam"])
            for row in rows {
                #expect(row.user == "ada" && row.pid == 42 && row.program == "tests" && row.slot == 1)
                #expect(row.at == Sample.today && row.count == 1)
            }
        }
    }

    @Test("Rows of a tenant, by whatever it can be called")
    func selection() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.tags = [try #require(Tag("gold"))] }
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            let ways = [
                TenantSelection(names: ["CONTOSO"]), TenantSelection(names: [Sample.leads]),
                TenantSelection(names: [Sample.contoso]), TenantSelection(tags: [try #require(Tag("gold"))]),
                TenantSelection(glob: "con*"), TenantSelection(names: ["contoso"], glob: "CON*"),
            ]
            for way in ways {
                let rows = try await bench.vault.audit(way, since: nil, until: nil)
                #expect(rows.map(\.tenant) == ["contoso"], "\(way)")
            }
            #expect(try await bench.audit("contoso", "portal").map(\.tenant) == ["contoso", "portal"])
            #expect(try await bench.vault.audit(TenantSelection(glob: "x*"), since: nil, until: nil).isEmpty)
            for name in ["nobody", Sample.tailspin, "-"] {
                await expectFailure(.notFound) { _ = try await bench.audit("contoso", name) }
            }
        }
    }

    @Test("Both ends of a span of time belong to it")
    func times() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.advance(by: 60)
            _ = try await bench.token("contoso")
            await bench.advance(by: 60)
            _ = try await bench.token("contoso")
            let noon = Sample.today + 60
            #expect(try await bench.audit("contoso", since: noon).map(\.event) == ["minted", "handedOut"])
            #expect(try await bench.audit("contoso", until: noon).map(\.event) == ["added", "minted"])
            #expect(try await bench.audit("contoso", since: noon, until: noon).map(\.event) == ["minted"])
            #expect(try await bench.audit("contoso", since: noon + 61).isEmpty)
        }
    }

    @Test("A renamed tenant's past is found under each of its names")
    func renamed() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            _ = try await bench.vault.rename("contoso", to: try #require(TenantName("woodgrove")))
            _ = try await bench.token("woodgrove")
            #expect(try await bench.events(of: "contoso") == ["added", "renamed"])
            #expect(try await bench.events(of: "woodgrove") == ["renamed", "minted"])
            #expect(
                try await bench.audit("contoso", "woodgrove").map(\.event) == ["added", "renamed", "renamed", "minted"])
        }
    }

    @Test("A removed tenant's past stays, by its name and among all")
    func removed() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            _ = try await bench.vault.remove(TenantSelection(names: ["contoso"]))
            #expect(try await bench.events(of: "Contoso") == ["added", "removed"])
            #expect(try await bench.audit("contoso", "portal").map(\.event) == ["added", "added", "removed"])
            let all = try await bench.vault.audit(.everything, since: nil, until: nil)
            #expect(try await bench.audit() == all)
            // Its IDs are no longer known.
            await expectFailure(.notFound) { _ = try await bench.audit(Sample.leads) }
        }
    }

    @Test("Asking leaves no trace")
    func reading() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let before = try await bench.vault.verify { _, _ in }
            _ = try await bench.audit()
            _ = try await bench.names()
            _ = try await bench.vault.expiring(.everything, within: nil)
            let after = try await bench.vault.verify { _, _ in }
            #expect(before.generation == after.generation && before.auditRows == after.auditRows)
        }
    }
}
