import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The program itself, killed or left without a disk at calls that change files, before and after each commit of a
/// rotation: whatever was interrupted, `--resume` brings it to the same end.
@Suite("A rotation that is killed comes to its end", .onOwnThreads, .enabled(if: CrashShim.isPossible))
struct RotationCrashTests {
    private static let arguments = ["rotate", "crash", "--overlap", "0s", "-o", "json"]
    /// A few, spread over all that the program does with files; `scripts/crash-sweep` takes every one.
    private static let shares = CrashSweep.isFull ? 1 : 4

    @Test(
        "killed, torn, a full disk, a broken disk",
        arguments: [CrashShim.Fault.kill, .torn, .noSpaceFromHere, .brokenDisk])
    func interrupted(fault: CrashShim.Fault) throws {
        let start = try InterruptedDesk()
        let traces = try TemporaryFolder()
        let done = try start.desk.copy()
        let run = try done.run(
            Self.arguments, environment: CrashShim.environment(done, traceFile: "\(traces.path)/trace"))
        try #require(run.status == 0, "\(run.errors)")
        try start.expectEnd(done, "untroubled")
        let count = try DiskTrace(file: "\(traces.path)/trace").count
        let points = (0..<Self.shares).map {
            1 + $0 * count / Self.shares + Int.random(in: 0..<max(1, count / Self.shares))
        }
        for number in CrashSweep.isFull ? Array(1...count) : points {
            let scene = try InterruptedDesk()
            let what = "\(fault) at call \(number) of \(count)"
            let broken = try scene.desk.run(
                Self.arguments, environment: CrashShim.environment(scene.desk, fault, at: number))
            #expect(
                fault.kills || broken.status == 0 || broken.errors.contains("\"code\"")
                    || broken.output.contains("\"code\""), "\(what): \(broken)")
            for secret in try scene.secrets() {
                #expect(!(broken.output + broken.errors).contains(secret), "\(what)")
            }
            // Something signs in at once.
            try scene.desk.good(["token", "crash", "--force-new"])
            // What died before it had marked anything has nothing to resume.
            var resumed = try scene.desk.run(["rotate", "crash", "--resume", "-o", "json"])
            if try scene.isUntouched() { resumed = try scene.desk.run(Self.arguments) }
            #expect(resumed.status == 0, "\(what): \(broken.errors) \(resumed.output) \(resumed.errors)")
            try scene.expectEnd(scene.desk, what)
        }
    }
}

/// A desk with one application that may rotate itself, and its directory.
private struct InterruptedDesk {
    static let known = KnownApplication(
        directory: "55555555-5555-4555-8555-555555555555", domain: "crash.example",
        client: "aaaaaaaa-0000-4000-8000-000000000055", secret: "Cr88Q~crash-qWe7rTy2uIoPaSdFgHjKlZxCvBn",
        keyID: "cccccccc-0000-4000-8000-000000000055")
    static let stranger = "cccccccc-0000-4000-8000-000000000056"

    let desk: Desk
    let authority: Authority

    init() throws {
        var application = try Authority.application(Self.known, ends: Date(timeIntervalSince1970: 4_000_000_000))
        application.roles = ["Application.ReadWrite.OwnedBy"]
        application.owners = ["self"]
        application.passwordCredentials?.append(
            Seed.PasswordCredential(
                keyId: try #require(GUID(Self.stranger)), secretText: "zzz8Q~somebody-else",
                endDateTime: Date(timeIntervalSince1970: 4_100_000_000)))
        authority = try Authority(more: [try Authority.tenant(Self.known, [application])])
        desk = try Desk()
        try desk.add("crash", Self.known, at: authority, ["--no-verify"])
    }

    private func passwords() throws -> [JSON] {
        let state = try JSON(try Loopback.request("GET", port: authority.port, "/double/state"))
        let applications = (state["tenants"]?.elements ?? []).flatMap { $0["applications"]?.elements ?? [] }
        let found = applications.first { $0["appId"]?.text == Self.known.client }
        return found?["passwordCredentials"]?.elements ?? []
    }

    func secrets() throws -> [String] { try passwords().compactMap { $0["secretText"]?.text } }

    private func keyIDs() throws -> Set<String> { Set(try passwords().compactMap { $0["keyId"]?.text }) }

    /// Neither directory nor vault know of a rotation.
    func isUntouched() throws -> Bool {
        let shown = try desk.json(["show", "crash"])
        return shown["rotation"] == .null && shown["credentials"]?.elements.count == 1
            && shown["credentials"]?.elements.first?["keyId"]?.text.map { $0 == Self.known.keyID } ?? true
    }

    /// One credential in the vault, which the directory has; the stranger's is there, the old one is not, nothing else.
    func expectEnd(_ desk: Desk, _ what: String) throws {
        let shown = try desk.json(["show", "crash"])
        #expect(shown["rotation"] == .null, "\(what)")
        let credentials = shown["credentials"]?.elements ?? []
        #expect(credentials.count == 1 && credentials.first?["state"] == "active", "\(what): \(credentials)")
        let key = try #require(credentials.first?["keyId"]?.text, "\(what)")
        #expect(key != Self.known.keyID, "\(what)")
        #expect(try keyIDs() == [key, Self.stranger], "\(what)")
        try desk.good(["token", "crash", "--force-new"])
        try desk.good(["verify"])
    }
}
