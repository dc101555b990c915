import Foundation
import TestThreads
import Testing
import VaultCore
import VaultModel
import VaultStore

@testable import VaultCrypto

/// What may be done to the keys of a vault, and what a good unlock does by itself.
@Suite("Keys of a vault", .onOwnThreads)
struct KeyedVaultTests {
    private static let cheap = try? DerivationCost(memoryMiB: 64, passes: 2)

    private func key(_ text: String = Sample.passphrase) throws -> SlotKey {
        .passphrase(Passphrase(try makeSecret(text)))
    }

    /// Opens the vault for its keys as long as `body` takes.
    private func withKeys<Result>(
        _ folder: VaultFolder, _ text: String = Sample.passphrase, _ body: (KeyedVault) throws -> Result
    ) async throws -> Result {
        let vault = try await folder.find().unlockForKeys(with: try key(text))
        do {
            let result = try body(vault)
            await vault.close()
            return result
        } catch {
            await vault.close()
            throw error
        }
    }

    private func made() async throws -> VaultFolder {
        let folder = try VaultFolder()
        await (try await folder.create()).close()
        return folder
    }

    private func new(_ text: String) throws -> NewSlotKey {
        .passphrase(try PassphraseCost.new(Passphrase(try makeSecret(text)), Self.cheap))
    }

    @Test("the only slot that ever opened the vault cannot be removed")
    func lastProven() async throws {
        let folder = try await made()
        let identity = try Identity()
        try await withKeys(folder) { vault throws in
            _ = try vault.addSlot(.recoveryKey(try RecoveryKey()), label: nil)
            #expect(try vault.addSlot(.recipient(identity.recipient), label: "ci").proven == nil)
        }
        await expectFailure(.lastSlot) { _ = try await withKeys(folder) { try $0.removeSlot(1) } }
        // Once it was used, the recipient's key is known to exist.
        let opened = try await folder.find().unlock(with: .identity(Identity(file: try identity.fileContent())))
        await opened.close()
        try await withKeys(folder) { vault throws in
            #expect(try vault.slots().map { $0.proven != nil } == [true, false, true])
            #expect(try vault.removeSlot(1).id == 1)
            #expect(try vault.slots().map(\.id) == [2, 3])
        }
        await expectFailure(.wrongPassphrase) { _ = try await withKeys(folder) { try $0.slots() } }
    }

    @Test("no slot ID is given twice")
    func numbers() async throws {
        let folder = try await made()
        try await withKeys(folder) { vault throws in
            #expect(try vault.addSlot(new("another passphrase"), label: "night").id == 2)
            _ = try vault.removeSlot(2)
            #expect(try vault.addSlot(new("another passphrase"), label: nil).id == 3)
            #expect(try vault.slots().map(\.label) == [nil, nil])
        }
    }

    @Test("a recipient needs one slot only, a slot that is not there cannot go, and a weak passphrase is none")
    func refusals() async throws {
        let folder = try await made()
        let recipient = try Identity().recipient
        _ = try await withKeys(folder) { try $0.addSlot(.recipient(recipient), label: nil) }
        await expectFailure(.alreadyThere) {
            _ = try await withKeys(folder) { try $0.addSlot(.recipient(recipient), label: nil) }
        }
        await expectFailure(.notFound) { _ = try await withKeys(folder) { try $0.removeSlot(9) } }
        await expectFailure(.weakPassphrase) {
            _ = try await withKeys(folder) {
                try $0.changePassphrase(to: Passphrase(try makeSecret("short")), cost: Self.cheap, in: nil)
            }
        }
        await expectFailure(.usage) {
            _ = try await withKeys(folder) {
                try $0.changePassphrase(to: Passphrase(try makeSecret("long enough a one")), cost: nil, in: 2)
            }
        }
    }

    @Test("a changed passphrase opens the vault and the old one does not; the key file stays with it")
    func changed() async throws {
        let folder = try VaultFolder()
        await (try await folder.create(keyFile: "the key file")).close()
        let vault = try await folder.find().unlockForKeys(
            with: .passphrase(Passphrase(try makeSecret(Sample.passphrase), keyFile: try makeSecret("the key file"))))
        let slot = try vault.changePassphrase(
            to: Passphrase(try makeSecret("quite another one")), cost: Self.cheap, in: nil)
        #expect(slot.kind == "passphraseAndKeyFile")
        await vault.close()
        await expectFailure(.wrongPassphrase) { _ = try await folder.open(keyFile: "the key file") }
        await expectFailure(.keyFileNeeded) { _ = try await folder.open("quite another one") }
        await (try await folder.open("quite another one", keyFile: "the key file")).close()
    }

