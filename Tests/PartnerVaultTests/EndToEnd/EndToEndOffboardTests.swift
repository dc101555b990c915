import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

@Suite("From a tenant in use to one for the record", .onOwnThreads)
struct EndToEndOffboardTests {
    private static let names: Set = [
        "tenant", "consentRevoked", "removedKeyIds", "leftKeyIds", "archived", "dryRun", "error", "notes",
    ]

    @Test("offboard says beforehand what it would do, does it, and the entry is archived")
    func offboard() throws {
        let rotating = try RotatingDesk(["north", "south"])
        let (desk, known) = (rotating.desk, RotatingDesk.north)
        let before = try rotating.state()
        let dry = try desk.json(["offboard", "north", "--dry-run"])
        #expect(dry.names == Self.names)
        #expect(dry["removedKeyIds"] == [.text(known.keyID)] && dry["dryRun"] == true && dry["archived"] == .null)
        #expect(try rotating.state() == before)
        #expect(try desk.json(["list"]).elements.count == 2)

        let done = try desk.json(["offboard", "north", "--yes"])
        #expect(done.names == Self.names)
        #expect(done["tenant"] == "north" && done["consentRevoked"] == false && done["error"] == .null)
        #expect(done["removedKeyIds"] == [.text(known.keyID)] && done["leftKeyIds"] == [] && done["dryRun"] == false)
        let since = try #require(done["archived"]?.text)
        #expect(since.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        #expect(try rotating.listed("north").isEmpty && !rotating.listed("south").isEmpty)

        #expect(try desk.json(["list"]).elements.map { $0["name"] } == ["south"])
        #expect(try desk.json(["list", "--archived"]).elements.map { $0["name"] } == ["north"])
        let shown = try desk.json(["show", "north"])
        #expect(shown["archived"] == .text(since) && shown["credentials"] == [])
        #expect(try desk.json(["show", "south"])["archived"] == .null)
        #expect(try desk.good(["show", "north"]).contains("archived"))
        for command in ["token", "probe", "sync", "rotate", "rights"] {
            let complaint = expectFailure(try desk.run([command, "north"]), 7, saying: "is archived since")
            #expect(complaint?.hint?.contains("partner-vault show north") == true)
        }
        #expect(try desk.json(["expiring"]).elements.map { $0["tenant"] } == ["south"])
        #expect(try desk.json(["report"])["tenants"] == 1)
        #expect(try desk.json(["rights", "--all"]).elements.map { $0["tenant"] } == ["south"])
        let events = try desk.json(["audit", "north", "--event", "offboarded"]).elements
        #expect(events.count == 1 && events[0]["tenant"] == "north")

        // The vault's keys are made anew, and the archived entry is found by its name as before.
        try desk.good(["rekey", "--passphrase-file", desk.passphraseFile])
        #expect(try desk.json(["show", "north"])["archived"] == .text(since))
        #expect(try desk.json(["verify"])["findings"] == [])
        try desk.add("north again", known, at: rotating.authority, ["--no-verify"])
        #expect(try desk.json(["list"]).elements.map { $0["name"] } == ["north again", "south"])
        try desk.good(["rename", "north", "north-old"])
        try desk.good(["remove", "north-old", "--yes"])
        #expect(try desk.json(["list", "--archived"]) == [])
        #expect(try desk.json(["show", known.client])["name"] == "north again")
        #expect(try desk.json(["verify"])["findings"] == [])
    }

    @Test("Several: each with its own error, 11 in the end, and a second run does the rest")
    func several() throws {
        let rotating = try RotatingDesk(["north", "south", "closed"])
        let desk = rotating.desk
        let run = try desk.run(["offboard", "--all", "--yes", "-o", "json"])
        #expect(run.status == 11)
        let outcomes = try JSON(run.output).elements
        #expect(outcomes.map { $0["tenant"] } == ["closed", "north", "south"])
        #expect(outcomes.map { $0["error"]?["code"] } == ["denied", nil, nil])
        let alone = try desk.run(["offboard", "closed", "--yes"])
        #expect(alone.status == 16 && alone.output.contains("in use as before"))
        #expect(Complaint(alone.errors)?.hint?.contains("partner-vault rights closed") == true)
        try rotating.authority.grant(RotatingDesk.closed, roles: ["Application.ReadWrite.OwnedBy"], owners: ["self"])
        let rest = try desk.json(["offboard", "--all", "--yes"]).elements
        #expect(rest.map { $0["tenant"] } == ["closed"] && rest[0]["removedKeyIds"]?.elements.count == 1)
        #expect(try desk.json(["list"]) == [])
        #expect(try desk.run(["offboard", "--all", "--yes"]).status == 0)
        #expect(try desk.run(["offboard"]).status == 64)
        #expect(try desk.run(["offboard", "nobody", "--yes"]).status == 7)
        expectFailure(try desk.run(["offboard", "north"]), 64, saying: "there is no terminal")
    }

    @Test("It asks at the keyboard, and takes only a yes for one", arguments: [("yes", true), ("", false)])
    func asks(answer: String, isDone: Bool) throws {
        let rotating = try RotatingDesk()
        let session = try TerminalSession(rotating.desk.program, ["offboard", "north"])
        try session.expect("north")
        try session.expect("and archive this tenant? [y/N] ")
        try session.send(answer + "\r")
        #expect(try session.finish() == (isDone ? 0 : 1))
        #expect(session.transcript.contains(isDone ? "removed" : "nothing was changed"))
        #expect(try rotating.listed().isEmpty == isDone)
        #expect(try rotating.desk.json(["list"]).elements.isEmpty == isDone)
    }
}
