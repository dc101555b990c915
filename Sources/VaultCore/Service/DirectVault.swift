internal import EntraClient
internal import VaultCrypto
internal import VaultStore

/// A vault opened in this process. Its uses are one file each, beside this one.
package final class DirectVault: VaultService {
    let store: SealedVault
    let surroundings: Surroundings
    private let web: WebTransport
    /// The same, seen through what surrounds the program.
    private let transport: any HTTPTransport

    var entra: EntraClient {
        EntraClient(transport: transport, now: surroundings.now, pause: surroundings.pause)
    }

    init(_ store: SealedVault, caFile: String?, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
        web = WebTransport(
            TransportSettings(
                environment: surroundings.environment, caFile: caFile, timeout: surroundings.replyTimeout))
        transport = surroundings.transport(web)
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
        let now = surroundings.now()
        let made = try KeyRing.create(
            schema: SealedVault.newestSchema, with: try PassphraseCost.new(new.passphrase, new.cost),
            recoveryKey: new.recoveryKey, at: now)
        let header = made.header
        let store = try SealedVault.create(
            VaultFiles(database: file, witnessFolder: surroundings.witnessFolder), header: header,
            keys: made.takeKeys(), recording: surroundings.entry(.created), patience: surroundings.patience)
        return DirectVault(store, caFile: nil, surroundings: surroundings)
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
        await web.shutdown()
        // What remains in the log is moved by the next process that closes.
        try? store.close()
    }
}
