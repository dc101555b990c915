import Foundation
import ProgramHarness
import TestThreads
import Testing

/// `export`, and what others do with it.
@Suite("Export", .onOwnThreads)
struct ExportTests {
    /// Makes an identity and gives its file and public key.
    private func keygen(_ desk: Desk) throws -> (file: String, key: String) {
        let file = "\(desk.home.path)/identity"
        let printed = try desk.good(["keygen", "--output-file", file])
        return (file, try #require(printed.firstMatch(of: /pvpub1[a-z2-7]+/).map { String($0.output) }))
    }

    @Test("lines in the clear go into another vault and are the same there")
    func plaintext() throws {
        let desk = try Desk.stocked()
        let before = try desk.good(["list", "-o", "json"])
        let run = try desk.run(["export", "--all", "--plaintext", "--yes", "--yes-reveal"])
        #expect(run.status == 0 && run.output.split(separator: "\n").count == 6, "\(run.errors)")
        #expect(run.errors.contains("6 tenants exported") && run.errors.contains("left out: the audit log"))
        let other = try Desk()
        try other.good(["import", "-", "--format", "jsonl"], input: run.output)
        #expect(try other.json(["list"]).elements.map(Self.carried) == JSON(before).elements.map(Self.carried))
        #expect(try other.good(["reveal", Desk.stockName(3), "--yes-reveal"]) == Desk.secret(3))
        #expect(try desk.json(["audit"]).elements.filter { $0["event"] == "exported" }.count == 6)
        let exposed = try desk.json(["list"]).elements.flatMap { $0["credentials"]?.elements ?? [] }
        #expect(exposed.allSatisfy { $0["exposed"] == true })
    }

    private static func carried(_ tenant: JSON) -> JSON {
        tenant.with([
            "credentials": .array((tenant["credentials"]?.elements ?? []).map { $0.without("id", "exposed") })
        ])
    }

    @Test("a file is new and its owner's alone, and stays only whole")
    func outputFile() throws {
        let desk = try Desk.stocked()
        let file = "\(desk.home.path)/out.jsonl"
        let export = ["export", Desk.stockName(1), "--plaintext", "--yes", "--yes-reveal", "--output-file", file]
        #expect(try desk.good(export) == "")
        #expect(try desk.home.mode(of: "out.jsonl") == 0o600)
        expectFailure(try desk.run(export), 8)
        let bad = ["export", "nobody", "--plaintext", "--yes", "--yes-reveal", "--output-file", file + ".2"]
        expectFailure(try desk.run(bad), 7)
        #expect(!FileManager.default.fileExists(atPath: file + ".2"))
    }

    @Test("a file that could not be written whole goes", .enabled(if: CrashShim.isPossible))
    func fullDisk() throws {
        let desk = try Desk.stocked()
        let (copy, traces) = (try desk.copy(), try TemporaryFolder())
        func export(_ desk: Desk, _ environment: [String: String]) throws -> Program.Finished {
            let file = "\(desk.home.path)/out.jsonl"
            return try desk.run(
                ["export", "--all", "--plaintext", "--yes", "--yes-reveal", "--output-file", file],
                environment: environment)
        }
        let trace = "\(traces.path)/trace"
        #expect(try export(copy, CrashShim.environment(copy, traceFile: trace)).status == 0)
        let writing = try DiskTrace(file: trace).calls.first { $0.site == "write out.jsonl" }
        let number = try #require(writing).number
        expectFailure(try export(desk, CrashShim.environment(desk, .noSpaceFromHere, at: number)), 1)
        #expect(!FileManager.default.fileExists(atPath: "\(desk.home.path)/out.jsonl"))
    }

    @Test(
        "what makes no sense is refused before anything is marked",
        arguments: [
            (["customer 1"], 64), (["--plaintext"], 64), (["customer 1", "--plaintext", "--to", "pvpub1x"], 64),
            (["customer 1", "--to", "pvpub1x"], 64), (["customer 1", "--plaintext", "--read-only", "--yes"], 64),
            (["customer 1", "--plaintext"], 64), (["nobody", "--plaintext", "--yes"], 7),
        ] as [([String], Int32)]
    )
    func usage(arguments: [String], status: Int32) throws {
        let desk = try Desk.stocked()
        expectFailure(try desk.run(["export", "--yes-reveal"] + arguments), status)
        #expect(try desk.json(["audit"]).elements.allSatisfy { $0["event"] != "exported" })
    }

    @Test("it asks again")
    func asksAgain() throws {
        let desk = try Desk.stocked()
        expectFailure(try desk.run(["export", "--all", "--plaintext", "--yes"]), 2)
    }

    @Test("on a terminal it asks before it writes in the clear", arguments: [("y", true), ("n", false)])
    func confirms(answer: String, isWritten: Bool) throws {
        let desk = try Desk.stocked()
        let session = try TerminalSession(desk.program, ["export", "--all", "--plaintext", "--yes-reveal"])
        try session.expect("write the secrets of 6 tenants in the clear? [y/N] ")
        try session.send(answer + "\r")
        #expect(try session.finish() == (isWritten ? 0 : 1))
        #expect(session.transcript.contains(Desk.secret(4)) == isWritten)
        let isRecorded = try desk.json(["audit"]).elements.contains { $0["event"] == "exported" }
        #expect(isRecorded == isWritten)
    }

    @Test("a bundle is no text for a terminal")
    func bundleOnTerminal() throws {
        let desk = try Desk.stocked()
        let (_, key) = try keygen(desk)
        let session = try TerminalSession(desk.program, ["export", "--all", "--to", key, "--yes-reveal"])
        #expect(try session.finish() == 64)
        #expect(session.transcript.contains("--output-file"))
    }

    @Test("a bundle goes into another vault with its recipient's identity, through a pipe or a file")
    func bundle() throws {
        let (desk, other) = (try Desk.stocked(), try Desk())
        let (identity, key) = try keygen(other)
        let file = "\(desk.home.path)/set.pvbundle"
        try desk.good([
            "export", Desk.stockName(1), Desk.stockName(2), "--to", key, "--yes-reveal", "--output-file", file,
        ])
        let tried = try other.json(["import", file, "--identity", identity, "--dry-run"])
        #expect(tried["added"]?.elements.count == 2)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        let piped = try other.program.run(["import", "-", "--identity", identity, "-o", "json"], input: bytes)
        #expect(piped.status == 0, "\(piped.errors)")
        #expect(try JSON(piped.output)["added"]?.elements.count == 2)
        #expect(try other.good(["reveal", Desk.stockName(2), "--yes-reveal"]) == Desk.secret(2))
        #expect(try other.json(["import", file, "--identity", identity])["same"]?.elements.count == 2)
        let before = try other.bytes()
        expectFailure(try other.run(["import", file]), 2)
        expectFailure(try other.run(["import", file, "--identity", identity, "--app", Desk.stockName(1)]), 64)
        #expect(try keygen(desk).key != key)
        expectFailure(try other.run(["import", file, "--identity", "\(desk.home.path)/identity"]), 3)
        var flipped = Data(bytes)
        flipped[bytes.count - 9] ^= 4
        try flipped.write(to: URL(fileURLWithPath: file))
        expectFailure(try other.run(["import", file, "--identity", identity]), 4)
        #expect(try other.bytes() == before)
    }

    @Test("a read-only set is restored for CI, mints there, and takes no change")
    func readOnly() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add("contoso", .contoso, at: authority)
        let (identity, key) = try keygen(desk)
        let file = "\(desk.home.path)/ci.pvbundle"
        try desk.good(["export", "contoso", "--to", key, "--read-only", "--yes-reveal", "--output-file", file])
        let ci = try Desk(bare: Desk.passphrase)
        ci.program.environment["PARTNER_VAULT_PASSPHRASE_FILE"] = nil
        ci.program.environment["PARTNER_VAULT_IDENTITY"] = identity
        try ci.good(["restore", file])
        #expect(try ci.good(["token", "contoso"]).hasPrefix("eyJ"))
        try ci.good(["probe", "contoso"])
        #expect(try ci.json(["audit"]).elements.contains { $0["event"] == "minted" })
        try ci.good(["verify"])
        for command in [
            ["rename", "contoso", "other"], ["edit", "contoso", "--owner", "me"], ["remove", "contoso", "--yes"],
            ["reveal", "contoso", "--yes-reveal"], ["export", "contoso", "--plaintext", "--yes", "--yes-reveal"],
        ] {
            expectFailure(try ci.run(command), 1, saying: "for use alone")
        }
    }
}
