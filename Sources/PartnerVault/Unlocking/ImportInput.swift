import VaultCore

/// A file to import, and what it takes to read it: a bundle is locked.
final class ImportInput {
    private let file: InputFile
    private let source: ImportSource
    private var bundle: OpenedBundle?

    init(_ path: String) throws {
        file = try InputFile(path)
        source = try ImportSource(file.descriptor)
    }

    var name: String { file.name }
    var isBundle: Bool { source.isBundle }

    /// Opens the bundle: with the identity that was given, or the environment's; a backup also with its passphrase,
    /// which is typed, since other ways are the vault's own.
    func open(_ options: VaultOptions, in context: Context) async throws {
        let locked = try LockedBundle(source)
        let keyhole = Keyhole(
            shown: VaultLocation.shown(name, environment: context.surroundings.environment),
            needsKeyFile: locked.needsKeyFile,
            takesPassphrase: locked.takesPassphrase
        )
        var surroundings = context.surroundings
        surroundings.environment["PARTNER_VAULT_PASSPHRASE_FILE"] = nil
        let own = Context(surroundings: surroundings, screen: context.screen, showsProgress: context.showsProgress)
        var options = options
        (options.passphraseFd, options.passphraseFile, options.recoveryKeyFd) = (nil, nil, nil)
        bundle = try await own.unlocking(keyhole, options, .once) { try await locked.unlock(with: $0) }
    }

    func store(in vault: DirectVault, _ options: ImportOptions) async throws -> ImportReport {
        if let bundle { return try await vault.importTenants(from: bundle, options) }
        return try await vault.importTenants(
            from: source,
            fileName: file.descriptor == Streams.input ? nil : name,
            options
        )
    }
}
