import Foundation
import GRDB
import TestThreads
import Testing
import VaultModel

@testable import VaultStore

/// The log stays within its bounds, and says what it forgot.
@Suite(.onOwnThreads) struct PruningTests {
    @Test func beyondABoundOfRowsTheOldestGoAndTheCutIsRecorded() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 0, rows: 1000))
        try vault.log((0..<1200).map { day(Double($0)) })
        let entries = try vault.entries
        #expect(entries.count == 1000)
        let cut = try #require(entries.last)
        #expect(cut.event == .pruned && cut.at == day(1199) && cut.user == "ada" && cut.program == "test")
        // The row of the vault's making and 201 of these.
        #expect(cut.count == 202 && cut.resource == "until \(InstantText.format(day(200)))")
        #expect(entries.first?.at == day(201))
        let counts = try vault.read { try $0.verifyEverything { _, _ in } }
        #expect(counts.auditRows == 1000 && counts.auditFrom == day(201) && counts.auditUntil == day(1199))
        // The number of a row is never used twice.
        let state = try vault.read { ($0.state.auditStart, $0.state.auditCount) }
        #expect(state == (203, 1000))
        try vault.close()
    }

    @Test func aTenthMayStandAboveTheBound() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 0, rows: 1000))
        try vault.log(1099)
        #expect(try vault.entries.count == 1100)
        try vault.log(1)
        #expect(try vault.entries.count == 1000)
        // Not every change cuts.
        try vault.log(100)
        #expect(try vault.entries.count(where: { $0.event == .pruned }) == 1)
        #expect(try vault.entries.count == 1100)
    }

    @Test func cutsAddUp() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 0, rows: 1000))
        for _ in 0..<3 { try vault.log(1200) }
        let counts = try vault.read { try $0.verifyEverything { _, _ in } }
        #expect(counts.auditRows == 1000)
        // 3,601 rows were made, and three that record cuts.
        #expect(try vault.entries.last?.count == 3604 - 1000)
        try vault.close()
        #expect(try fixture.open().entries.count == 1000)
    }

    @Test func withoutBoundsNothingGoes() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 0, rows: 0))
        try vault.log((0..<2500).map { day(Double($0)) })
        #expect(try vault.entries.count == 2501)
    }

    @Test func aShorterBoundCutsAtOnce() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 0, rows: 0))
        try vault.log(2000)
        try vault.write { edit in
            try edit.set(VaultSettings(audit: AuditRetention(days: 0, rows: 1000)))
            try edit.record(VaultFixture.entry(.settingsChanged))
        }
        let entries = try vault.entries
        #expect(entries.count == 1000)
        #expect(entries.suffix(2).map(\.event) == [.settingsChanged, .pruned])
    }

    /// 3,000 rows over 300 days.
    @Test func whatIsTooOldGoesAndNothingYounger() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 100, rows: 0))
        try vault.log((1...3000).map { day(Double($0) / 10) })
        let entries = try vault.entries
        #expect(entries.last?.event == .pruned)
        let kept = entries.filter { $0.event == .minted }
        #expect(kept.count { $0.at >= day(200) } == 1001)
        // The bound, and not much more.
        let oldest = try #require(kept.map(\.at).min())
        #expect((day(300 - 130)...day(200)).contains(oldest))
        #expect(try vault.read { try $0.verifyEverything { _, _ in } }.auditRows == entries.count)
    }

    @Test func theNewestThousandAreNotCutByAge() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 30, rows: 0))
        try vault.log((0..<1500).map { day(Double($0)) })
        let entries = try vault.entries
        #expect(entries.count == 1001 && entries.last?.event == .pruned)
        #expect(entries.first?.at == day(500))
    }

    /// Years ahead, in one batch and again in the next commands; then back to the truth, or back to 1970.
    @Test(arguments: [[3650.0], [36500], [3650, 3651, 3655], [3650, 0], [-18000], [-18000, 1]])
    func aClockThatJumpsDoesNotWipeTheLog(jumps: [Double]) throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 730, rows: 0))
        try vault.log((1...1500).map { day(Double($0) / 10) })
        for jump in jumps { try vault.log(1200, at: day(150 + jump)) }
        let entries = try vault.entries
        #expect(entries.count == 1501 + 1200 * jumps.count)
        #expect(!entries.contains { $0.event == .pruned })
    }

    /// Rows from the future must not keep older ones for ever either.
    @Test func rowsThatAWrongClockLeftGoWithTheRest() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 100, rows: 0))
        try vault.log(5, at: day(9000))
        try vault.log((1...3000).map { day(Double($0) / 10) })
        let entries = try vault.entries
        #expect(entries.last?.event == .pruned && !entries.contains { $0.at == day(9000) })
        #expect(entries.count { $0.event == .minted && $0.at >= day(200) } == 1001)
    }

    /// Whoever damaged it must not have the program remove what shows it.
    @Test func aDamagedLogIsLeftAsItIs() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 0, rows: 1000))
        try vault.log(1050)
        try vault.close()
        try fixture.tamper("UPDATE audit SET box = zeroblob(length(box)) WHERE id = 17")
        let again = try fixture.open()
        try again.log(200)
        #expect(throws: StoreError.damaged(.audit)) { try again.entries }
        let report = try again.read { $0.surveyDamage() }
        #expect(report.findings.map(\.row) == [17] && report.counts.auditRows == 1250)
    }

    @Test func cutRowsAreGoneFromTheFiles() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create(keeping: AuditRetention(days: 0, rows: 1000))
        try vault.log(1050)
        try vault.close()
        let old = try fixture.tamper {
            try Data.fetchAll($0, sql: "SELECT substr(box, 25, 32) FROM audit WHERE id < 40")
        }
        let again = try fixture.open()
        try again.log(150)
        #expect(try again.entries.last?.event == .pruned)
        // While the vault is still open.
        for suffix in ["", "-wal"] {
            let bytes = (try? Data(contentsOf: URL(fileURLWithPath: fixture.files.database + suffix))) ?? Data()
            for commitment in old { #expect(bytes.range(of: commitment) == nil, "\(suffix)") }
        }
        #expect(old.count == 39)
        try again.close()
    }
}
