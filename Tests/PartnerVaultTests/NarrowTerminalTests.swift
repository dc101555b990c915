import Foundation
import ProgramHarness
import TestThreads
import Testing

/// A window of 60 columns, and names that no column was made for.
@Suite("A narrow terminal", .onOwnThreads)
struct NarrowTerminalTests {
    private static let names = [
        "株式会社パートナーリード東京本社営業部", "Ａｃｍｅ　ｆｕｌｌ　ｗｉｄｔｈ", "한국파트너 주식회사 서울", "e\u{301}le\u{300}ve combine\u{301} naïve",
        "a-very-long-name-without-any-place-to-break-it-that-goes-on-and-on-beyond-every-width",
        "ไทยแลนด์ พาร์ทเนอร์ น้ำ", "🏢 tower 🏗", "plain",
    ]

    /// How wide the widest of these lines is by the C library, which is what terminals go by.
    private func width(_ lines: [String]) throws -> Int {
        var ruler = try Program(system: "/usr/bin/wc", home: TemporaryFolder())
        ruler.environment["LC_ALL"] = "C.UTF-8"
        let run = try ruler.run(["-L"], input: Array((lines.joined(separator: "\n") + "\n").utf8))
        return try #require(Int(run.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    private func desk() throws -> Desk {
        let desk = try Desk()
        let rows = Self.names.enumerated().map { index, name in
            #"{"name":"\#(name)","directoryId":"\#(Desk.guid(1, index))","clientId":"\#(Desk.guid(2, index))","#
                + #""secret":"\#(Desk.secret(index))","tags":["ein-langes-etikett","二番","株式"],"owner":"\#(name)","#
                + #""expires":"2020-01-0\#(index + 1)T00:00:00Z","notes":"一行目の長い長い長い長い長い長い長い注釈です word \#(name)","#
                + #""authority":"http://127.0.0.1:1","graph":"http://127.0.0.1:1"}"#
        }
        try desk.good(["import", "-"], input: rows.joined(separator: "\n"))
        return desk
    }

    private func lines(_ desk: Desk, _ arguments: [String], columns: Int, _ statuses: Set<Int32> = [0]) throws
        -> [String]
    {
        let session = try TerminalSession(desk.program, arguments, columns: columns, environment: ["NO_COLOR": "1"])
        #expect(statuses.contains(try session.finish(within: .seconds(60))), "\(arguments): \(session.transcript)")
        let text = session.transcript.replacing("\r\n", with: "\n")
        // Progress is written over itself, and wiped before anything else is said.
        let still = text.split(separator: "\n").map { line in
            line.split(separator: "\u{1b}[K", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        }
        return still.map { String($0.drop { $0 == "\r" }) }.filter { !$0.hasPrefix("partner-vault: ") }
    }

    @Test("is never written beyond its edge", arguments: [60, 40, 80])
    func fits(columns: Int) throws {
        let desk = try desk()
        var commands = [["list"], ["expiring"], ["report"], ["audit"], ["verify"], ["exit-codes"]]
        commands += Self.names.map { ["show", $0] }
        for arguments in commands {
            let lines = try lines(desk, arguments, columns: columns)
            #expect(lines.count > 2, "\(arguments)")
            #expect(try width(lines) <= columns, "\(arguments): \(lines)")
            #expect(!lines.joined().unicodeScalars.contains(where: Self.isUnsafe), "\(arguments)")
        }
        let probed = try lines(desk, ["probe", "--all"], columns: columns, [11])
        #expect(probed.count > Self.names.count)
        #expect(try width(probed) <= columns, "\(probed)")
        #expect(try width(["株式", "e\u{301}"]) == 4)
        // A file gets everything in full.
        let plain = try desk.good(["list"])
        for name in Self.names { #expect(plain.contains(name)) }
    }

    @Test("says whole names where they have room, and that something is missing where not")
    func cut() throws {
        let desk = try desk()
        let text = try lines(desk, ["list", "--all"], columns: 60).joined(separator: "\n")
        #expect(text.contains("plain"))
        #expect(text.contains("…"))
        #expect(!text.contains("beyond-every-width"))
        let shown = try lines(desk, ["show", "plain"], columns: 60).joined(separator: "\n")
        #expect(shown.contains(Desk.guid(2, Self.names.count - 1)))
    }

    @Test("is not obeyed by what others wrote", arguments: ["--notes", "--owner"])
    func controls(option: String) throws {
        let desk = try Desk.stocked()
        let hostile = "x\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\r\u{202e}\u{200b}y"
        let run = try desk.run(["edit", Desk.stockName(1), option, hostile])
        // Refused, or kept and shown for what it is.
        #expect([0, 64].contains(run.status))
        for arguments in [["show", Desk.stockName(1)], ["list"], ["expiring"], ["report"], ["audit"]] {
            for format in [[], ["-o", "json"]] {
                let output = try desk.good(arguments + format)
                #expect(output.unicodeScalars.allSatisfy { $0 == "\n" || !Self.isUnsafe($0) }, "\(arguments)")
            }
        }
        let name = try desk.run(["rename", Desk.stockName(1), hostile])
        #expect(name.status == 64)
        #expect(name.errors.unicodeScalars.allSatisfy { $0 == "\n" || !Self.isUnsafe($0) })
        let row =
            "name,directoryId,clientId,secret,notes\n\(hostile),\(Desk.guid(1, 9)),\(Desk.guid(2, 9)),S3c8Q~x,\(hostile)\n"
        let imported = try desk.run(["import", "-"], input: row)
        #expect(imported.status == 11)
        let said = imported.output + imported.errors
        #expect(said.unicodeScalars.allSatisfy { $0 == "\n" || !Self.isUnsafe($0) })
        // A directory's words, and a token's.
        let missing = try desk.run(["show", hostile])
        #expect(missing.status == 7)
        #expect(missing.errors.unicodeScalars.allSatisfy { $0 == "\n" || !Self.isUnsafe($0) })
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
}
