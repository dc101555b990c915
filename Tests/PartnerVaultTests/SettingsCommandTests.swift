import Foundation
import ProgramHarness
import TestThreads
import Testing

@Suite("settings", .onOwnThreads)
struct SettingsCommandTests {
    @Test("are shown and changed, and the change is on record")
    func change() throws {
        let desk = try Desk()
        #expect(try desk.json(["settings", "show"]) == ["auditDays": 730, "auditRows": 100_000])
        #expect(
            try desk.json(["settings", "set", "audit-days", "90", "--yes-reveal"])
                == ["auditDays": 90, "auditRows": 100_000])
        let table = try desk.good(["--verbose", "settings", "show"])
        #expect(table.contains("audit-days") && table.contains("90") && table.contains("how many days"))
        let row = try desk.json(["audit", "--event", "settingsChanged"]).elements.first
        #expect(row?["resource"] == "audit-days from 730 to 90")
    }

    @Test("ask for the passphrase again: the environment's does not count")
    func asksAgain() throws {
        let desk = try Desk()
        let run = try desk.run(["settings", "set", "audit-rows", "1000", "-o", "json"])
        #expect(run.status == 2)
        #expect(try JSON(run.errors)["error"]?["code"] == "askAgain")
        #expect(try desk.json(["settings", "show"])["auditRows"] == 100_000)
        try desk.good(["settings", "set", "audit-rows", "1000", "--passphrase-file", desk.passphraseFile])
        #expect(try desk.json(["settings", "show"])["auditRows"] == 1000)
    }

    @Test(
        "that there are not, or values that they do not take, are refused before a vault is looked for",
        arguments: [
            (["audit-week", "7"], "use audit-days or audit-rows"), (["audit-days", "29"], "audit-days goes from 30"),
            (["audit-days", "x"], "the value is no whole number"), (["audit-rows", "1e9"], "no whole number"),
            (["audit-rows", "99999999999999999999"], "no whole number"), (["audit-rows", ""], "no whole number"),
            (["audit-rows", "999"], "audit-rows goes from 1000"),
        ])
    func refusals(words: [String], message: String) throws {
        let desk = try Desk(bare: Desk.passphrase)
        let run = try desk.run(["settings", "set"] + words)
        expectFailure(run, 64)
        #expect(run.errors.contains(message), "\(run.errors)")
    }
}
