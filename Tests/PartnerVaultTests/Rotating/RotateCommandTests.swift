import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// From the command line to the directory and back.
@Suite("rotate", .onOwnThreads)
struct RotateCommandTests {
    private static let fields: Set = [
        "tenant", "step", "keyId", "previousKeyId", "expires", "removeAfter", "error", "notes",
    ]

    @Test("of one NAME is one object; the old secret goes on, and goes with --finish")
    func one() throws {
        let scene = try RotatingDesk()
        let (status, outcome) = try scene.rotate("north", "--overlap", "2h", "--lifetime", "90d")
        #expect(status == 0)
        #expect(outcome.names == Self.fields)
        #expect(outcome["tenant"] == "north" && outcome["step"] == "promoted" && outcome["error"] == .null)
        #expect(outcome["previousKeyId"] == .text(RotatingDesk.north.keyID) && outcome["notes"] == [])
        let new = try #require(outcome["keyId"]?.text)
        #expect(try scene.listed() == [new, RotatingDesk.north.keyID])
        let now = Date()
        let expires = try #require(outcome["expires"]?.text.flatMap { try? Date($0, strategy: .iso8601) })
        #expect(abs(expires.timeIntervalSince(now) - 90 * 86_400) < 120)
        let end = try #require(outcome["removeAfter"]?.text.flatMap { try? Date($0, strategy: .iso8601) })
        #expect(abs(end.timeIntervalSince(now) - 7200) < 120)
        let shown = try scene.desk.json(["show", "north"])
        #expect(shown["rotation"]?.names == ["step", "kind", "since", "removeAfter"])
        #expect(shown["rotation"]?["step"] == "promoted" && shown["rotation"]?["kind"] == "clientSecret")
        #expect(shown["rotation"]?["removeAfter"] == outcome["removeAfter"])
        #expect(try scene.states() == ["active", "retiring"])
        #expect(try scene.desk.good(["show", "north"]).contains("client secret promoted since "))
        // Nothing to do before the overlap is over; the new one signs in.
        #expect(try scene.rotate("--due").outcome.elements.map { $0["step"] } == ["promoted"])
        try scene.desk.good(["probe", "north"])
        let finished = try scene.rotate("north", "--finish")
        #expect(finished.status == 0 && finished.outcome["step"] == "retired")
        #expect(finished.outcome["removeAfter"] == .null)
        #expect(try scene.listed() == [new])
        #expect(try scene.states() == ["active"])
        #expect(try scene.desk.json(["show", "north"])["rotation"] == .null)
        let again = try scene.rotate("north", "--finish")
        #expect(again.status == 0 && again.outcome["step"] == "skipped")
        #expect(again.outcome["notes"] == ["there is nothing to finish"])
    }

    @Test("says what it did to a person, and what comes next")
    func text() throws {
        let scene = try RotatingDesk(["north", "closed"])
        let one = try scene.desk.good(["rotate", "north"])
        #expect(one.contains("\nresult  replaced\n") && one.contains("goes on until "))
        #expect(one.contains("\"partner-vault rotate north --due\" removes what is old; until then both sign in\n"))
        let all = try scene.desk.run(["rotate", "--resume", "--all"])
        #expect(all.status == 0 && all.output.hasPrefix("TENANT  RESULT    OLD GOES "), "\(all.output)")
        let both = try scene.desk.run(["rotate", "--all"])
        #expect(both.status == 11)
        #expect(both.output.contains("\nclosed: "), "\(both.output)")
        #expect(both.output.contains("\n  → grant the application Application.ReadWrite.OwnedBy"))
        #expect(Complaint(both.errors)?.message == "1 of 2 rotations failed")
        let nothing = try scene.desk.run(["rotate", "--due", "--tag", "nobody"])
        #expect(nothing.status == 0 && nothing.output.isEmpty)
        #expect(nothing.errors == "partner-vault: note: nothing is due\n")
    }

    @Test("of several is an array, in which each has its error; --resume does the rest, and only that")
    func several() throws {
        let scene = try RotatingDesk(["north", "south", "closed"])
        let (status, outcome) = try scene.rotate("north", "south", "closed")
        #expect(status == 11)
        #expect(outcome.elements.map { $0["tenant"] } == ["closed", "north", "south"])
        #expect(outcome.elements.map { $0["step"] } == ["failed", "promoted", "promoted"])
        #expect(outcome.elements.map { $0["error"]?["code"] } == ["denied", nil, nil])
        let hint = outcome.elements[0]["error"]?["hint"]?.text
        #expect(hint?.contains("Application.ReadWrite.OwnedBy") == true, "\(hint ?? "")")
        let (north, south) = (try scene.listed(), try scene.listed("south"))
        #expect(north.count == 2 && south.count == 2)
        try scene.desk.good(["edit", "closed", "--via", "north"])
        // With another tenant's rights it still may not: they are none in that directory.
        let resumed = try scene.rotate("--resume")
        #expect(resumed.outcome.elements.map { $0["tenant"] } == ["closed", "north", "south"])
        #expect(try scene.listed() == north)
        #expect(try scene.listed("south") == south)
    }

