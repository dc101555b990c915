import Foundation
import ProgramHarness
import TestThreads
import Testing

@Suite("A disk without room for a backup", .onOwnThreads, .enabled(if: SmallDisk.isPossible))
struct FullDiskBackupTests {
    @Test("backup says so and leaves nothing there", arguments: [0, 3, 8, 12])
    func backup(room: Int) throws {
        let disk = try SmallDisk(megabytes: 1)
        let desk = try Desk.stocked()
        let file = "\(disk.path)/vault.pvbackup"
        try disk.fill(leaving: room * 1024)
        expectFailure(try desk.run(["backup", file, "--yes-reveal"]), 1, saying: "no backup was made")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["filler"])
        #expect(try desk.json(["audit"]).elements.last?["event"] != "backedUp")
        try disk.free()
        try desk.good(["backup", file, "--yes-reveal"])
    }

    @Test("restore replaces nothing", arguments: [20, 100, 160, 220, 280])
    func restore(room: Int) throws {
        let disk = try SmallDisk(megabytes: 2)
        let desk = try Desk(bare: Desk.passphrase)
        desk.program.environment["PARTNER_VAULT_FILE"] = "\(disk.path)/vault/vault.db"
        try desk.good(["init", "--kdf-memory", "64", "--kdf-passes", "2"])
        try desk.stock(1...6)
        let file = "\(desk.home.path)/vault.pvbackup"
        try desk.good(["backup", file, "--yes-reveal"])
        try desk.stock(7...7)
        try disk.fill(leaving: room * 1024)
        let run = try desk.run(["restore", file, "--yes"])
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(disk.path)/vault").sorted()
        #expect(left.filter { $0.contains(".new") } == [])
        try disk.free()
        if run.status != 0 {
            expectFailure(run, 1, saying: "disk is full")
            #expect(try desk.json(["verify"])["secrets"] == 7)
        } else {
            #expect(try desk.json(["verify"])["secrets"] == 6)
        }
        try desk.good(["restore", file, "--yes"])
        #expect(try desk.json(["verify"])["secrets"] == 6)
    }
}
