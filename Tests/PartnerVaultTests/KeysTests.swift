import Foundation
import GRDB
import ProgramHarness
import TestThreads
import Testing

/// Slots, recovery keys, identities, a changed passphrase and a new vault key, from the command line.
@Suite("Keys", .onOwnThreads)
struct KeysTests {
    private static let cheap = ["--kdf-memory", "64", "--kdf-passes", "2"]

    /// The program without any passphrase at hand.
    private func run(
        _ desk: Desk, _ arguments: [String], _ descriptors: [Int32: String] = [:], environment: [String: String] = [:]
    ) throws -> Program.Finished {
        try desk.typing.run(
            arguments, descriptors: descriptors.mapValues { Array($0.utf8) }, environment: environment)
    }

    private func identity(_ desk: Desk) throws -> (file: String, publicKey: String) {
        let file = "\(desk.home.path)/ci.key"
        let made = try desk.json(["keygen", "--output-file", file])
        let key = try #require(made["publicKey"]?.text)
        #expect(key.hasPrefix("pvpub1"))
        return (file, key)
    }

    private func add(_ desk: Desk, _ arguments: [String]) throws -> JSON {
        let run = try run(
            desk, ["slot", "add"] + arguments + ["-o", "json", "--passphrase-fd", "3"], [3: Desk.passphrase])
        try #require(run.status == 0, "\(run.errors)")
        return try JSON(run.output)
    }

