internal import EntraClient
internal import VaultCrypto
internal import VaultPolicy
internal import VaultStore

/// A vault opened in this process. Its uses are one file each, beside this one.
package final class DirectVault: VaultService {
    let store: SealedVault
    let surroundings: Surroundings
    let transport: WebTransport
    let policy = Policy()

    var entra: EntraClient {
        EntraClient(transport: transport, now: surroundings.now, pause: surroundings.pause)
    }

    init(_ store: SealedVault, caFile: String?, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
        transport = WebTransport(
            TransportSettings(
                environment: surroundings.environment, caFile: caFile, timeout: surroundings.replyTimeout))
    }

    /// Makes a new vault; `vaultExists` when there is something at `file`, `weakPassphrase` below the floor.
    package static func create(
        at file: String, _ new: consuming NewVault, surroundings: Surroundings
    ) async throws -> DirectVault {
        do {
            return try make(at: file, new, surroundings: surroundings)
        } catch {
            throw VaultFailure(any: error, tenant: "NAME")
        }
    }

    private static func make(
        at file: String, _ new: consuming NewVault, surroundings: Surroundings
    ) throws -> DirectVault {
        try PassphraseFloor.check(new.passphrase.text)
        let cost = try cost(memoryMiB: new.memoryMiB, passes: new.passes)
        let isChosen = new.memoryMiB != nil || new.passes != nil
        let made = try KeyRing.create(
            schema: SealedVault.newestSchema,
            with: NewPassphrase(new.passphrase, cost: cost, isCostChosen: isChosen), at: surroundings.now())
        let header = made.header
        let store = try SealedVault.create(
            VaultFiles(database: file, witnessFolder: surroundings.witnessFolder), header: header,
            keys: made.takeKeys(), recording: surroundings.entry(.created), patience: surroundings.patience)
        return DirectVault(store, caFile: nil, surroundings: surroundings)
    }

    private static func cost(memoryMiB: Int?, passes: Int?) throws -> DerivationCost {
        let usual = DerivationCost.usual
        do {
            return try DerivationCost(
                memoryMiB: UInt32(clamping: memoryMiB ?? Int(usual.memoryMiB)),
                passes: UInt32(clamping: passes ?? Int(usual.passes)))
        } catch KeyError.costOutOfBounds {
            throw VaultFailure(
                .costOutOfBounds, "a key-derivation cost is 64 to 1024 MiB and 2 to 16 passes",
                hint: "leave both out for \(usual.memoryMiB) MiB and \(usual.passes) passes")
        }
    }

    /// Finds the vault, checks its surroundings and reads its header; no key is needed yet.
    /// `caFile` is trusted beside the system's authorities for hosts that are not Microsoft's.
    package static func find(
        at file: String, caFile: String?, options: OpenOptions, surroundings: Surroundings
    ) throws -> LockedVault {
        try VaultFailure.translating {
            let files = VaultFiles(database: file, witnessFolder: surroundings.witnessFolder)
            return LockedVault(
                found: try FoundVault(files, patience: surroundings.patience), options: options, caFile: caFile,
                surroundings: surroundings)
        }
    }

    /// Ends connections and the file's log; to be called once, whatever happened.
    package func close() async {
        await transport.shutdown()
        // What remains in the log is moved by the next process that closes.
        try? store.close()
    }
}
