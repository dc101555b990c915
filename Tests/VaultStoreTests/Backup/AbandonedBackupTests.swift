import Foundation
import TestThreads
import Testing
import VaultCrypto

@testable import VaultStore

/// What a killed backup leaves beside its target goes with the next one; nothing else does.
@Suite(.onOwnThreads) struct AbandonedBackupTests {
    private func names(_ fixture: VaultFixture) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: fixture.folder)
            .filter { $0 != "state" && $0 != "vault" }.sorted()
    }

    @Test(arguments: [[], [0x50, 0x56], Array(repeating: 7, count: 100_000)] as [[UInt8]])
    func goesWithTheNext(content: [UInt8]) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        do {
            let killed = try UnfinishedBackup.begin(beside: fixture.backup, try SampleKeys.shared.unlock())
            try killed.write(content)
        }
        #expect(try names(fixture).count == 1)
        try fixture.backUp()
        #expect(try names(fixture) == ["vault.pvbackup"])
    }

    @Test func staysWhileSomebodyWritesIt() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let written = try UnfinishedBackup.begin(beside: fixture.backup, try SampleKeys.shared.unlock())
        try fixture.backUp()
        #expect(FileFacts(written.path) != nil)
        #expect(try names(fixture).count == 2)
        withExtendedLifetime(written) {}
    }

    @Test func twoToOneFileDoNotDisturbEachOther() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let (one, other) = (try fixture.open(), try fixture.open())
        var second: BackupSummary?
        let first = try one.backUp(to: fixture.backup) { _, _ in
            guard second == nil else { return }
            #expect(throws: Never.self) { second = try other.backUp(to: fixture.backup) { _, _ in }.summary }
        }
        #expect(first.summary == second)
        #expect(try names(fixture) == ["vault.pvbackup"])
        try one.close()
        try other.close()
    }

    /// A name that only looks like ours, another target's or another vault's; a link, a folder and a pipe under one of ours.
    @Test func strangersStay() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let keys = try SampleKeys.shared.unlock()
        func name(_ number: UInt32) -> String { UnfinishedBackup.path(beside: fixture.backup, number, keys) }
        let mine = name(7)
        var paths = [
            fixture.backup + ".new", fixture.backup + ".0123abcd.new", fixture.backup + "..new",
            fixture.backup + ".0123456789abcdef01234567.new", mine + ".new", String(mine.dropLast(4)),
            mine.replacing("vault.pvbackup.0", with: "vault.pvbackup.1"), mine.replacing(".new", with: ".NEW"),
            UnfinishedBackup.path(beside: fixture.backup + "2", 7, keys),
            UnfinishedBackup.path(beside: fixture.backup, 7, try SampleKeys.other.unlock()),
        ]
        for path in paths { try Data("mine".utf8).write(to: URL(fileURLWithPath: path)) }
        try FileManager.default.createDirectory(atPath: name(8), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: name(9), withDestinationPath: paths[0])
        try #require(unsafe mkfifo(name(10), 0o600) == 0)
        paths += [name(8), name(9), name(10)]
        let before = try names(fixture)
        #expect(Set(paths).count == before.count)
        try fixture.backUp()
        #expect(try names(fixture) == (before + ["vault.pvbackup"]).sorted())
        // And one that is ours.
        try Data("mine".utf8).write(to: URL(fileURLWithPath: mine))
        try fixture.backUp()
        #expect(FileFacts(mine) == nil)
    }
}