    @Test("a recovery key is shown once, in groups of four, and opens the vault")
    func recoveryKey() throws {
        let desk = try Desk(bare: Desk.passphrase)
        let made = try desk.good(["init", "--recovery-key"] + Self.cheap)
        let lines = made.matches(of: /(?m)^(?:[A-Z2-7]{4}-){6}[A-Z2-7]{4}$/).map { String($0.output) }
        try #require(lines.count == 2, "\(made)")
        let key = lines.joined(separator: "\n") + "\n"
        #expect(try run(desk, ["list", "--recovery-key-fd", "3"], [3: key]).status == 0)
        #expect(try run(desk, ["list", "--recovery-key-fd", "3"], [3: key.lowercased()]).status == 0)
        let wrong = key.first == "A" ? "B" + key.dropFirst() : "A" + key.dropFirst()
        expectFailure(
            try run(desk, ["list", "--recovery-key-fd", "3"], [3: wrong]), 3, saying: "a letter of the recovery key")
        expectFailure(try run(desk, ["list", "--recovery-key-fd", "3"], [3: "nothing"]), 3, saying: "no recovery key")
        // Nothing else ever shows it.
        for arguments in [["slot", "list"], ["audit", "--all"], ["verify"]] {
            let shown = try run(desk, arguments + ["--passphrase-fd", "3"], [3: Desk.passphrase])
            #expect(shown.status == 0)
            for line in lines { #expect(!(shown.output + shown.errors).contains(line)) }
        }
    }

    @Test(
        "a recovery key that was stored is shown, whatever fails after that",
        arguments: [["slot", "add", "recovery-key"], ["rekey"]])
    func recoveryKeyIsNotLost(arguments: [String]) throws {
        let desk = try Desk(bare: Desk.passphrase)
        try desk.good(["init", "--recovery-key"] + Self.cheap)
        // A folder in the place of its temporary file: the witness cannot be written.
        let witness = try #require(try desk.witnesses().keys.first { $0.hasSuffix(".witness") })
        let obstacle = "\(desk.witnessFolder)/\(witness).new"
        try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
        let run = try run(desk, arguments + ["--passphrase-fd", "3", "-o", "json"], [3: Desk.passphrase])
        #expect(run.status == 1 && run.errors.contains("the change was stored"), "\(run.errors)")
        let shown = run.output.matches(of: /(?:[A-Z2-7]{4}-){13}[A-Z2-7]{4}/).map { String($0.output) }
        try #require(shown.count == 1, "\(run.output)")
        try FileManager.default.removeItem(atPath: obstacle)
        #expect(try self.run(desk, ["list", "--recovery-key-fd", "3"], [3: shown[0] + "\n"]).status == 0)
    }

    @Test("the number of a slot that was made after a backup is not given again after its restore")
    func numbersAfterARestore() throws {
        let desk = try Desk(bare: Desk.passphrase)
        try desk.good(["init"] + Self.cheap)
        let backup = "\(desk.home.path)/vault.pvbackup"
        try desk.good(["backup", backup, "--yes-reveal"])
        #expect(try add(desk, ["recovery-key"])["id"]?.number == 2)
        try desk.good(["restore", backup, "--yes"])
        #expect(try add(desk, ["recovery-key"])["id"]?.number == 3)
    }

    @Test("a forgotten passphrase is replaced with the recovery key, typed at a terminal without being seen")
    func forgotten() throws {
        let desk = try Desk(bare: Desk.passphrase)
        let made = try desk.json(["init", "--recovery-key"] + Self.cheap)
        let key = try #require(made["recoveryKey"]?.text)
        let session = try TerminalSession(
            desk.typing, ["passphrase", "--recovery-key-fd", "0"] + Self.cheap)
        try session.expect("recovery key: ")
        #expect(!session.echoes)
        let half = key.index(key.startIndex, offsetBy: 35)
        try session.send(String(key[..<half]) + "\r")
        try session.expect("its second line: ")
        try session.send(String(key[half...]) + "\r")
        try session.expect("new passphrase: ")
        try session.send("a new passphrase at 3 a.m.\r")
        try session.expect("the same again: ")
        try session.send("a new passphrase at 3 a.m.\r")
        #expect(try session.finish() == 0)
        #expect(!session.transcript.contains(key.prefix(9)))
        #expect(session.transcript.contains("still open with the old one"))
        #expect(try run(desk, ["list", "--passphrase-fd", "3"], [3: "a new passphrase at 3 a.m."]).status == 0)
        expectFailure(try run(desk, ["list", "--passphrase-fd", "3"], [3: Desk.passphrase]), 3)
    }

    @Test("an identity opens the vault by option, environment and systemd credential, and by nothing else")
    func identities() throws {
        let desk = try Desk()
        let (file, key) = try identity(desk)
        #expect(try add(desk, ["recipient", key, "--label", "ci"])["label"] == "ci")
        #expect(try run(desk, ["list", "--identity", file]).status == 0)
        #expect(try run(desk, ["list"], environment: ["PARTNER_VAULT_IDENTITY": file]).status == 0)
        let credentials = "\(desk.home.path)/credentials"
        try FileManager.default.createDirectory(atPath: credentials, withIntermediateDirectories: true)
        expectFailure(try run(desk, ["list"], environment: ["CREDENTIALS_DIRECTORY": credentials]), 2)
        let credential = "\(credentials)/partner-vault.identity"
        try FileManager.default.copyItem(atPath: file, toPath: credential)
        // As systemd lends it: read-only, with an access list that shows as the group's right.
        try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: credential)
        #expect(try run(desk, ["list"], environment: ["CREDENTIALS_DIRECTORY": credentials]).status == 0)
        // Where the passphrase is asked for again, only what stands on the command line counts.
        let environment = ["PARTNER_VAULT_IDENTITY": file]
        expectFailure(try run(desk, ["slot", "list"], environment: environment), 2)
        #expect(try run(desk, ["slot", "list", "--yes-reveal"], environment: environment).status == 0)
        #expect(try run(desk, ["slot", "list", "--identity", file]).status == 0)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: credential)
        expectFailure(try run(desk, ["list"], environment: ["CREDENTIALS_DIRECTORY": credentials]), 13)
    }

