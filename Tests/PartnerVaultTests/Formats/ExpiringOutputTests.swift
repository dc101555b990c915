import Foundation
import ProgramHarness
import TestThreads
import Testing

/// `expiring`, from the command line to a file.
@Suite("What runs out, in a file", .onOwnThreads)
struct ExpiringOutputTests {
    private func desk() throws -> Desk {
        let desk = try Desk()
        let row =
            #"{"name":"contoso","directoryId":"\#(Desk.guid(1, 1))","clientId":"\#(Desk.guid(2, 1))","#
            + #""secret":"\#(Desk.secret(1))","expires":"2020-01-01T00:00:00Z","owner":"ada","#
            + #""authority":"http://127.0.0.1:1","graph":"http://127.0.0.1:1"}"#
        try desk.good(["import", "-"], input: row)
        return desk
    }

    @Test(
        "is what standard output would have had, which then has nothing",
        arguments: ["table", "json", "csv", "ics", "prometheus"]
    )
    func file(format: String) throws {
        let desk = try desk()
        let file = "\(desk.home.path)/out"
        let printed = try desk.good(["expiring", "-o", format])
        let run = try desk.run(["expiring", "-o", format, "--output-file", file])
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        let written = try String(contentsOfFile: file, encoding: .utf8)
        let steady = { (text: String) in
            text.replacing(/DTSTAMP:\w+|report_timestamp_seconds \d+/, with: "")
        }
        #expect(steady(written) == steady(printed))
        #expect(written.contains("contoso"))
        #expect(try desk.home.mode(of: "out") == 0o600)

        let checked = try desk.run(["expiring", "-o", format, "--output-file", file, "--check"])
        #expect(checked.status == 12)
        #expect(checked.output.isEmpty)
        #expect(checked.errors.contains("1 of 1 credentials are not ok"))
        let kept = try String(contentsOfFile: file, encoding: .utf8)
        #expect(kept.hasPrefix("PARTNER-VAULT CRITICAL - ") == (format == "table"))
    }

    @Test("a check begins with a line for monitoring, and ends in 12")
    func check() throws {
        let desk = try desk()
        let run = try desk.run(["expiring", "--check"])
        #expect(run.status == 12)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("PARTNER-VAULT CRITICAL - 1 of 1 not ok: 1 expired | expired=1;;0;0;1 ") == true)
        #expect(lines.dropFirst().first?.hasPrefix("TENANT") == true)
        #expect(lines.count == 3)
        try desk.good(["edit", "contoso", "--expires", "2090-01-01T00:00:00Z"])
        let warned = try desk.run(["expiring", "--check"])
        #expect(warned.status == 12)
        #expect(warned.output.hasPrefix("PARTNER-VAULT WARNING - "))
        let none = try Desk().run(["expiring", "--check"])
        #expect(none.status == 0)
        #expect(none.output.hasPrefix("PARTNER-VAULT OK - nothing of the selection runs out | "))
    }

    @Test("a file that cannot be is refused before anyone is asked for a passphrase")
    func early() throws {
        let desk = try desk()
        try desk.home.link("link", to: "/etc/passwd")
        for (path, status) in [("-", 64), ("\(desk.home.path)/link", 13), (desk.home.path, 13)] as [(String, Int32)] {
            let run = try desk.run(["expiring", "--output-file", path, "--passphrase-file", "/nonexistent"])
            expectFailure(run, status)
            #expect(!run.errors.contains("passphrase"))
        }
    }
}
