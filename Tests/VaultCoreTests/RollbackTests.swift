import Foundation
import Testing
import VaultCore

/// A vault against its witness, as whoever opens it meets it.
@Suite("Rollback")
struct RollbackTests {
    private func move(_ from: String, to path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        try FileManager.default.copyItem(atPath: from, toPath: path)
    }

    private func note(_ text: String, in folder: VaultFolder) async throws {
        try await folder.withVault { vault in
            var change = TenantChange(verify: false)
            change.notes = text
            _ = try await vault.edit("contoso", change)
        }
    }

    /// A closed vault with one tenant, and the path of its witness.
    private func make(_ folder: VaultFolder) async throws -> String {
        try await Bench.run { bench in
            // Only the order's shape is wanted of the bench; nothing is asked of its directory.
            let order = try bench.order("contoso")
            let vault = try await folder.create()
            _ = try await vault.add(order)
            await vault.close()
        }
        let witness = try FileManager.default.contentsOfDirectory(atPath: folder.witnesses).first {
            $0.hasSuffix(".witness")
        }
        return folder.witnesses + "/" + (try #require(witness))
    }

    private func expectAccepted(_ folder: VaultFolder) async throws {
        try await folder.withVault(OpenOptions(acceptRollback: true)) { vault in
            let log = try await vault.audit(TenantSelection(), since: nil, until: nil)
            #expect(log.last?.event == "rollbackAccepted")
        }
        // Once is enough.
        try await folder.withVault { _ = try await $0.verify { _, _ in } }
    }

    @Test("An old copy put back is refused until it is accepted, which is recorded")
    func rolledBack() async throws {
        let folder = try VaultFolder()
        _ = try await make(folder)
        try move(folder.file, to: folder.path + "/old")
        try await note("new", in: folder)
        try move(folder.path + "/old", to: folder.file)
        let failure = await expectFailure(.rolledBack) { _ = try await folder.open() }
        #expect(failure?.code.status.rawValue == 5)
        #expect(failure?.hint?.contains("--accept-rollback") == true)
        try await expectAccepted(folder)
        // Nor is the newer copy a continuation of what was accepted.
        try await note("other", in: folder)
    }

    @Test("A copy that went another way is refused until it is accepted")
    func forked() async throws {
        let folder = try VaultFolder()
        let witness = try await make(folder)
        try move(folder.file, to: folder.path + "/old")
        try move(witness, to: folder.path + "/old.witness")
        try await note("one", in: folder)
        try move(folder.file, to: folder.path + "/one")
        try move(folder.path + "/old", to: folder.file)
        try move(folder.path + "/old.witness", to: witness)
        try await note("two", in: folder)
        try move(folder.path + "/one", to: folder.file)
        let failure = await expectFailure(.forked) { _ = try await folder.open() }
        #expect(failure?.code.status.rawValue == 5)
        try await expectAccepted(folder)
    }

    @Test("A damaged witness is refused until the vault is accepted")
    func damaged() async throws {
        let folder = try VaultFolder()
        let witness = try await make(folder)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: witness))
        bytes[30] ^= 1
        try bytes.write(to: URL(fileURLWithPath: witness))
        let failure = await expectFailure(.witnessDamaged) { _ = try await folder.open() }
        #expect(failure?.code.status.rawValue == 5)
        try await expectAccepted(folder)
    }

    @Test("A missing witness is said and begun, or refused where one is demanded")
    func missing() async throws {
        let folder = try VaultFolder()
        let witness = try await make(folder)
        try FileManager.default.removeItem(atPath: witness)
        let strict = OpenOptions(requireWitness: true)
        let failure = await expectFailure(.witnessMissing) { _ = try await folder.open(Sample.passphrase, strict) }
        #expect(failure?.code.status.rawValue == 5)
        #expect(folder.world.said.isEmpty)
        try await folder.withVault { vault in
            let log = try await vault.audit(TenantSelection(), since: nil, until: nil)
            #expect(log.last?.event == "witnessMissing")
        }
        #expect(folder.world.said.count == 1)
        try await folder.withVault(strict) { _ in }
        #expect(folder.world.said.count == 1)
    }
}
