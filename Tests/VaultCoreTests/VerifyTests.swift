import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

@Suite("Verify")
struct VerifyTests {
    @Test("What was opened is counted, and every change is a generation")
    func counts() async throws {
        try await Bench.run { bench in
            let empty = try await bench.vault.verify { _, _ in }
            #expect(empty.tenants == 0 && empty.applications == 0 && empty.secrets == 0 && empty.auditRows == 1)
            try await bench.add("contoso")
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.leadsNext) }
            let told = Mutex<[Int]>([])
            let report = try await bench.vault.verify { done, of in told.withLock { $0 += [done, of] } }
            #expect(report.tenants == 2 && report.applications == 1 && report.secrets == 2)
            // Created, two added, edited with a new secret.
            #expect(report.auditRows == 5)
            #expect(report.generation == empty.generation + 3)
            #expect(report.vaultID == empty.vaultID && UUID(uuidString: report.vaultID) != nil)
            #expect(report.vaultID == report.vaultID.lowercased() && report.milliseconds >= 0)
            #expect(report.epoch == 1 && report.slots == 1 && report.damage == nil && report.findings.isEmpty)
            #expect(report.auditFrom == Sample.today && report.auditUntil == Sample.today)
            // Three records and five rows of the log, one after the other.
            #expect(told.withLock(\.self) == (1...8).flatMap { [$0, 8] })
        }
    }

    @Test("A vault that was changed behind its back is said to be")
    func tampered() async throws {
        let folder = try VaultFolder()
        let vault = try await folder.create()
        await vault.close()
        // The manifest's state begins with these letters.
        try folder.patch(after: "PV1T", at: 40) { $0 ^ 1 }
        let failure = await expectFailure(.tampered) {
            _ = try await folder.withVault { try await $0.verify { _, _ in } }
        }
        #expect(failure?.hint?.contains("backup") == true)
    }

    @Test("A vault that was replaced is not verified in the other's name")
    func replaced() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try bench.folder.replaceFile()
            await expectFailure(.busy) { try await bench.edit("contoso") { $0.notes = "lost" } }
            #expect(try await bench.show("contoso").notes == nil)
        }
    }
}
