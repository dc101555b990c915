import Foundation
import ProgramHarness
import TestThreads
import Testing

/// `backup` and `restore` as people and scripts run them.
@Suite("Backups", .onOwnThreads)
struct BackupTests {
    private func backedUp() throws -> (Desk, file: String) {
        let desk = try Desk.stocked()
        let file = "\(desk.home.path)/vault.pvbackup"
        try desk.good(["backup", file, "--yes-reveal"])
        return (desk, file)
    }

    @Test("a backup is written, recorded, and can be restored over what came later")
    func roundTrip() throws {
        let desk = try Desk.stocked()
        let file = "\(desk.home.path)/vault.pvbackup"
        let before = try desk.good(["list", "-o", "json"])
        let report = try desk.json(["backup", file, "--yes-reveal"])
        #expect(report.names == ["file", "vaultId", "generation", "tenants", "bytes"])
        #expect(report["tenants"] == 6 && report["file"] == .text(file))
        let size = try Data(contentsOf: URL(fileURLWithPath: file)).count
        #expect(report["bytes"] == .number(Double(size)))
        #expect(try desk.home.mode(of: "vault.pvbackup") == 0o600)
        #expect(try desk.json(["audit"]).elements.last?["event"] == "backedUp")
        try desk.good(["remove", Desk.stockName(1), Desk.stockName(2), "--yes"])
        try desk.stock(7...9)
        let replaced = try desk.bytes()
        let restored = try desk.json(["restore", file, "--yes"])
        #expect(restored.names == ["vault", "vaultId", "tenants", "backupGeneration", "generation", "kept"])
        #expect(restored["vaultId"] == report["vaultId"] && restored["backupGeneration"] == report["generation"])
        #expect(restored["kept"] == .text(desk.vault + ".before-restore"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: desk.vault + ".before-restore")) == replaced)
        #expect(try desk.good(["list", "-o", "json"]) == before)
        let verified = try desk.json(["verify"])
        #expect(verified["secrets"] == 6 && verified["generation"] == restored["generation"])
        #expect(try desk.json(["audit"]).elements.last?["event"] == "restored")
        #expect(try desk.good(["reveal", Desk.stockName(2), "--yes-reveal"]) == Desk.secret(2))
        // Nobody has to be told that it was a restore.
        let lines = try desk.good(["backup", file, "--yes-reveal"])
        #expect(lines.contains("read back and intact"))
    }

    @Test("its file is its owner's alone, whatever the umask", arguments: ["000", "277"])
    func mode(umask: String) throws {
        let desk = try Desk.stocked()
        desk.program.launcher = ["/bin/sh", "-c", "umask \(umask); exec \"$@\"", "sh"]
        try desk.good(["backup", "\(desk.home.path)/vault.pvbackup", "--yes-reveal"])
        #expect(try desk.home.mode(of: "vault.pvbackup") == 0o600)
    }

