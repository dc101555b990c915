import ProgramHarness
import TestThreads
import Testing

/// Everything that happens before the vault is open.
@Suite("Unlocking", .onOwnThreads)
struct UnlockingTests {
    private static let passphrase = "correct horse battery staple pony"
    private let home: TemporaryFolder
    private let program: Program
    private var vault: String { "\(home.path)/vault.db" }

    init() throws {
        home = try TemporaryFolder()
        program = try Program(home: home)
    }

    private func make() throws {
        let run = try program.run(
            ["init", "--vault", vault, "--passphrase-fd", "3", "--kdf-memory", "64", "--kdf-passes", "2"],
            descriptors: [3: Array("\(Self.passphrase)\n".utf8)]
        )
        try #require(run.status == 0, "\(run.errors)")
    }

    @Test("init asks twice, shows nothing of what is typed, and makes a vault that opens")
    func initAsksTwice() throws {
        let session = try TerminalSession(
            program,
            ["init", "--vault", vault, "--kdf-memory", "64", "--kdf-passes", "2"]
        )
        try session.expect("new passphrase for ")
        #expect(!session.echoes)
        try session.send("\(Self.passphrase)\r")
        try session.expect("the same again: ")
        #expect(!session.echoes)
        // A slip, taken back: backspace, and a line that is thrown away with Ctrl-U.
        try session.send("wrong\u{15}\(Self.passphrase)ü\u{7f}\r")
        #expect(try session.finish() == 0)
        #expect(session.echoes)
        #expect(!session.transcript.contains("horse"))
        let run = try program.run(
            ["list", "-o", "json", "--vault", vault, "--passphrase-fd", "7"],
            descriptors: [7: Array(Self.passphrase.utf8)]
        )
        #expect(run.status == 0)
    }

    @Test("init makes nothing of two passphrases that differ")
    func mismatch() throws {
        let session = try TerminalSession(program, ["init", "--vault", vault])
        try session.expect("new passphrase for ")
        try session.send("one\r")
        try session.expect("the same again: ")
        try session.send("two\r")
        #expect(try session.finish() == 64)
        #expect(session.transcript.contains("the two passphrases differ"))
        #expect(session.echoes)
    }

    @Test(
        "a passphrase comes from a descriptor or a file, with its line end or without",
        arguments: ["", "\n", "\r\n"]
    )
    func sources(end: String) throws {
        try make()
        let text = Self.passphrase + end
        let descriptor = try program.run(
            ["list", "--vault", vault, "--passphrase-fd", "3"],
            descriptors: [3: Array(text.utf8)]
        )
        #expect(descriptor.status == 0)
        let file = try home.write("passphrase", text)
        #expect(try program.run(["list", "--vault", vault, "--passphrase-file", file]).status == 0)
        let environment = ["PARTNER_VAULT_FILE": vault, "PARTNER_VAULT_PASSPHRASE_FILE": file]
        #expect(try program.run(["list"], environment: environment).status == 0)
    }

    @Test("only one line end is dropped, and a wrong passphrase from a descriptor is not asked for again")
    func wrongOnce() throws {
        try make()
        let run = try program.run(
            ["list", "--vault", vault, "--passphrase-fd", "3"],
            descriptors: [3: Array("\(Self.passphrase)\n\n".utf8)]
        )
        #expect(run.status == 3)
    }

    @Test("a passphrase file that is a link or a folder is refused at once")
    func noRegularFile() throws {
        try make()
        _ = try home.write("passphrase", Self.passphrase)
        try home.link("link", to: "passphrase")
        for file in ["\(home.path)/link", home.path] {
            let run = try program.run(["list", "--vault", vault, "--passphrase-file", file])
            #expect(run.status == 13)
        }
    }

    @Test("a passphrase file that others can read is refused", arguments: [0o644, 0o640, 0o604])
    func unsafeFile(mode: Int) throws {
        try make()
        let file = try home.write("passphrase", Self.passphrase, mode: mode)
        let run = try program.run(["list", "--vault", vault, "--passphrase-file", file, "-o", "json"])
        #expect(run.status == 13)
        #expect(run.errors.contains(#""code":"unsafeFiles""#))
    }

    @Test("a wrong passphrase may be typed three times")
    func threeTries() throws {
        try make()
        let session = try TerminalSession(program, ["list", "--vault", vault])
        for _ in 1...3 {
            try session.expect("passphrase for ")
            #expect(!session.echoes)
            try session.send("not it\r")
        }
        #expect(try session.finish() == 3)
        #expect(session.echoes)

        let second = try TerminalSession(program, ["list", "--vault", vault])
        try second.expect("passphrase for ")
        try second.send("not it\r")
        try second.expect("passphrase for ")
        try second.send("\(Self.passphrase)\r")
        #expect(try second.finish() == 0)
    }

