import Foundation
import ProgramHarness
import TestThreads
import Testing

@Suite("doctor", .onOwnThreads)
struct DoctorCommandTests {
    private func findings(_ finished: Program.Finished) throws -> [JSON] { try JSON(finished.output).elements }

    private func state(_ check: String, _ findings: [JSON]) -> [JSON?] {
        findings.filter { $0["check"] == .text(check) }.map { $0["state"] }
    }

    @Test("needs no key, and ends in 12 where something is to be mended")
    func findings() throws {
        let desk = try Desk()
        // Whatever else this machine may lack: nothing of it is a finding.
        let quiet = ["SWIFT_BACKTRACE": "enable=no", "XDG_RUNTIME_DIR": desk.home.path]
        let typing = desk.typing
        let sound = try typing.run(["doctor", "--offline", "-o", "json"], environment: quiet)
        let first = try findings(sound)
        #expect(sound.status == 0 && sound.errors.isEmpty, "\(sound.errors)")
        for finding in first { #expect(finding.names == ["check", "state", "found", "mend"]) }
        #expect(state("coreFiles", first) == ["ok"] && state("dumpable", first) == ["ok"])
        #expect(state("lockedMemory", first) == ["ok"] && state("unlocking", first) == ["ok"])

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: desk.vault)
        let bad = try typing.run(["doctor", "--offline", "-o", "json"], environment: quiet)
        #expect(bad.status == 12)
        let error = try JSON(bad.errors)["error"]
        #expect(error?["code"] == "findings" && error?["hint"] == .text("chmod 600 \(desk.vault)"))
        #expect(state("file", try findings(bad)) == ["finding"])

        let table = try typing.run(["doctor", "--offline"], environment: quiet)
        #expect(table.status == 12)
        #expect(table.output.contains("FINDING: \(desk.vault) can be read or written by other users"))
        #expect(table.output.contains("→ chmod 600 \(desk.vault)"))
    }

    @Test("goes on where there is no vault, or a damaged one")
    func withoutAVault() throws {
        let desk = try Desk()
        try desk.overwrite([UInt8](repeating: 0, count: 100), at: 0)
        for file in [desk.vault, "\(desk.folder)/nothing.db"] {
            let run = try desk.typing.run(["doctor", "--offline", "--vault", file, "-o", "json"])
            #expect(run.status == 12)
            let seen = Set(try findings(run).compactMap { $0["check"]?.text })
            #expect(seen.isSuperset(of: ["sqlite", "libsodium", "coreFiles", "swap", "agent"]))
        }
    }

    @Test("says more with a key, and asks the vault's own authorities for the time")
    func unlocked() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add("contoso", .contoso, at: authority)
        let environment = ["SWIFT_BACKTRACE": "enable=no", "XDG_RUNTIME_DIR": desk.home.path]
        let run = try desk.run(["doctor", "--unlock", "-o", "json"], environment: environment)
        #expect(run.status == 0, "\(run.errors)")
        let seen = try findings(run)
        #expect(state("unlocking", seen) == ["ok"] && state("clock", seen) == ["ok"])
        #expect(seen.first { $0["check"] == "clock" }?["found"] == .text("as \(authority.url)'s"))
        #expect(state("backup", seen) == ["warning"])

        // A vault that does not open is a finding, and the rest is said all the same.
        let wrong = try desk.run(
            ["doctor", "--unlock", "--offline", "--passphrase-fd", "3", "-o", "json"],
            descriptors: [3: "not it at all"],
            environment: environment
        )
        #expect(wrong.status == 12)
        let shut = try findings(wrong)
        #expect(state("unlocking", shut) == ["finding"] && state("clock", shut).isEmpty)
    }

    @Test("does not go with what excludes it")
    func usage() throws {
        let desk = try Desk(bare: Desk.passphrase)
        expectFailure(try desk.run(["doctor", "--offline", "--authority", "https://login.example.com"]), 64)
        expectFailure(try desk.run(["doctor", "--authority", "http://example.com"]), 64)
    }
}