    @Test("on another machine a witness is begun, and said so")
    func anotherMachine() throws {
        let (desk, file) = try backedUp()
        let other = try Desk(bare: Desk.passphrase)
        let run = try other.run(["restore", file, "-o", "json"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("note: this vault had no witness on this machine"))
        #expect(try JSON(run.output)["kept"] == .null)
        #expect(try other.good(["list", "-o", "json"]) == desk.good(["list", "-o", "json"]))
        expectFailure(try Desk(bare: Desk.passphrase).run(["restore", file, "--require-witness"]), 5)
    }

    @Test("what cannot be restored leaves vault, witness and folder as they were")
    func refusals() throws {
        let (desk, file) = try backedUp()
        let backup = try Data(contentsOf: URL(fileURLWithPath: file))
        let (bytes, witnesses) = (try desk.bytes(), try desk.witnesses())
        func write(_ name: String, _ data: Data) throws -> String {
            let path = "\(desk.home.path)/\(name)"
            try data.write(to: URL(fileURLWithPath: path))
            return path
        }
        var flipped = backup
        flipped[backup.count - 40] ^= 1
        var weak = backup
        weak[16 + 140 + 8] = 1
        var newer = backup
        newer[8] = 9
        let cases: [(String, Int32, String)] = [
            (try write("flipped", flipped), 4, "the backup is tampered with or damaged"),
            (try write("short", backup.prefix(backup.count / 2)), 4, "damaged"),
            (try write("stub", backup.prefix(100)), 4, "it ends too early"),
            (try write("longer", backup + [0]), 4, "damaged"),
            (try write("text", Data("no backup".utf8)), 4, "no backup or bundle"),
            (try write("empty", Data()), 4, "no backup or bundle"),
            (try write("weak", weak), 6, "cost"), (try write("newer", newer), 14, "newer"),
            (desk.vault, 4, "no backup or bundle"), ("\(desk.home.path)/nowhere", 1, "cannot be opened"),
            ("-", 64, "from a file"),
        ]
        for (path, status, words) in cases {
            expectFailure(try desk.run(["restore", path, "--yes"]), status, saying: words)
        }
        let wrong = try desk.home.write("wrong", "another passphrase altogether\n")
        expectFailure(try desk.run(["restore", file, "--yes", "--passphrase-file", wrong]), 3)
        expectFailure(try desk.run(["restore", file]), 64, saying: "no terminal to ask whether to replace it")
        #expect(try desk.bytes() == bytes && desk.witnesses() == witnesses)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: desk.folder).sorted() == ["vault.db", "vault.lock"])
    }

    @Test("a file that is no backup of this vault stays")
    func existing() throws {
        let (desk, file) = try backedUp()
        let mine = try desk.home.write("notes.txt", "mine")
        for path in [mine, desk.vault] {
            let complaint = expectFailure(try desk.run(["backup", path, "--yes-reveal"]), 8)
            #expect(complaint?.message.contains("stays") == true)
        }
        expectFailure(try Desk.stocked().run(["backup", file, "--yes-reveal"]), 8)
        try desk.home.link("link", to: file)
        expectFailure(try desk.run(["backup", "\(desk.home.path)/link", "--yes-reveal"]), 13)
        expectFailure(try desk.run(["backup", "\(desk.home.path)/no/folder", "--yes-reveal"]), 1, saying: "folder")
        expectFailure(try desk.run(["backup", "-", "--yes-reveal"]), 64)
        #expect(try String(contentsOfFile: mine, encoding: .utf8) == "mine")
        try desk.good(["backup", file, "--yes-reveal"])
    }

    @Test("it asks again: the environment's passphrase does not count")
    func asksAgain() throws {
        let desk = try Desk.stocked()
        let file = "\(desk.home.path)/vault.pvbackup"
        #expect(try desk.code(try desk.run(["backup", file, "-o", "json"])) == "askAgain")
        expectFailure(try desk.run(["backup", file]), 2)
        try desk.good(["backup", file, "--passphrase-file", desk.passphraseFile])
    }

    @Test("a vault that someone has open is busy")
    func busy() throws {
        let (desk, file) = try backedUp()
        let lock = try ForeignLock(desk.folder + "/vault.lock")
        let run = try desk.run(["restore", file, "--yes"])
        lock.release()
        expectFailure(run, 17)
        try desk.good(["restore", file, "--yes"])
    }

    @Test("restore shows what lies there and asks", arguments: [("y", true), ("n", false), ("", false)])
    func confirms(answer: String, isRestored: Bool) throws {
        let (desk, file) = try backedUp()
        try desk.stock(7...7)
        let session = try TerminalSession(desk.typing, ["restore", file])
        try session.expect("replace this vault? [y/N] ")
        try session.send(answer + "\r")
        if isRestored {
            try session.expect("passphrase for the backup ~/vault.pvbackup: ")
            try session.send("not this one at all\r")
            try session.expect("try again")
            try session.expect("passphrase for the backup ~/vault.pvbackup: ")
            try session.send(Desk.passphrase + "\r")
        }
        #expect(try session.finish() == (isRestored ? 0 : 1))
        #expect(session.transcript.contains(isRestored ? "every record" : "nothing was restored"))
        #expect(try desk.json(["list"]).elements.count == (isRestored ? 6 : 7))
    }

    @Test("another vault in its place is named as that")
    func anotherVault() throws {
        let (other, file) = try backedUp()
        // Its folder, and the backup in it, go with it.
        defer { withExtendedLifetime(other) {} }
        let desk = try Desk.stocked()
        let session = try TerminalSession(desk.program, ["restore", file])
        try session.expect("replace this, which is another vault? [y/N] ")
        try session.send("n\r")
        #expect(try session.finish() == 1)
    }

    @Test("eight programs write meanwhile, and each backup is one whole state")
    func whileOthersWrite() throws {
        let desk = try Desk.stocked()
        let writers = try (10..<18).map { number in
            try desk.program.start(
                [
                    "add", Desk.stockName(number), "--directory-id", Desk.guid(1, number), "--client-id",
                    Desk.guid(2, number), "--secret-fd", "3", "--no-verify",
                ],
                descriptors: [3: Array(Desk.secret(number).utf8)])
        }
        let files = (0..<4).map { "\(desk.home.path)/\($0).pvbackup" }
        let backups = try files.map { try desk.program.start(["backup", $0, "--yes-reveal", "-o", "json"]) }
        var counts: [JSON] = []
        for backup in backups {
            let finished = try backup.finish(within: .seconds(120))
            #expect(finished.status == 0, "\(finished.errors)")
            counts.append(try #require(try JSON(finished.output)["tenants"]))
        }
        for writer in writers { #expect(try writer.finish(within: .seconds(120)).status == 0) }
        for (file, count) in zip(files, counts) {
            let other = try Desk(bare: Desk.passphrase)
            try other.good(["restore", file])
            let verified = try other.json(["verify"])
            #expect(verified["tenants"] == count && verified["secrets"] == count && verified["applications"] == count)
        }
    }
}
