import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The nightly job, where it is to replace what is due.
@Suite("A watch that rotates", .onOwnThreads)
struct WatchRotateTests {
    private func soon(_ days: Double) -> String { String(Date.now.addingTimeInterval(days * 86_400).ISO8601Format()) }

    @Test("replaces what is due before it looks; without the option nothing changes in the directory")
    func due() throws {
        let scene = try RotatingDesk()
        try scene.desk.good(["edit", "north", "--expires", soon(5)])
        let before = try scene.state()
        let hook = try scene.desk.script("hook", "cat >\"$HOME/heard\"")
        let off = try scene.desk.run(["watch", "--no-sync", "--hook", hook, "-o", "json"])
        #expect(off.status == 12)
        #expect(try JSON(off.output)["rotations"] == [])
        #expect(try JSON(off.output)["findings"]?.elements.map { $0["action"] } == ["partner-vault rotate north"])
        #expect(try scene.state() == before)
        try FileManager.default.removeItem(atPath: "\(scene.desk.home.path)/heard")
        let on = try scene.desk.run(["watch", "--no-sync", "--rotate", "--hook", hook, "-o", "json"])
        #expect(on.status == 0, "\(on.errors) \(on.output)")
        let rotations = try JSON(on.output)["rotations"]?.elements ?? []
        #expect(rotations.map { $0["step"] } == ["promoted"] && rotations.map { $0["tenant"] } == ["north"])
        #expect(try scene.listed().count == 2)
        // All is well, so that nobody is told.
        #expect(!FileManager.default.fileExists(atPath: "\(scene.desk.home.path)/heard"))
        let line = try scene.desk.good(["watch", "--no-sync", "--rotate"])
        #expect(line.hasSuffix(" unread=0;0;;0 unrotated=0;0;;0\n"), "\(line)")
    }

    @Test("says what could not be replaced, beside its verdict")
    func failed() throws {
        let scene = try RotatingDesk(["closed"])
        try scene.desk.good(["edit", "closed", "--expires", soon(5)])
        let hook = try scene.desk.script("hook", "cat >\"$HOME/heard\"")
        let run = try scene.desk.run(["watch", "--no-sync", "--rotate", "--hook", hook])
        #expect(run.status == 12)
        #expect(run.output.contains("; 1 rotation failed | "), "\(run.output)")
        #expect(run.output.contains(" unread=0;0;;0 unrotated=1;0;;0"))
        let heard = try JSON(try scene.desk.content("heard"))
        #expect(heard["failures"]?.elements.map { $0["error"]?["code"] } == ["denied"])
        #expect(heard["rotations"]?.elements.map { $0["step"] } == ["failed"])
        #expect(heard["findings"]?.elements.map { $0["verdict"] } == ["critical"])
        // Its end is far, and the wish is still open: a failure alone is 11.
        try scene.desk.good(["edit", "closed", "--expires", soon(100)])
        let later = try scene.desk.run(["watch", "--no-sync", "--rotate"])
        #expect(later.status == 11)
        #expect(Complaint(later.errors)?.message == "1 rotation failed")
    }

    @Test("tells of one that waits for a person")
    func waiting() throws {
        let scene = try RotatingDesk()
        _ = try scene.secret()
        try scene.desk.good(["rotate", "north", "--overlap", "0s"])
        let hook = try scene.desk.script("hook", "cat >\"$HOME/heard\"")
        let run = try scene.desk.run(["watch", "--no-sync", "--rotate", "--hook", hook])
        #expect(run.status == 0, "\(run.errors)")
        let rotation = try #require(try JSON(try scene.desk.content("heard"))["rotations"]?.elements.first)
        #expect(rotation["step"] == "promoted")
        #expect(rotation["notes"]?.elements.first?.text?.contains("--ack") == true)
    }

    @Test("is made a nightly job by watch-units where that was asked for", arguments: [false, true])
    func unit(rotates: Bool) throws {
        let desk = try Desk.watched()
        let folder = "\(desk.home.path)/units"
        let more = rotates ? ["--rotate"] : []
        try desk.good(["watch-units", "--directory", folder, "--passphrase-file", desk.passphraseFile] + more)
        let text = try desk.content("units/partner-vault-watch.service")
        let command = text.split(separator: "\n").first { $0.hasPrefix("ExecStart=") }
        #expect(command?.contains("\"--rotate\"") == rotates, "\(text)")
    }
}