    @Test("an identity file is private, never overwritten, and read only if nobody else can")
    func identityFiles() throws {
        let desk = try Desk()
        let (file, key) = try identity(desk)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.wholeMatch(of: /# public key: pvpub1[a-z2-7]{56}\nPV-IDENTITY-1-[A-Z2-7]{56}\n/) != nil)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        expectFailure(try run(desk, ["keygen", "--output-file", file]), 8)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
        expectFailure(try run(desk, ["list", "--identity", file]), 3, saying: "not locked for that identity")
        expectFailure(try run(desk, ["list", "--identity", desk.passphraseFile]), 1, saying: "no identity file")
        _ = try add(desk, ["recipient", key])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        expectFailure(try run(desk, ["list", "--identity", file]), 13)
    }

    @Test("slots are listed, removed, and the last that was used stays")
    func slots() throws {
        let desk = try Desk()
        let (_, key) = try identity(desk)
        _ = try add(desk, ["recipient", key])
        let issued = try add(desk, ["recovery-key", "--label", "in the safe"])
        #expect(issued["recoveryKey"]?.text?.wholeMatch(of: /(?:[A-Z2-7]{4}-){13}[A-Z2-7]{4}/) != nil)
        let before = try desk.bytes()
        for arguments in [["slot", "remove", "1"], ["slot", "remove", "9"], ["slot", "add", "recipient", key]] {
            let refused = try run(desk, arguments + ["--passphrase-fd", "3"], [3: Desk.passphrase])
            #expect([1, 7, 8].contains(refused.status))
        }
        for arguments in [["slot", "add", "recipient"], ["slot", "add", "recipient", key.uppercased()]] {
            expectFailure(try run(desk, arguments + ["--passphrase-fd", "3"], [3: Desk.passphrase]), 64)
        }
        #expect(try desk.bytes() == before)
        #expect(
            try run(desk, ["slot", "remove", "3", "--passphrase-fd", "3"], [3: Desk.passphrase]).output
                == "removed slot 3\n")
        let listed = try JSON(
            try run(desk, ["--passphrase-fd", "3", "slot", "list", "-o", "json"], [3: Desk.passphrase]).output)
        #expect(listed.elements.map { $0["kind"] } == ["passphrase", "recipient"])
        #expect(listed.elements.map { $0["id"] } == [1, 2])
    }

    @Test("a vault with a new key holds what it held, and old keys and copies of them open it no more")
    func rekey() throws {
        let desk = try Desk.stocked()
        let (file, key) = try identity(desk)
        _ = try add(desk, ["recipient", key])
        let header = try desk.tamper { try Data.fetchOne($0, sql: "SELECT bytes FROM header") }
        let secret = try run(desk, ["reveal", Desk.stockName(1), "--identity", file]).output
        #expect(!secret.isEmpty)
        let list = try desk.json(["list"])
        let rekeyed = try run(
            desk,
            ["rekey", "--identity", file, "--slot-passphrase-fd", "1:3", "-o", "json"],
            [3: Desk.passphrase]
        )
        #expect(rekeyed.status == 0, "\(rekeyed.errors)")
        #expect(rekeyed.errors.contains("still open with the old keys"))
        #expect(try desk.json(["list"]) == list)
        #expect(try run(desk, ["reveal", Desk.stockName(1), "--identity", file]).output == secret)
        try desk.good(["verify"])
        // The header of before, put into the vault of now, is noticed.
        try desk.tamper { try $0.execute(sql: "UPDATE header SET bytes = ?", arguments: [header]) }
        let forged = try run(desk, ["list", "--identity", file])
        expectFailure(forged, 4)
    }

    @Test("re-keying without a kept slot's passphrase changes nothing")
    func rekeyRefused() throws {
        let desk = try Desk()
        let (file, key) = try identity(desk)
        _ = try add(desk, ["recipient", key])
        #expect(try run(desk, ["list", "--identity", file]).status == 0)
        let before = try desk.bytes()
        expectFailure(try run(desk, ["rekey", "--identity", file]), 2, saying: "--drop-slot 1")
        let wrong = try run(
            desk,
            ["rekey", "--identity", file, "--slot-passphrase-fd", "1:3"],
            [3: "not the passphrase"]
        )
        expectFailure(wrong, 3, saying: "slot 1")
        for text in ["1", "1:2:3", "x:3", ":", "1:-"] {
            expectFailure(try run(desk, ["rekey", "--identity", file, "--slot-passphrase-fd", text]), 64)
        }
        #expect(try desk.bytes() == before)
        #expect(try run(desk, ["rekey", "--identity", file, "--drop-slot", "1"]).status == 0)
        expectFailure(try run(desk, ["list", "--passphrase-fd", "3"], [3: Desk.passphrase]), 3)
        #expect(try run(desk, ["list", "--identity", file]).status == 0)
    }

    @Test("a cost can be asked for by the time it takes")
    func calibrated() throws {
        let desk = try Desk(bare: Desk.passphrase)
        // So short that the least that is allowed takes longer.
        let made = try desk.json(["init", "--target-time", "1s"])
        #expect(try #require(made["memoryMiB"]?.number) >= 64)
        expectFailure(
            try run(desk, ["init", "--vault", "other.db", "--target-time", "1s", "--kdf-memory", "64"]), 64)
        expectFailure(try run(desk, ["init", "--vault", "other.db", "--target-time", "0s"]), 64)
    }
}
