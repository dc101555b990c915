import Foundation
import ProgramHarness
import TestThreads
import Testing

/// A person at the keyboard, and the ways in which a terminal or a pipe goes away.
@Suite("At the keyboard", .onOwnThreads)
struct TerminalTests {
    @Test(
        "remove asks, and takes only a yes for one",
        arguments: [
            ("y", true), ("yes", true), ("Y", true), ("YES", true), ("n", false), ("", false), ("no", false),
            ("yess", false), ("\u{4}", false),
        ]
    )
    func remove(answer: String, isRemoved: Bool) throws {
        let desk = try Desk.stocked()
        let session = try TerminalSession(desk.program, ["remove", Desk.stockName(2)])
        try session.expect(Desk.stockName(2))
        try session.expect("remove this tenant? [y/N] ")
        #expect(session.echoes)
        try session.send(answer + (answer == "\u{4}" ? "" : "\r"))
        #expect(try session.finish() == (isRemoved ? 0 : 1))
        #expect(session.transcript.contains(isRemoved ? "removed \(Desk.stockName(2))" : "nothing was removed"))
        #expect(try desk.json(["list"]).elements.count == (isRemoved ? 5 : 6))
        #expect(try desk.json(["verify"])["secrets"] == .number(isRemoved ? 5 : 6))
    }

    @Test("remove of several says how many, and Ctrl-C takes none")
    func removeSeveral() throws {
        let desk = try Desk.stocked()
        let session = try TerminalSession(desk.program, ["remove", "--tag", "eu"])
        try session.expect("remove these 6 tenants? [y/N] ")
        try session.send("\u{3}")
        #expect(try session.finish() == 130)
        #expect(session.echoes)
        #expect(try desk.json(["list"]).elements.count == 6)
    }

    @Test(
        "whatever ends the program at a passphrase, the terminal shows again what is typed",
        arguments: [("\u{3}", 130 as Int32), ("half\u{3}", 130), ("\u{4}", 2), ("\u{1c}", 130)],
        [["list"], ["reveal", "customer 1"], ["init", "--vault", "other.db"]]
    )
    func keys(ending: (keys: String, status: Int32), arguments: [String]) throws {
        let desk = try Desk.stocked()
        let bytes = try desk.bytes()
        let session = try TerminalSession(desk.typing, arguments)
        try session.expect("passphrase for ")
        #expect(!session.echoes)
        try session.send(ending.keys)
        #expect(try session.finish() == ending.status)
        #expect(session.echoes)
        #expect(!session.transcript.contains("half"))
        #expect(try desk.bytes() == bytes)
    }

    @Test("a signal at a passphrase ends the program as signals do", arguments: [SIGINT, SIGTERM, SIGHUP])
    func signals(number: Int32) throws {
        let desk = try Desk.stocked()
        let session = try TerminalSession(desk.typing, ["list"])
        try session.expect("passphrase for ")
        #expect(!session.echoes)
        session.signal(number)
        #expect(try session.finish() == (number == SIGINT ? 130 : 128 + number))
        #expect(session.echoes)
        try desk.good(["verify"])
    }

    @Test("after wrong passphrases the right one still opens, and nothing typed is seen")
    func retry() throws {
        let desk = try Desk.stocked()
        let session = try TerminalSession(desk.typing, ["list"])
        for guess in ["guess number one", "guess number two"] {
            try session.expect("passphrase for ")
            try session.send(guess + "\r")
            try session.expect("try again")
        }
        try session.expect("passphrase for ")
        try session.send(Desk.passphrase + "\r")
        try session.expect(Desk.stockName(6))
        #expect(try session.finish() == 0)
        #expect(!session.transcript.contains("guess") && !session.transcript.contains("horse"))
    }

    @Test("colour shows only on a terminal, and not where it is unwanted")
    func colour() throws {
        let desk = try Desk.stocked()
        for (environment, isColoured) in [([:], true), (["NO_COLOR": "1"], false), (["TERM": "dumb"], false)] {
            let session = try TerminalSession(desk.program, ["expiring"], environment: environment)
            #expect(try session.finish() == 0)
            #expect(session.transcript.contains(Desk.stockName(1)))
            #expect(session.transcript.contains("\u{1b}[3") == isColoured, "\(environment)")
        }
        #expect(!(try desk.good(["expiring"]).contains("\u{1b}")))
    }

    @Test(
        "closed streams are nothing to stumble over", arguments: ["<&-", "2>&-", "<&- 2>&-", "</dev/null 2>/dev/null"])
    func closed(redirection: String) throws {
        let desk = try Desk.stocked()
        let sound = try desk.good(["list"])
        desk.program.launcher = ["/bin/sh", "-c", "exec \"$0\" \"$@\" \(redirection)"]
        #expect(try desk.good(["list"]) == sound)
        // What is said must not end in a file that took the free number.
        #expect(try desk.run(["list", "--verbose"]).status == 0)
        #expect(try desk.run(["show", "nobody", "--verbose"]).status == 7)
        desk.program.launcher = ["/bin/sh", "-c", "exec \"$0\" \"$@\" >&-"]
        for arguments in [["list"], ["audit", "-o", "json"], ["rename", Desk.stockName(1), "renamed"]] {
            let run = try desk.run(arguments)
            #expect(run.status == 0 && run.output.isEmpty, "\(arguments): \(run.errors)")
        }
        desk.program.launcher = []
        #expect(try desk.json(["show", "renamed"])["name"] == "renamed")
        for name in try FileManager.default.contentsOfDirectory(atPath: desk.folder) where name.hasSuffix(".lock") {
            #expect(FileManager.default.contents(atPath: "\(desk.folder)/\(name)")?.isEmpty == true)
        }
        try desk.good(["verify"])
    }

    @Test(
        "a reader that has seen enough is not complained to", arguments: [["list"], ["list", "-o", "json"], ["audit"]])
    func head(arguments: [String]) throws {
        let desk = try Desk()
        try desk.stock(1...1500)
        var program = desk.program
        program.launcher = ["/bin/sh", "-c", "{ \"$0\" \"$@\"; echo \"ended in $?\" >&2; } | head -n 1"]
        let run = try program.run(arguments)
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").count == 1)
        #expect(run.errors == "ended in 1\n")
        #expect(try desk.json(["verify"])["tenants"] == 1500)
    }

    @Test("without a terminal nothing is asked, and the program does not wait")
    func background() throws {
        let desk = try Desk.stocked()
        expectFailure(try desk.typing.run(["list"]), 2, saying: "there is no terminal")
        expectFailure(try desk.run(["remove", Desk.stockName(1)]), 64, saying: "there is no terminal")
        expectFailure(
            try desk.run(["add", "x", "--directory-id", Desk.guid(1, 9), "--client-id", Desk.guid(2, 9)]), 64,
            saying: "there is no terminal to ask for the client secret"
        )
        #expect(try desk.json(["list"]).elements.count == 6)
    }
}
