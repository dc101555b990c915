import Foundation
import ProgramHarness
import Synchronization
import Testing
import VaultCore
import VaultCrypto
import VaultModel

/// All that a vault says of itself, read by one who was told of no crash.
enum VaultState: Equatable, Sendable {
    case absent
    case there(tenants: [TenantReport], events: [String], keys: [String])

    /// Without what is different each time the same is done.
    var withoutIDs: VaultState {
        guard case .there(var tenants, let events, let keys) = self else { return self }
        for tenant in tenants.indices {
            for credential in tenants[tenant].credentials.indices { tenants[tenant].credentials[credential].id = "" }
        }
        return .there(tenants: tenants, events: events, keys: keys)
    }

    /// How many tenants, with what credentials, after which events.
    var summary: String {
        guard case .there(let tenants, let events, let keys) = self else { return "no vault" }
        let shown = tenants.map { "\($0.name) \($0.credentials.map { "\($0.state) \($0.exposed)" })" }
        return [shown, events, keys].map { $0.joined(separator: ", ") }.joined(separator: "; ")
    }
}

/// Opens a desk's vault without running the program, which would take longer.
struct VaultReader {
    let desk: Desk
    let keys: [CrashCommand.Key]
    /// What was said on the way.
    let notes = Notes()

    final class Notes: Sendable {
        private let notes = Mutex<[String]>([])

        var all: [String] { notes.withLock(\.self) }

        func add(_ note: String) { notes.withLock { $0.append(note) } }
    }

    /// Opens, verifies and reads the vault, and leaves it as it is.
    func read() async throws -> VaultState {
        try await withVault { _, state in state } ?? .absent
    }

    /// The same, and then a change by which the vault must be in order again.
    func readAndGoOn() async throws -> VaultState {
        let found = try await withVault { vault, state in
            var order = TenantOrder(
                name: try #require(TenantName("after the crash")), directory: Desk.guid(1, 99), verify: false)
            let client: ClientID = try #require(ClientID(Desk.guid(2, 99)))
            order.clientID = client
            order.secret = try Self.secret("aft3r")
            _ = try await vault.add(order)
            _ = try await vault.verify { _, _ in }
            return state
        }
        if let found { return found }
        let new = NewVault(
            passphrase: Passphrase(try Self.secret(desk.passphrase)),
            cost: try DerivationCost(memoryMiB: 64, passes: 2))
        try await DirectVault.create(at: desk.vault, new, surroundings: surroundings).close()
        return .absent
    }

    /// Nil where there is no vault.
    private func withVault<Result>(_ body: (DirectVault, VaultState) async throws -> Result) async throws -> Result? {
        for (index, key) in keys.enumerated() {
            do {
                guard let vault = try await open(key) else { return nil }
                do {
                    let result = try await body(vault.vault, try await state(of: vault, openedBy: index))
                    await vault.vault.close()
                    return result
                } catch {
                    await vault.vault.close()
                    throw error
                }
            } catch let failure as VaultFailure where index + 1 < keys.count {
                guard [.wrongPassphrase, .keyFileNeeded].contains(failure.code) else { throw failure }
            }
        }
        return nil
    }

    private func open(_ key: CrashCommand.Key) async throws -> KeyedVault? {
        let locked: LockedVault
        do {
            locked = try DirectVault.find(
                at: desk.vault, caFile: nil, options: OpenOptions(), surroundings: surroundings)
        } catch let failure as VaultFailure where failure.code == .noVault {
            return nil
        }
        let passphrase = Passphrase(try Self.secret(key.passphrase), keyFile: try keyFile(of: key))
        return try await locked.unlockForKeys(with: .passphrase(passphrase))
    }

    private func state(of keyed: KeyedVault, openedBy key: Int) async throws -> VaultState {
        let vault = keyed.vault
        _ = try await vault.verify { _, _ in }
        let events = try await vault.audit(TenantSelection(), since: nil, until: nil)
        return .there(
            tenants: try await vault.tenants(.everything), events: events.map { "\($0.event) \($0.tenant ?? "")" },
            keys: ["opened by \(key)"] + (try keyed.slots().map { "\($0.id) \($0.kind) \($0.label ?? "")" }))
    }

    private func keyFile(of key: CrashCommand.Key) throws -> SecretBytes? {
        guard key.hasKeyFile else { return nil }
        return try KeyFile.read(try Self.secret(String(contentsOfFile: desk.keyFile, encoding: .utf8)))
    }

    private var surroundings: Surroundings {
        Surroundings(
            now: { Date() }, pause: { try await Task.sleep(for: $0) },
            environment: ["XDG_STATE_HOME": "\(desk.home.path)/state"],
            actor: .init(user: "ada", pid: 42, program: "tests"), notify: { [notes] in notes.add($0) },
            patience: .seconds(60))
    }

    private static func secret(_ text: String) throws -> SecretBytes {
        let bytes = Array(text.utf8)
        // The pointer is used inside the closure only, and the block is as long as `bytes`.
        return unsafe try SecretBytes(count: bytes.count) { block in unsafe block.copyBytes(from: bytes) }
    }
}
