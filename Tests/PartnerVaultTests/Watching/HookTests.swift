#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Foundation
import ProgramHarness
import TestThreads
import Testing

@testable import partner_vault

@Suite("A hook", .onOwnThreads)
struct HookTests {
    private static let stay = ["watch", "--no-sync"]

    @Test("finds neither the vault's variables nor anybody's secrets in its environment")
    func environment() throws {
        let desk = try Desk.watched()
        let hook = try desk.script("hook", "env >\"$HOME/environment\"")
        let run = try desk.program.run(
            Self.stay + ["--hook", hook],
            environment: [
                "PARTNER_VAULT_IDENTITY": "", "CREDENTIALS_DIRECTORY": "/nowhere", "AZURE_CLIENT_SECRET": "s3cret",
                "MY_TOKEN": "s3cret", "LC_TIME": "C", "HOOK_CHANNEL": "ops", "LD_PRELOAD": "",
            ])
        #expect(run.status == 12)
        let lines = try desk.content("environment").split(separator: "\n")
        let names = Set(lines.compactMap { $0.split(separator: "=").first.map(String.init) })
        #expect(names.isSuperset(of: ["PATH", "HOME", "LC_TIME", "HOOK_CHANNEL"]))
        // The shell adds its own.
        let own = names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"])
        #expect(own == ["PATH", "HOME", "TERM", "LANG", "LC_TIME", "HOOK_CHANNEL"])
    }

    @Test("inherits nothing that is open, not even a descriptor with the passphrase")
    func descriptors() throws {
        let desk = try Desk.watched()
        let hook = try desk.script("hook", "ls /proc/self/fd >\"$HOME/open\"; ls -l /proc/self/fd >&2")
        let run = try desk.run(
            Self.stay + ["--hook", hook, "--passphrase-fd", "7"], descriptors: [7: desk.passphrase, 9: "more"])
        #expect(run.status == 12, "\(run.errors)")
        // The fourth is the folder itself.
        #expect(try desk.content("open") == "0\n1\n2\n3\n", "\(run.errors)")
    }

    @Test(
        "is said to have ended as it did; the findings stay what they are",
        arguments: [
            ("exit 3", "the hook ended with status 3", true), ("kill -9 $$", "the hook was ended by signal 9", true),
            ("exit 0", "the hook ended with status 0", false),
            ("exec <&-; exit 0", "the hook ended with status 0", false),
        ]
    )
    func outcomes(lines: String, note: String, hasFailed: Bool) throws {
        let desk = try Desk.watched()
        let run = try desk.run(Self.stay + ["--hook", try desk.script("hook", lines)])
        #expect(run.status == 12)
        #expect(run.errors.contains("partner-vault: note: \(note)\n"), "\(run.errors)")
        #expect(run.errors.contains("not ok, and the hook failed\n") == hasFailed)
    }

    @Test("that takes too long is ended, with all that it started")
    func limit() throws {
        let desk = try Desk.watched()
        let hook = try desk.script("hook", "sleep 1000 & echo $! >\"$HOME/child\"; wait")
        let run = try desk.run(Self.stay + ["--hook", hook, "--hook-timeout", "2s"])
        #expect(run.status == 12)
        #expect(run.errors.contains("the hook took longer than 2s and was ended"))
        let child = try #require(Int32(try desk.content("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        // Whoever adopts it may take a moment to bury it.
        let state = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
        #expect(state.isEmpty || state.contains(") Z "), "\(state)")
    }

    @Test("goes with the program when that is interrupted")
    func interrupted() throws {
        let desk = try Desk.watched()
        let hook = try desk.script("hook", "echo $$ >\"$HOME/self\"; echo here >&2; exec sleep 1000")
        let running = try desk.program.start(Self.stay + ["--hook", hook])
        _ = try running.error { $0.contains("here\n") ? true : nil }
        running.signal(2)
        #expect(try running.finish(within: .seconds(20)).status == 130)
        let process = try #require(Int32(try desk.content("self").trimmingCharacters(in: .whitespacesAndNewlines)))
        let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        #expect(state.isEmpty || state.contains(") Z "), "\(state)")
    }

    @Test("gets more than a pipe holds, whole, also where it reads late; or need not read at all")
    func much() throws {
        let desk = try Desk.watched((0..<400).map { "customer \($0)" }, ended: 400)
        let reader = try desk.script("reader", "sleep 0.2; cat >\"$HOME/heard\"")
        #expect(try desk.run(Self.stay + ["--hook", reader]).status == 12)
        let heard = try desk.content("heard")
        #expect(heard.utf8.count > 65_536)
        #expect(try JSON(heard)["findings"]?.elements.count == 400)
        let other = try desk.run(Self.stay + ["--hook", try desk.script("other", "exit 0")])
        #expect(other.errors.contains("the hook ended with status 0\n"))
    }

    @Test("that others could have written, or that cannot run, is refused before anyone is asked for a passphrase")
    func refused() throws {
        let desk = try Desk.watched()
        let cases: [(String, Int32, String)] = [
            (try desk.script("open", "", mode: 0o777), 13, "can be changed by other users"),
            (try desk.script("group", "", mode: 0o770), 13, "can be changed by other users"),
            (try desk.script("plain", "", mode: 0o600), 1, "cannot be run"),
            ("\(desk.home.path)/absent", 1, "cannot be run"), (desk.home.path, 1, "is no regular file"),
            ("sh", 64, "takes the path of a program"),
        ]
        for (hook, status, words) in cases {
            let run = try desk.run(Self.stay + ["--hook", hook, "--passphrase-file", "/nonexistent"])
            expectFailure(run, status, saying: words)
        }
        // Whose it is can be changed by root alone.
        if geteuid() == 0 {
            let foreign = try desk.script("foreign", "")
            try FileManager.default.setAttributes([.ownerAccountID: 12_345], ofItemAtPath: foreign)
            let run = try desk.run(Self.stay + ["--hook", foreign, "--passphrase-file", "/nonexistent"])
            expectFailure(run, 13, saying: "belongs to another user")
        }
        // Links are how people keep their own programs.
        let good = try desk.script("good", "touch \"$HOME/called\"")
        try desk.home.link("link", to: good)
        #expect(try desk.run(Self.stay + ["--hook", "\(desk.home.path)/link"]).status == 12)
        #expect(FileManager.default.fileExists(atPath: "\(desk.home.path)/called"))
    }
}
