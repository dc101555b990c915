import Foundation
import Testing
import VaultCore

@Suite("Settings")
struct SettingsTests {
    private func values(_ reports: [SettingReport]) -> [Int] { reports.map(\.value) }

    @Test("A new vault keeps two years of the log, and 100,000 rows")
    func usual() async throws {
        try await Bench.run { bench in
            let settings = try await bench.vault.settings()
            #expect(settings.map(\.key) == [.auditDays, .auditRows] && values(settings) == [730, 100_000])
        }
    }

    @Test("A change is kept, and recorded from what to what; one that changes nothing is not")
    func change() async throws {
        try await Bench.run { bench in
            #expect(values(try await bench.vault.set(.auditDays, to: 365)) == [365, 100_000])
            #expect(values(try await bench.vault.set(.auditRows, to: 0)) == [365, 0])
            #expect(values(try await bench.vault.set(.auditRows, to: 0)) == [365, 0])
            let rows = try await bench.audit().filter { $0.event == "settingsChanged" }
            #expect(rows.map(\.resource) == ["audit-days from 730 to 365", "audit-rows from 100000 to 0"])
            #expect(rows.allSatisfy { $0.user == "ada" && $0.slot == 1 })
            #expect(values(try await bench.folder.withVault { try await $0.settings() }) == [365, 0])
        }
    }

    @Test(
        "Values that would leave nothing to look at are refused",
        arguments: [
            (SettingKey.auditDays, 29), (.auditDays, 1), (.auditDays, -1), (.auditDays, 36501), (.auditRows, 999),
            (.auditRows, 1), (.auditRows, 10_000_001),
        ])
    func bounds(key: SettingKey, value: Int) async throws {
        try await Bench.run { bench in
            await expectFailure(.usage) { _ = try await bench.vault.set(key, to: value) }
            let (settings, log) = (try await bench.vault.settings(), try await bench.audit())
            #expect(values(settings) == [730, 100_000] && log.map(\.event) == ["created"])
        }
    }
}
