#if os(Linux)
import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// What the system can tell others about the program while it holds secrets.
@Suite("A running program", .onOwnThreads)
struct ProcessSecrecyTests {
    private static let secret = Marker("Zq7~mArK/er+sE=cret%Vw3&xKp9.LtY")
    private static let passphrase = Marker("pAss/phrase+mArK=er of%Seven&words~Jx4")

    /// Starts what follows as a user without rights; nil where that cannot be done, with the reason printed.
    private static let unprivileged: [String]? = {
        guard let home = try? TemporaryFolder(), let program = try? Program(home: home) else { return nil }
        guard FileManager.default.isWritableFile(atPath: "/proc/1/oom_score_adj") else { return [] }
        let launcher = ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        var test = try? Program(system: "/usr/bin/test", home: home)
        test?.launcher = launcher
        if (try? test?.run(["-x", program.path]).status) == 0 { return launcher }
        print("left out: the program cannot be run by another user here")
        return nil
    }()

    private func status(_ name: String, of process: Int32) throws -> String {
        let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + ":") })
        return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
    }

    private func owner(of path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.ownerAccountID] as? NSNumber)?.intValue
    }

    @Test("shows no secret in its arguments, its environment or the names of its files")
    func whileItRuns() throws {
        let authority = try Authority(secret: Self.secret.text)
        let desk = try Desk(passphrase: Self.passphrase.text)
        // The directory takes its time, so that the program is looked at while it holds everything.
        try authority.setFaults(Fault(match: .init(path: "/oauth2/")) { $0.latencyMilliseconds = 20_000 })
        let known = KnownApplication.contoso
        let session = try TerminalSession(
            desk.typing,
            [
                "add", "contoso", "--directory-id", known.directory, "--client-id", known.client, "--authority",
                authority.url, "--graph", authority.url, "--verbose",
            ]
        )
        for (question, answer) in [
            ("passphrase for ", Self.passphrase), ("client secret of contoso: ", Self.secret),
        ] {
            try session.expect(question)
            #expect(!session.echoes)
            try session.send(answer.text + "\r")
        }
        try #require(try session.wait { try authority.tokenRequests() > 0 })
        let folder = "/proc/\(session.process)"
        var seen = Data()
        for name in ["cmdline", "environ", "comm", "maps"] {
            let part = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
            #expect(!part.isEmpty)
            seen += part
        }
        #expect(seen.firstRange(of: Data("contoso".utf8)) != nil)
        #expect(seen.firstRange(of: Data("XDG_DATA_HOME".utf8)) != nil)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/fd") {
            let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/fd/\(name)")) ?? ""
            seen += Data(target.utf8)
        }
        for marker in [Self.secret, Self.passphrase] {
            #expect(marker.found(in: seen).isEmpty)
            #expect(marker.found(in: Data(session.transcript.utf8)).isEmpty)
            #expect(try marker.found(below: desk.home.path, without: [desk.passphraseFile]).isEmpty)
        }
        session.signal(SIGTERM)
        #expect(try session.finish() == 128 + SIGTERM)
        #expect(session.echoes)
        #expect(try desk.json(["list"]) == [])
    }

    @Test(
        "locks the memory it types into, and leaves no core",
        .disabled(if: Sanitizer.isOn, "a sanitizer does not lock memory"))
    func atThePrompt() throws {
        let home = try TemporaryFolder()
        var program = try Program(home: home)
        // A user who asked for cores, in a folder where one would be seen.
        program.launcher = ["/bin/sh", "-c", "cd \"$HOME\" && ulimit -c unlimited; exec \"$0\" \"$@\""]
        let session = try TerminalSession(program, ["init"])
        try session.expect("new passphrase for ")
        // The question is asked a moment before the place for the answer is locked.
        #expect(try session.wait { try status("VmLck", of: session.process) != "0 kB" })
        let limits = try String(contentsOfFile: "/proc/\(session.process)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(separator: " ").filter { $0 == "0" }.count == 2, "\(core)")
        session.signal(SIGABRT)
        #expect(try session.finish() == 128 + SIGABRT)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).isEmpty)
    }

    @Test("cannot be looked into by its own user", .enabled(if: unprivileged != nil))
    func undumpable() throws {
        let home = try TemporaryFolder()
        var program = try Program(home: home)
        // Another program of the same user, for comparison: its files below /proc are the user's.
        var plain = try Program(system: "/bin/cat", home: home)
        program.launcher = Self.unprivileged ?? []
        plain.launcher = program.launcher
        let control = try TerminalSession(plain, [])
        try control.send("awake\r")
        try control.expect("awake\r\nawake")
        let mine = try owner(of: "/proc/\(control.process)/environ")
        #expect(mine != 0)
        let session = try TerminalSession(program, ["init", "--vault", "/nonexistent/vault.db"])
        try session.expect("new passphrase for ")
        for name in ["environ", "mem", "maps", "fd"] {
            #expect(try owner(of: "/proc/\(session.process)/\(name)") == 0, "\(name)")
            #expect(try owner(of: "/proc/\(control.process)/\(name)") == mine, "\(name)")
        }
        control.signal(SIGKILL)
        session.signal(SIGKILL)
        _ = try control.finish()
        _ = try session.finish()
    }
}
#endif
