internal import VaultCrypto

/// Why a backup's file was not written. None is left behind then.
package enum BackupFileError: Error, Equatable {
    case noFolder
    /// Something else lies there, which is never replaced.
    case taken
    case symbolicLink
    case notRegular
    case diskFull
    /// The system's error number.
    case system(Int32)
    /// What was written cannot be read back, or is something else then.
    case unfaithful

    /// What went wrong with the file, and not with the vault.
    init(_ error: StoreError) {
        switch error {
        case .noVault: self = .noFolder
        case .vaultExists: self = .taken
        case .unsafe(.symbolicLink): self = .symbolicLink
        case .diskFull: self = .diskFull
        case .inputOutput(let number): self = .system(number)
        default: self = .system(0)
        }
    }

    /// Runs `body`, which works on the file alone.
    static func translating<Result: ~Copyable>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as StoreError { throw BackupFileError(error) }
    }
}