    @Test(
        "Ctrl-C, Ctrl-D and an empty answer leave the terminal as it was",
        arguments: [
            ("\u{3}", 130 as Int32), ("typed\u{3}", 130), ("\u{4}", 2), ("\r", 2),
        ]
    )
    func leaving(keys: String, status: Int32) throws {
        let session = try TerminalSession(program, ["init", "--vault", vault])
        try session.expect("new passphrase for ")
        #expect(!session.echoes)
        try session.send(keys)
        #expect(try session.finish(within: .seconds(5)) == status)
        #expect(session.echoes)
    }

    @Test(
        "signals from outside restore the terminal too",
        arguments: [(2 as Int32, 130 as Int32), (15, 143), (1, 129)]
    )
    func signals(number: Int32, status: Int32) throws {
        let session = try TerminalSession(program, ["init", "--vault", vault])
        try session.expect("new passphrase for ")
        session.signal(number)
        #expect(try session.finish(within: .seconds(5)) == status)
        #expect(session.echoes)
    }

    @Test("without a terminal there is no way in")
    func noTerminal() throws {
        try make()
        let run = try program.run(["list", "--vault", vault])
        #expect(run.status == 2)
        #expect(run.errors.contains("give --passphrase-fd, --passphrase-file or --identity"))
    }

    @Test("where the passphrase is asked for again, the environment counts only with --yes-reveal")
    func askAgain() throws {
        try make()
        let file = try home.write("passphrase", Self.passphrase)
        let environment = ["PARTNER_VAULT_FILE": vault, "PARTNER_VAULT_PASSPHRASE_FILE": file]
        let refused = try program.run(["reveal", "nobody", "-o", "json"], environment: environment)
        #expect(refused.status == 64)
        let asked = try program.run(["reveal", "nobody"], environment: environment)
        #expect(asked.status == 2)
        #expect(asked.errors.contains("--yes-reveal"))
        let allowed = try program.run(["reveal", "nobody", "--yes-reveal"], environment: environment)
        #expect(allowed.status == 7)
        let given = try program.run(
            ["reveal", "nobody", "--vault", vault, "--passphrase-file", file])
        #expect(given.status == 7)
        let terminal = try TerminalSession(program, ["reveal", "nobody"], environment: environment)
        try terminal.expect("passphrase for ")
        try terminal.send("\(Self.passphrase)\r")
        #expect(try terminal.finish() == 7)
    }

    @Test("a key file is made 0600, and the vault does not open without it")
    func keyFile() throws {
        let key = "\(home.path)/vault.key"
        let made = try program.run(
            [
                "init", "--vault", vault, "--passphrase-fd", "3", "--key-file-out", key, "--kdf-memory", "64",
                "--kdf-passes", "2",
            ],
            descriptors: [3: Array(Self.passphrase.utf8)]
        )
        #expect(made.status == 0)
        #expect(try home.mode(of: "vault.key") == 0o600)
        let list = ["list", "-o", "json", "--vault", vault, "--passphrase-fd", "3"]
        let without = try program.run(list, descriptors: [3: Array(Self.passphrase.utf8)])
        #expect(without.status == 2)
        #expect(without.errors.contains("keyFileNeeded"))
        let with = try program.run(list + ["--key-file", key], descriptors: [3: Array(Self.passphrase.utf8)])
        #expect(with.status == 0)
    }

    @Test("a key file that was made goes again when no vault comes of it, and an old one is never overwritten")
    func keyFileTakenBack() throws {
        let key = "\(home.path)/vault.key"
        let arguments = ["init", "--vault", "/dev/null/vault.db", "--passphrase-fd", "3", "--key-file-out", key]
        let run = try program.run(arguments, descriptors: [3: Array(Self.passphrase.utf8)])
        #expect(run.status != 0)
        #expect(throws: (any Error).self) { try home.mode(of: "vault.key") }
        _ = try home.write("vault.key", "mine")
        let again = try program.run(arguments, descriptors: [3: Array(Self.passphrase.utf8)])
        #expect(again.status == 8)
        #expect(try home.mode(of: "vault.key") == 0o600)
    }

    @Test("no vault is said to be none")
    func noVault() throws {
        let run = try program.run(["list", "-o", "json", "--vault", "\(home.path)/none.db"])
        #expect(run.status == 2)
        #expect(run.errors.contains(#""code":"noVault""#))
    }
}
