import Foundation
import ProgramHarness
import TestThreads
import Testing

/// No room, or no right to write: what was stored stays, and the program says what is wrong.
@Suite("A disk that takes nothing more", .onOwnThreads, .enabled(if: SmallDisk.isPossible))
struct FullDiskTests {
    private static let add = [
        "add", "new", "--directory-id", Desk.guid(1, 99), "--client-id", Desk.guid(2, 99), "--secret-fd", "0",
        "--no-verify",
    ]

    /// A desk whose vault, but not whose witness, lies on the small disk; or both.
    private func desk(on disk: SmallDisk, witness: Bool) throws -> Desk {
        let desk = try Desk(bare: Desk.passphrase)
        desk.program.environment["PARTNER_VAULT_FILE"] = "\(disk.path)/vault/vault.db"
        if witness { desk.program.environment["XDG_STATE_HOME"] = "\(disk.path)/state" }
        try desk.good(["init", "--kdf-memory", "64", "--kdf-passes", "2"])
        return desk
    }

    @Test("add says that the disk is full, and works again when there is room", arguments: [false, true])
    func add(witness: Bool) throws {
        let disk = try SmallDisk(megabytes: 2)
        let desk = try desk(on: disk, witness: witness)
        try desk.stock(1...6)
        let sound = try desk.good(["list", "-o", "json"])
        try disk.fill()
        let complaint = expectFailure(try desk.run(Self.add, input: "N3w8Q~secret"), 1)
        #expect(complaint?.message.contains("disk is full") == true, "\(String(describing: complaint))")
        #expect(try desk.code(try desk.run(Self.add + ["-o", "json"], input: "N3w8Q~secret")) == "diskFull")
        #expect(try desk.code(try desk.run(["list", "-o", "json"])) == "diskFull")
        // With the few pages that SQLite needs to look at all, a full disk keeps nobody from reading.
        try disk.fill(leaving: 40 * 1024)
        expectFailure(try desk.run(Self.add, input: "N3w8Q~secret"), 1, saying: "disk is full")
        #expect(try desk.good(["list", "-o", "json"]) == sound)
        #expect(try desk.json(["verify"])["secrets"] == 6)
        try disk.free()
        try desk.good(Self.add, input: "N3w8Q~secret")
        #expect(try desk.json(["verify"])["secrets"] == 7)
        #expect(try desk.good(["reveal", "new", "--yes-reveal"]) == "N3w8Q~secret")
    }

    @Test(
        "however little room is left, all is stored or nothing", arguments: [8, 20, 32, 44, 56, 68, 80, 100, 120, 150])
    func nearlyFull(room: Int) throws {
        let disk = try SmallDisk(megabytes: 2)
        let desk = try desk(on: disk, witness: true)
        try desk.stock(1...3)
        try disk.fill(leaving: room * 1024)
        var stored = 3
        var refused = 0
        for number in 10..<40 where refused == 0 {
            let run = try desk.run(
                [
                    "add", Desk.stockName(number), "--directory-id", Desk.guid(1, number), "--client-id",
                    Desk.guid(2, number), "--secret-fd", "0", "--no-verify",
                ],
                input: Desk.secret(number)
            )
            if run.status == 0 {
                stored += 1
            } else {
                refused += 1
                let complaint = expectFailure(run, 1)
                // The one failure that stores says so, and that its witness is behind.
                if complaint?.message.contains("the change was stored") == true { stored += 1 }
            }
        }
        #expect(refused == 1)
        try disk.free()
        let verified = try desk.json(["verify"])
        #expect(verified["tenants"] == .number(Double(stored)))
        try desk.stock(90...90)
        #expect(try desk.json(["verify"])["tenants"] == .number(Double(stored + 1)))
    }

    @Test("init on a full disk leaves nothing")
    func initialize() throws {
        let disk = try SmallDisk(megabytes: 1)
        let desk = try Desk(bare: Desk.passphrase)
        desk.program.environment["PARTNER_VAULT_FILE"] = "\(disk.path)/vault/vault.db"
        try disk.fill(leaving: 12_288)
        let complaint = expectFailure(try desk.run(["init", "--kdf-memory", "64", "--kdf-passes", "2"]), 1)
        #expect(complaint?.message.contains("disk is full") == true, "\(String(describing: complaint))")
        let left = try FileManager.default.subpathsOfDirectory(atPath: disk.path).filter { !$0.hasSuffix(".lock") }
        #expect(Set(left).isSubset(of: ["filler", "vault"]), "\(left)")
        #expect(try desk.run(["list"]).status == 2)
        try disk.free()
        try desk.good(["init", "--kdf-memory", "64", "--kdf-passes", "2"])
        try desk.good(["verify"])
    }

    @Test("a file system that may not be written to is said to be that")
    func readOnly() throws {
        let disk = try SmallDisk(megabytes: 2)
        let desk = try desk(on: disk, witness: false)
        try desk.stock(1...2)
        try disk.setWritable(false)
        let complaint = expectFailure(try desk.run(Self.add, input: "N3w8Q~secret"), 1)
        #expect(complaint?.hint?.contains("may write to the vault's folder") == true)
        try disk.setWritable(true)
        #expect(try desk.json(["verify"])["tenants"] == 2)
        try desk.good(Self.add, input: "N3w8Q~secret")
    }

    @Test("a limit on the size of files is a full disk too")
    func fileSizeLimit() throws {
        let desk = try Desk.stocked()
        let sound = try desk.good(["list", "-o", "json"])
        let program = desk.program
        // In blocks of 512 bytes: less than the log of one change.
        desk.program.launcher = ["/bin/sh", "-c", "ulimit -f 16 && exec \"$0\" \"$@\""]
        expectFailure(try desk.run(Self.add, input: "N3w8Q~secret"), 1)
        desk.program = program
        #expect(try desk.good(["list", "-o", "json"]) == sound)
        try desk.good(Self.add, input: "N3w8Q~secret")
        #expect(try desk.json(["verify"])["secrets"] == 7)
    }
}
