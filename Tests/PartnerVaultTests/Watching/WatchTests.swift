import Foundation
import ProgramHarness
import TestThreads
import Testing

/// One unattended run, and the program that is told.
@Suite("A watch", .onOwnThreads)
struct WatchTests {
    private static let stay = ["watch", "--no-sync"]

    @Test("that finds nothing says so, and tells nobody")
    func quiet() throws {
        let desk = try Desk.watched(["over", "fine"])
        try desk.good(["remove", "over", "--yes"])
        let hook = try desk.script("hook", "touch \"$HOME/called\"")
        let run = try desk.run(Self.stay + ["--hook", hook])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.hasPrefix("PARTNER-VAULT OK - all of 1 ok | "))
        #expect(run.output.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: "\(desk.home.path)/called"))
    }

    @Test("tells the hook what is not ok, in the words of expiring")
    func findings() throws {
        let desk = try Desk.watched()
        let hook = try desk.script("hook", "cat >\"$HOME/heard\"; echo on its way; echo \"arguments: $#\"")
        let run = try desk.run(Self.stay + ["--hook", hook])
        #expect(run.status == 12)
        #expect(run.output.hasPrefix("PARTNER-VAULT CRITICAL - 1 of 2 not ok: 1 expired | expired=1;;0;0;2 "))
        #expect(run.output.hasSuffix(" ok=1;;;0;2 unread=0;0;;0\n"))
        // What the hook says is no data.
        #expect(run.errors.contains("on its way\narguments: 0\n"))
        #expect(run.errors.contains("partner-vault: note: the hook ended with status 0\n"))
        #expect(run.errors.contains("partner-vault: error: 1 of 2 credentials are not ok\n"))
        let heard = try JSON(try desk.content("heard"))
        #expect(heard.names == ["at", "vault", "findings", "drift", "failures", "rotations"])
        #expect(heard["vault"] == .text(desk.vault))
        #expect(heard["failures"] == [])
        let row = try #require(try desk.json(["expiring", "over"]).elements.first)
        #expect(heard["findings"] == .array([row]))
        let printed = try JSON(try desk.run(Self.stay + ["-o", "json"]).output)
        #expect(printed.without("at") == heard.without("at"))
    }

    @Test("looks only as far as it is told")
    func within() throws {
        let desk = try Desk.watched()
        try desk.good(["edit", "over", "--expires", "2090-01-01T00:00:00Z"])
        try desk.good(["edit", "fine", "--expires", String(Date.now.addingTimeInterval(20 * 86_400).ISO8601Format())])
        let near = try desk.run(Self.stay + ["--within", "30d"])
        #expect(near.output.hasPrefix("PARTNER-VAULT WARNING - 2 of 2 not ok: 1 rotationDue, 1 exceedsLifetime | "))
        let nearer = try desk.run(Self.stay + ["--within", "10d"])
        #expect(nearer.output.hasPrefix("PARTNER-VAULT WARNING - 1 of 1 not ok: 1 exceedsLifetime | "))
    }

    @Test("goes on where directories cannot be read, names them, and ends in 11")
    func unread() throws {
        let desk = try Desk.watched(["over", "fine"])
        let hook = try desk.script("hook", "cat >\"$HOME/heard\"")
        let both = try desk.run(["watch", "--hook", hook])
        // Findings are known for sure, and count first.
        #expect(both.status == 12, "\(both.errors)")
        #expect(both.output.contains("1 of 2 not ok: 1 expired; 2 directories could not be read | "))
        try desk.good(["remove", "over", "--yes"])
        let run = try desk.run(["watch", "--hook", hook])
        #expect(run.status == 11)
        #expect(run.output.hasPrefix("PARTNER-VAULT WARNING - all of 1 ok; 1 directory could not be read | "))
        #expect(run.output.contains(" unread=1;0;;0\n"))
        let heard = try JSON(try desk.content("heard"))
        #expect(heard["findings"] == [])
        let failures = try #require(heard["failures"]?.elements)
        #expect(failures.map { $0["tenant"] } == ["fine"])
        #expect(failures.first?["error"]?.names == ["code", "message", "hint", "aadsts"])
        #expect(failures.first?["error"]?["code"] == "network")
        #expect(run.errors.contains("1 directory could not be read"))
    }

    @Test("that cannot open the vault tells the hook that, and fails as ever")
    func closed() throws {
        let desk = try Desk.watched()
        let hook = try desk.script("hook", "cat >\"$HOME/heard\"")
        let wrong = try desk.home.write("wrong", "no such passphrase at all\n")
        let run = try desk.run(Self.stay + ["--hook", hook, "--passphrase-file", wrong])
        expectFailure(run, 3)
        let heard = try JSON(try desk.content("heard"))
        #expect(heard["findings"] == [])
        #expect(heard["failures"]?.elements.map { $0["tenant"] } == [.null])
        #expect(heard["failures"]?.elements.first?["error"]?["code"] == "wrongPassphrase")
    }
}
