import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Logs whose start was cut by someone else: with the file alone, or by a program that has the keys and says nothing.
@Suite(.onOwnThreads) struct ForgedCutTests {
    /// A pruned vault, closed.
    private func pruned() throws -> VaultFixture {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 0, rows: 1000))
        try vault.log(1200)
        #expect(try vault.read { try $0.verifyEverything { _, _ in } }.auditRows == 1000)
        try vault.close()
        return fixture
    }

    @Test(arguments: [
        "DELETE FROM audit WHERE id = (SELECT min(id) FROM audit)",
        "DELETE FROM audit WHERE id < (SELECT min(id) + 50 FROM audit)",
        "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)",
        "INSERT INTO audit SELECT id - 1, version - 1, box FROM audit ORDER BY id LIMIT 1",
        "DELETE FROM audit",
    ])
    func ofTheFileAloneAreFound(sql: String) throws {
        let fixture = try pruned()
        try fixture.tamper(sql)
        try expectRefusal(fixture)
    }

    /// Everything is recomputed as a cut would, but for the row that records it.
    @Test(arguments: [1, 50, 999] as [UInt64])
    func thatAreNotRecordedAreFound(rows: UInt64) throws {
        let fixture = try pruned()
        try forge(fixture) { edit in
            let first = edit.state.auditStart + rows
            var base = Hash32.zero
            unsafe try edit.walkAudit { number, head, _ in if number == first - 1 { base = head } }
            try edit.rows.delete(.audit, Int64(edit.state.auditStart)...Int64(first - 1))
            (edit.state.auditStart, edit.state.auditBase) = (first, base)
            edit.state.auditCount -= rows
        }
        try expectRefusal(fixture)
        let findings = try fixture.open().read { $0.surveyDamage() }.findings
        #expect(findings.map(\.what) == ["rows were cut from the start of the log, and nothing in it says so"])
    }

    @Test func thatClaimAnotherNumberAreFound() throws {
        let fixture = try pruned()
        try forge(fixture) { edit in
            var entry = VaultFixture.entry(.pruned)
            entry.count = 7
            try edit.record(entry)
        }
        try expectRefusal(fixture)
    }

    @Test func aChainWithAnotherRootIsFound() throws {
        let fixture = try pruned()
        try forge(fixture) { $0.state.auditBase = Hash32(of: [1]) }
        try expectRefusal(fixture)
    }

    /// Changes a vault with its keys, past what the program would do.
    private func forge(_ fixture: VaultFixture, _ body: (VaultEdit) throws -> Void) throws {
        let vault = try fixture.open()
        try vault.write { edit in
            try edit.record(VaultFixture.entry(.minted))
            try body(edit)
        }
        try vault.close()
    }

    private func expectRefusal(_ fixture: VaultFixture) throws {
        let vault = try fixture.open()
        #expect(throws: StoreError.damaged(.audit)) { try vault.entries }
        #expect(throws: StoreError.damaged(.audit)) { try vault.read { try $0.verifyEverything { _, _ in } } }
        #expect(try vault.read { !$0.surveyDamage().findings.isEmpty })
        try vault.close()
    }
}
