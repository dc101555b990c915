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

/// Rotations that stopped half way, and what takes them further.
@Suite("An open rotation", .onOwnThreads)
struct OpenRotationTests {
    /// Waits in the delivery command until the test lets it go on, or for good.
    private static let waiting =
        "cat <&3 >/dev/null; echo $$ >\"$HOME/here\"; while ! [ -e \"$HOME/go\" ]; do sleep 0.05; done"

    private func start(_ scene: RotatingDesk, _ arguments: [String]) throws -> RunningProgram {
        let running = try scene.desk.program.start(arguments)
        #expect(
            try running.wait { FileManager.default.fileExists(atPath: "\(scene.desk.home.path)/here") })
        return running
    }

    private func go(_ scene: RotatingDesk) throws { _ = try scene.desk.home.write("go", "") }

    @Test("is one process's: another says that it is busy, with 17")
    func busy() throws {
        let scene = try RotatingDesk()
        try scene.deliver("north", Self.waiting)
        let running = try start(scene, ["rotate", "north"])
        let other = try scene.rotate("north")
        #expect(other.status == 17 && other.outcome["step"] == "busy")
        #expect(other.outcome["error"]?["code"] == "busy")
        expectFailure(
            try scene.desk.run([
                "edit", "north", "--directory-id", "contoso.example", "--passphrase-file",
                scene.desk.passphraseFile,
            ]), 17, saying: "is open")
        try go(scene)
        #expect(try running.finish().status == 0)
        #expect(try scene.rotate("north", "--resume").status == 0)
    }

    @Test("that is interrupted ends its delivery command, keeps both secrets, and goes on with --resume")
    func interrupted() throws {
        let scene = try RotatingDesk()
        try scene.deliver("north", Self.waiting)
        for signal in [SIGINT, SIGTERM] {
            let running = try start(scene, ["rotate", "north", "-o", "json"])
            let child = try #require(
                Int32(try scene.desk.content("here").trimmingCharacters(in: .whitespacesAndNewlines)))
            running.signal(signal)
            let ended = try running.finish(within: .seconds(20))
            #expect(ended.status == (signal == SIGINT ? 130 : 128 + SIGTERM), "\(ended.errors)")
            if signal == SIGINT {
                #expect(try JSON(ended.output)["error"]?["code"] == "interrupted")
            }
            // A signal that was sent need not have been felt yet.
            let end = ContinuousClock.now + .seconds(20)
            while RotatingDesk.isAlive(child), ContinuousClock.now < end { usleep(5000) }
            #expect(!RotatingDesk.isAlive(child))
            #expect(try scene.listed().count == 2)
            #expect(Set(try scene.states()) == ["active", "pending"])
            #expect(try scene.desk.json(["show", "north"])["rotation"]?["step"] == "proven")
            try FileManager.default.removeItem(atPath: "\(scene.desk.home.path)/here")
        }
        let shown = try scene.desk.good(["show", "north"])
        #expect(shown.contains("go on with \"partner-vault rotate north --resume\""))
        #expect(shown.contains("delivered by  "))
        try go(scene)
        let resumed = try scene.rotate("north", "--resume")
        #expect(resumed.status == 0 && resumed.outcome["step"] == "promoted")
        #expect(try scene.listed().count == 2)
    }

    @Test("whose delivery is done by hand goes on with --ack")
    func acknowledged() throws {
        let scene = try RotatingDesk()
        try scene.deliver("north", "exit 4")
        #expect(try scene.rotate("north").status == 1)
        #expect(try scene.rotate("north", "--ack").status == 0)
        #expect(try scene.states() == ["active", "retiring"])
        let none = try scene.rotate("north", "--ack")
        #expect(none.status == 0 && none.outcome["step"] == "promoted")
        #expect(try scene.rotate("north", "--finish").outcome["step"] == "retired")
        let over = try scene.rotate("north", "--ack")
        #expect(over.outcome["step"] == "skipped" && over.outcome["notes"] == ["no rotation is open"])
        let named = try scene.rotate("north", "--resume")
        #expect(named.status == 0 && named.outcome["notes"] == ["no rotation is open"])
        let due = try scene.rotate("north", "--due", "--dry-run")
        #expect(due.outcome["notes"] == ["nothing is due"])
    }

    @Test("stands still after a restore, until a person confirms it by name")
    func restored() throws {
        let scene = try RotatingDesk()
        try scene.deliver("north", "exit 4")
        #expect(try scene.rotate("north").status == 1)
        let backup = "\(scene.desk.home.path)/backup"
        try scene.desk.good(["backup", backup, "--passphrase-file", scene.desk.passphraseFile])
        try scene.command("")
        try scene.desk.good(["restore", backup, "--yes", "--passphrase-file", scene.desk.passphraseFile])
        let still = try scene.rotate("north", "--resume")
        #expect(still.status == 1)
        #expect(still.outcome["error"]?["hint"]?.text?.contains("--resume --confirm-restored") == true)
        #expect(try scene.listed().count == 2)
        try scene.command("")
        let words = ["rotate", "north", "--resume", "--confirm-restored"]
        let asked = try TerminalSession(scene.desk.program, words)
        try asked.expect("and remove in the directory what that calls old? [y/N] ")
        try asked.send("\r")
        #expect(try asked.finish() == 1)
        #expect(asked.transcript.contains("nothing was changed"))
        #expect(try scene.rotate("north", "--resume").status == 1)
        let going = try TerminalSession(scene.desk.program, words)
        try going.expect("[y/N] ")
        try going.send("y\r")
        #expect(try going.finish(within: .seconds(60)) == 0, "\(going.transcript)")
        #expect(try scene.states() == ["active", "retiring"])
        // Once confirmed it is as any other.
        #expect(try scene.rotate("north", "--finish").outcome["step"] == "retired")
    }

    @Test("and one that is not yet begun are finished by --due, which retires what is due")
    func due() throws {
        let scene = try RotatingDesk(["north", "south"])
        try scene.desk.good([
            "edit", "south", "--expires", String(Date.now.addingTimeInterval(9 * 86_400).ISO8601Format()),
        ])
        #expect(try scene.rotate("north", "--overlap", "0s").outcome["step"] == "retired")
        let due = try scene.rotate("--due", "--overlap", "1d")
        #expect(due.status == 0)
        #expect(due.outcome.elements.map { $0["tenant"] } == ["south"], "\(due.outcome)")
        #expect(due.outcome.elements.first?["step"] == "promoted")
        #expect(try scene.desk.json(["expiring", "south"]).elements.map { $0["action"] }.contains(.null))
    }
}