    @Test("an easily guessed passphrase is wrapped anew at the next unlock, unless its cost was chosen")
    func raised() async throws {
        let folder = try await made()
        try await withKeys(folder) { vault throws in #expect(try vault.slots().map(\.memoryMiB) == [64]) }
        // As an older version with a lower usual cost would have made it.
        let files = VaultFiles(database: folder.file, witnessFolder: folder.witnesses)
        let found = try FoundVault(files, patience: .seconds(60))
        let vaultKey = try KeyRing.unlock(found.header, with: try key())
        var draft = try HeaderDraft(changing: found.header, key: vaultKey)
        let weak = NewPassphrase(
            Passphrase(try makeSecret(Sample.passphrase)), cost: try #require(Self.cheap), isCostChosen: false)
        try draft.add(.passphrase(weak), id: 1, at: folder.world.now)
        let header = try draft.finish(openedBy: 1).header
        let store = found.open(with: try vaultKey.keys(of: found.header))
        try store.write { try $0.set(header) }
        try store.close()
        await (try await folder.open()).close()
        #expect(folder.world.said.contains { $0.contains("harder to guess") })
        try await withKeys(folder) { vault throws in
            #expect(try vault.slots().map(\.memoryMiB) == [256])
            #expect(try vault.slots().map(\.passes) == [3])
        }
        let events = try await folder.withVault { try await $0.audit(TenantSelection(), since: nil, until: nil) }
        #expect(events.filter { $0.event == "costRaised" }.map(\.resource) == ["slot 1"])
    }

    @Test("re-keying keeps recipients, asks for other passphrases, and issues new recovery keys")
    func rekeyed() async throws {
        let folder = try await made()
        let identity = try Identity()
        let recovery = try RecoveryKey()
        try await withKeys(folder) { vault throws in
            _ = try vault.addSlot(.recoveryKey(try recovery.duplicate()), label: "in the safe")
            _ = try vault.addSlot(.recipient(identity.recipient), label: "ci")
            _ = try vault.addSlot(new("another passphrase"), label: "night")
            _ = try vault.addSlot(new("a third passphrase"), label: nil)
        }
        await expectFailure(.wrongPassphrase) {
            _ = try await withKeys(folder) { vault throws in
                try vault.rekey(
                    dropping: [5], passphrase: { _, _ in Passphrase(try makeSecret("a third passphrase")) },
                    progress: { _, _ in })
            }
        }
        let report = try await withKeys(folder) { vault throws in
            try vault.rekey(
                dropping: [5],
                passphrase: { slot, _ in
                    #expect(slot.id == 4 && slot.label == "night")
                    return Passphrase(try makeSecret("another passphrase"))
                }, progress: { _, _ in })
        }
        #expect(report.epoch == 2)
        #expect(report.slots.map(\.id) == [1, 2, 3, 4])
        #expect(report.recoveryKeys.map(\.slot) == [2])
        for text in [Sample.passphrase, "another passphrase"] { await (try await folder.open(text)).close() }
        await expectFailure(.wrongPassphrase) { _ = try await folder.open("a third passphrase") }
        await expectFailure(.wrongPassphrase) {
            _ = try await folder.find().unlock(with: .recoveryKey(try recovery.duplicate()))
        }
        let issued = try #require(report.recoveryKeys.first)
        await (try await folder.find().unlock(with: .recoveryKey(try issued.key.duplicate()))).close()
        await (try await folder.find().unlock(with: .identity(Identity(file: try identity.fileContent())))).close()
        try await withKeys(folder) { vault throws in
            #expect(try vault.slots().map(\.label) == [nil, "in the safe", "ci", "night"])
        }
    }

    @Test("re-keying that would leave no slot that ever opened the vault is refused")
    func rekeyWithoutProven() async throws {
        let folder = try await made()
        try await withKeys(folder) { vault throws in
            _ = try vault.addSlot(.recoveryKey(try RecoveryKey()), label: nil)
            _ = try vault.addSlot(.recipient(try Identity().recipient), label: nil)
        }
        for dropped: Set<UInt32> in [[1], [1, 3], [1, 2, 3]] {
            await expectFailure(.lastSlot) {
                _ = try await withKeys(folder) { vault throws in
                    try vault.rekey(
                        dropping: dropped, passphrase: { _, _ in Passphrase(try makeSecret("")) },
                        progress: { _, _ in })
                }
            }
        }
        await expectFailure(.notFound) {
            _ = try await withKeys(folder) { vault throws in
                try vault.rekey(
                    dropping: [8], passphrase: { _, _ in Passphrase(try makeSecret("")) }, progress: { _, _ in })
            }
        }
        await (try await folder.open()).close()
    }

    @Test("a set for use alone keeps its keys as well")
    func readOnly() async throws {
        let folder = try await made()
        let found = try FoundVault(
            VaultFiles(database: folder.file, witnessFolder: folder.witnesses), patience: .seconds(60))
        let store = found.open(with: try KeyRing.open(found.header, with: try key()))
        try store.write { try $0.set(VaultSettings(isReadOnly: true)) }
        try store.close()
        let changes: [(KeyedVault) throws -> Void] = [
            { _ = try $0.addSlot(.recoveryKey(try RecoveryKey()), label: nil) },
            { _ = try $0.removeSlot(1) },
            { _ = try $0.changePassphrase(to: Passphrase(try makeSecret("quite another one")), cost: nil, in: nil) },
            {
                _ = try $0.rekey(
                    dropping: [], passphrase: { _, _ in Passphrase(try makeSecret("")) }, progress: { _, _ in })
            },
        ]
        for change in changes {
            await expectFailure(.readOnly) { try await withKeys(folder) { try change($0) } }
        }
        try await withKeys(folder) { vault throws in #expect(try vault.slots().map(\.id) == [1]) }
    }
}
