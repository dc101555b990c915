import Foundation
import Testing
import VaultCore
import VaultModel

/// What the log says of each act, field by field.
@Suite("Audited acts")
struct AuditedActsTests {
    private static let keyID = "cccccccc-1234-4234-8234-000000000009"

    private func expectActor(_ row: AuditReport?) {
        #expect(row?.user == "ada" && row?.pid == 42 && row?.program == "tests" && row?.slot == 1)
        #expect(row?.at == Sample.today && row?.count == 1)
    }

    @Test("A sign-in that proves a new secret is told with it")
    func added() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso", verify: true) { $0.keyID = KeyID(Self.keyID) }
            let row = try await bench.audit("contoso").last
            expectActor(row)
            #expect(row?.event == "added" && row?.keyID == Self.keyID && row?.resource == Sample.partner)
            #expect(UUID(uuidString: row?.correlationID ?? "") != nil)
            // One of another's application was proven with that one's secret.
            try await bench.add("twin", in: Sample.contoso, app: "contoso", verify: true)
            let twin = try await bench.audit("twin").last
            #expect(twin?.keyID == Self.keyID && twin?.correlationID != nil)
            #expect(twin?.correlationID != row?.correlationID)
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            let unproven = try await bench.audit("portal").last
            #expect(unproven?.correlationID == nil && unproven?.resource == nil)
        }
    }

    @Test("A refused sign-in of what is stored is recorded; one that stores nothing leaves the vault as it is")
    func refused() async throws {
        try await Bench.run { bench in
            await expectFailure(.refused, aadsts: 7_000_215) {
                try await bench.add("contoso", secret: Sample.wrongSecret, verify: true)
            }
            #expect(try await bench.audit().map(\.event) == ["created"])
            try await bench.add("contoso")
            await expectFailure(.refused, aadsts: 7_000_215) {
                try await bench.edit("contoso", verify: true) { $0.secret = try makeSecret(Sample.wrongSecret) }
            }
            #expect(try await bench.events(of: "contoso") == ["added"])
            #expect(try await bench.probe("contoso").first?.failure == nil)
            try await bench.edit("contoso", replace: true) { $0.secret = try makeSecret(Sample.wrongSecret) }
            #expect(try await bench.probe("contoso").first?.failure != nil)
            let events = try await bench.events(of: "contoso")
            #expect(events == ["added", "probed", "edited", "secretAdded", "refused"])
        }
    }

    @Test("A new secret, a hand-out and a revelation name the key")
    func keys() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso", secret: Sample.expiredSecret)
            try await bench.edit("contoso", replace: true, verify: true) {
                $0.secret = try makeSecret(Sample.leadsSecret)
                $0.keyID = KeyID(Self.keyID)
            }
            _ = try await bench.token("contoso")
            _ = try await bench.token("contoso")
            _ = try await bench.secret(of: "contoso")
            let rows = try await bench.audit("contoso").suffix(5)
            #expect(rows.map(\.event) == ["edited", "secretAdded", "minted", "handedOut", "revealed"])
            for row in rows {
                expectActor(row)
                #expect(row.keyID == Self.keyID, "\(row.event)")
            }
            // A token from the cache was not asked of the directory.
            #expect(rows.map { $0.correlationID != nil } == [true, true, true, false, false])
        }
    }

    @Test("All of one run stand in one change, one row a tenant and resource")
    func batches() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("twin", in: Sample.contoso, app: "contoso")
            let before = try await bench.vault.verify { _, _ in }
            for _ in 0..<2 { _ = try await bench.vault.tokens(for: .everything, TokenQuery()) { _, _ in } }
            let after = try await bench.vault.verify { _, _ in }
            #expect(after.generation == before.generation + 2 && after.auditRows == before.auditRows + 4)
            #expect(try await bench.events(of: "twin") == ["added", "minted", "handedOut"])
        }
    }

    @Test("Rows can be had by the kind of event; a kind that there is not is named")
    func filter() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            _ = try await bench.secret(of: "contoso")
            func events(_ words: String...) async throws -> [String] {
                try await bench.vault.audit(TenantSelection(), AuditFilter(words), since: nil, until: nil).map(\.event)
            }
            #expect(try await events("revealed") == ["revealed"])
            #expect(try await events("revealed", "created") == ["created", "revealed"])
            #expect(try await events("pruned") == [])
            let failure = await expectFailure(.usage) { _ = try await events("reveal") }
            #expect(failure?.hint?.contains("revealed, minted") == true)
        }
    }

    @Test("A pattern finds names that are in the log only")
    func patterns() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso/old")
            _ = try await bench.vault.remove(TenantSelection(names: ["contoso/old"]))
            try await bench.add("fabrikam")
            let rows = try await bench.vault.audit(TenantSelection(glob: "CON*"), since: nil, until: nil)
            #expect(rows.map(\.event) == ["added", "removed"])
        }
    }
}
