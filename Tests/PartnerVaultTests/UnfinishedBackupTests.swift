import Foundation
import ProgramHarness
import TestThreads
import Testing

/// `backup` that is interrupted, or whose disk does not keep what it was given.
@Suite("A backup that is not finished", .onOwnThreads, .enabled(if: CrashShim.isPossible))
struct UnfinishedBackupTests {
    enum Moment: CaseIterable, Sendable { case writing, writingOverAnother, readingBack }

    /// A vault whose backup takes some thirty writes.
    private func large() throws -> (Desk, file: String) {
        let desk = try Desk(bare: Desk.passphrase)
        try desk.good(["init", "--kdf-memory", "64", "--kdf-passes", "2"])
        try desk.stock(1...600)
        try FileManager.default.createDirectory(atPath: "\(desk.home.path)/away", withIntermediateDirectories: false)
        return (desk, "\(desk.home.path)/away/vault.pvbackup")
    }

    private func names(_ file: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: URL(fileURLWithPath: file).deletingLastPathComponent().path)
    }

    /// How much was written of what has no name yet.
    private func written(_ file: String) throws -> Int? {
        guard let name = try names(file).first(where: { $0.hasSuffix(".new") }) else { return nil }
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        return try (FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? NSNumber)?.intValue
    }

    @Test("interrupted, it leaves nothing, and what there was before", arguments: Moment.allCases)
    func interrupted(moment: Moment) throws {
        let (desk, file) = try large()
        var size = 1
        if moment != .writing {
            let first = try desk.json(["backup", file, "--yes-reveal"])
            if moment == .readingBack { size = Int(try #require(first["bytes"]?.number)) }
        }
        let (before, others) = (FileManager.default.contents(atPath: file), try names(file))
        let backup = try desk.program.start(
            ["backup", file, "--yes-reveal"], environment: CrashShim.slow(desk, reading: moment == .readingBack))
        try #require(try backup.wait { try (written(file) ?? 0) >= size })
        backup.signal(SIGINT)
        expectFailure(try backup.finish(), 130, saying: "interrupted")
        #expect(try names(file) == others && FileManager.default.contents(atPath: file) == before)
        let events = try desk.json(["audit"]).elements.filter { $0["event"] == "backedUp" }
        #expect(events.count == (moment == .writing ? 0 : 1))
        try desk.good(["backup", file, "--yes-reveal"])
    }

    @Test("what cannot be read back as it was written is none", arguments: CrashShim.ReadFault.allCases)
    func unfaithful(fault: CrashShim.ReadFault) throws {
        let desk = try Desk.stocked()
        let file = "\(desk.home.path)/vault.pvbackup"
        try desk.good(["backup", file, "--yes-reveal"])
        let (before, others) = (FileManager.default.contents(atPath: file), try names(file))
        let run = try desk.run(
            ["backup", file, "--yes-reveal"], environment: CrashShim.environment(desk, reading: fault))
        let complaint = expectFailure(run, 1, saying: "cannot be read back as it was written: none was made")
        #expect(complaint?.hint?.contains("do not trust that disk") == true)
        #expect(try names(file) == others && FileManager.default.contents(atPath: file) == before)
        #expect(try desk.json(["audit"]).elements.filter { $0["event"] == "backedUp" }.count == 1)
        try desk.good(["backup", file, "--yes-reveal"])
    }
}
