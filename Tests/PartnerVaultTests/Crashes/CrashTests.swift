import Foundation
import ProgramHarness
import TestThreads
import Testing
import VaultCore

/// How much of the sweeps is run: all of it by `scripts/crash-sweep`, each kind of call by `scripts/test`.
enum CrashSweep {
    static let isFull = ProcessInfo.processInfo.environment["PARTNER_VAULT_CRASH_SWEEP"] == "full"

    /// Files that every command deals with.
    private static let everyday: Set = [
        "vault.db", "vault.db-wal", "vault.db-shm", "vault.lock", "ID.witness", "ID.witness.new", "ID.witness.lock",
        "partner-vault",
    ]

    /// Calls at which something happens: all, or the first of each row of calls at one site.
    static func points(_ trace: DiskTrace) -> [Int] {
        isFull ? Array(1...trace.count) : trace.beginnings.map(\.number)
    }

    /// What happens where: everything everywhere, or one fault at a call. What every command does is shared out among
    /// them; what only some do is tried in each.
    static func cases(
        _ faults: [CrashShim.Fault], of command: CrashCommand, _ trace: DiskTrace
    ) -> [(number: Int, fault: CrashShim.Fault)] {
        guard !isFull else { return (1...trace.count).flatMap { number in faults.map { (number, $0) } } }
        let place = command.place
        var seen: Set<String> = []
        return trace.beginnings.enumerated().compactMap { index, beginning in
            let isEveryday = everyday.contains(beginning.role)
            let isChosen = isEveryday ? (index + place) % 4 == 0 : seen.insert(beginning.site).inserted
            return isChosen ? (beginning.number, faults[(index / 4 + place) % faults.count]) : nil
        }
    }
}

@Suite("A crash leaves the old state or the new", .onOwnThreads, .enabled(if: CrashShim.isPossible))
struct CrashTests {
    @Test("killed at each call that changes a file", arguments: CrashCommand.all)
    func killed(command: CrashCommand) async throws {
        let scene = try await CrashScene(command)
        for (number, fault) in CrashSweep.cases([.kill, .torn], of: command, scene.trace) {
            let (desk, run) = try scene.run(fault, at: number)
            // Random IDs make a run shorter or longer by a page.
            #expect(run.status == 128 + SIGKILL || run.status == 0, "\(run.errors)")
            await scene.judge(
                desk, confirmed: run.status == 0 || !run.output.isEmpty, "\(fault) at call \(number)")
        }
    }

    @Test("a call that fails", arguments: CrashCommand.all)
    func failing(command: CrashCommand) async throws {
        let scene = try await CrashScene(command)
        let faults = CrashShim.Fault.allCases.filter { !$0.kills }
        for (number, fault) in CrashSweep.cases(faults, of: command, scene.trace) {
            let what = "\(fault) at call \(number)"
            let (desk, run) = try scene.run(fault, at: number)
            #expect([ExitStatus.done, .failure].contains(ExitStatus(rawValue: run.status)), "\(what): \(run)")
            for secret in [CrashCommand.secret, CrashCommand.newPassphrase, Desk.passphrase] {
                #expect(!(run.output + run.errors).contains(secret), "\(what)")
            }
            if run.status != 0 { #expect(Complaint(run.errors) != nil, "\(what): \(run.errors)") }
            // A new vault that failed shows its recovery key too, if it is there at all.
            let isConfirmed = run.status == 0 || (!run.output.isEmpty && command.start != .nothing)
            let isNew = await scene.judge(desk, confirmed: isConfirmed, what)
            if run.errors.contains("nothing was changed") { #expect(isNew == false, "\(what)") }
            if run.errors.contains("was stored") { #expect(isNew == true, "\(what)") }
            if command.issuesRecoveryKey, isNew == true {
                #expect(run.output.contains(/(?m)^(?:[A-Z2-7]{4}-){6}[A-Z2-7]{4}$/), "\(what): \(run.errors)")
            }
        }
    }
}