    @Test("stops after so many failures, and says what was not begun")
    func stops() throws {
        let scene = try RotatingDesk(["closed", "north", "south"])
        try scene.authority.setFaults(Fault(match: Fault.Match(path: "/v1.0/")) { $0.status = 503 })
        let arguments = ["rotate", "--all", "--concurrency", "1", "--stop-after", "1"]
        let run = try scene.desk.run(arguments + ["-o", "json"])
        #expect(run.status == 11)
        let outcomes = try JSON(run.output).elements
        #expect(outcomes.filter { $0["step"] == "failed" }.count == 1)
        #expect(outcomes.filter { $0["step"] == "skipped" && $0["error"] != .null }.count == 2)
        #expect(run.errors.contains("1 of 3 rotations failed, and 2 were not begun"))
        #expect(run.errors.contains("rotate --resume"))
        let all = try scene.desk.run(["rotate", "--resume", "--stop-after", "0", "-o", "json"])
        #expect(try JSON(all.output).elements.map { $0["step"] } == ["failed", "failed", "failed"])
        try scene.authority.setFaults()
        let rest = try JSON(try scene.desk.run(["rotate", "--resume", "-o", "json"]).output).elements
        #expect(rest.map { $0["step"] } == ["failed", "promoted", "promoted"])
    }

    @Test("ends a single one's failure with its own status")
    func statuses() throws {
        let scene = try RotatingDesk(["north", "closed"])
        let denied = try scene.rotate("closed")
        #expect(denied.status == 16 && denied.outcome["step"] == "failed")
        #expect(denied.outcome["error"]?.names == ["code", "message", "hint", "aadsts"])
        #expect(try scene.desk.run(["rotate", "nobody"]).status == 7)
        try scene.authority.setFaults(Fault(match: Fault.Match(path: "/v1.0/")) { $0.status = 503 })
        #expect(try scene.rotate("north").status == 10)
        try scene.authority.setFaults(Fault(match: Fault.Match(path: "/oauth2/")) { $0.error = .init(code: 7_000_222) })
        let refused = try scene.rotate("north")
        #expect(refused.status == 9 && refused.outcome["error"]?["aadsts"] == 7_000_222)
        #expect(refused.outcome["error"]?["hint"]?.text?.contains("--via") == true)
        try scene.authority.setFaults()
        #expect(try scene.rotate("north", "--resume").status == 0)
    }

    @Test("that is only tried changes nothing in the directory and no byte of the vault")
    func rehearsed() throws {
        let scene = try RotatingDesk(["north", "closed"])
        let before = (vault: try scene.desk.bytes(), directory: try scene.state())
        let (status, outcome) = try scene.rotate("north", "--dry-run", "--overlap", "3h")
        #expect(status == 0 && outcome["step"] == "planned" && outcome["keyId"] == .null)
        #expect(outcome["previousKeyId"] == .text(RotatingDesk.north.keyID))
        #expect(outcome["expires"] != .null && outcome["removeAfter"] != .null)
        let text = try scene.desk.good(["rotate", "north", "--dry-run"])
        #expect(text.contains("would be  replaced\n") && text.contains("would go on until "))
        #expect(text.hasSuffix("\nnothing was changed\n"))
        #expect(try scene.rotate("--all", "--dry-run").status == 11)
        #expect(try scene.rotate("--all", "--dry-run", "--compromised").status == 11)
        #expect(try scene.desk.bytes() == before.vault)
        #expect(try scene.state() == before.directory)
        #expect(!FileManager.default.fileExists(atPath: scene.desk.vault + "-wal"))
    }

    @Test("to a certificate and back delivers key and chain, and signs in with each")
    func certificate() throws {
        let scene = try RotatingDesk()
        try scene.deliver("north", "cat <&3 >\"$HOME/got\"; cat >\"$HOME/note\"")
        let (status, outcome) = try scene.rotate("north", "--to", "certificate")
        #expect(status == 0 && outcome["step"] == "promoted", "\(outcome)")
        #expect(try JSON(try scene.desk.content("note"))["format"] == "pem")
        let pem = try scene.desk.content("got")
        #expect(pem.contains("PRIVATE KEY-----\n") && pem.contains("-----BEGIN CERTIFICATE-----\n"))
        let kinds = try scene.desk.json(["show", "north"])["credentials"]?.elements.map { $0["kind"] }
        #expect(kinds == ["certificate", "clientSecret"])
        #expect(try scene.rotate("north", "--finish").outcome["step"] == "retired")
        #expect(try scene.listed().isEmpty)
        try scene.desk.good(["probe", "north"])
        let back = try scene.rotate("north", "--to", "secret", "--overlap", "0s")
        #expect(back.status == 0 && back.outcome["step"] == "retired", "\(back.outcome)")
        #expect(try scene.listed() == [try #require(back.outcome["keyId"]?.text)])
        try scene.desk.good(["probe", "north"])
    }

    @Test("after a leak leaves no overlap, and says what only people can do")
    func compromised() throws {
        let scene = try RotatingDesk()
        let (status, outcome) = try scene.rotate("north", "--compromised")
        #expect(status == 0 && outcome["step"] == "retired", "\(outcome)")
        #expect(outcome.names == Self.fields.union(["remaining"]))
        #expect(try scene.listed() == [try #require(outcome["keyId"]?.text)])
    }
}
