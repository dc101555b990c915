/// Why a vault was not opened, read or written.
package enum StoreError: Error, Equatable {
    case noVault
    case vaultExists
    case notAVault
    case unsafe(FileFinding)
    case networkFileSystem
    case busy
    case diskFull
    /// The system refused a read or write; SQLite's or the system's error number.
    case inputOutput(Int32)
    /// The file was moved or replaced under the open vault.
    case replaced
    /// The vault's keys were changed by another process since it was opened.
    case rekeyed
    case damaged(Damage)
    case rolledBack(witness: UInt64, vault: UInt64)
    case forked
    case witnessMissing
    case witnessDamaged
    /// The change is durable; only what guards it against an older copy is not.
    case witnessUnwritten
    /// A name or client ID that must be unique is taken.
    case taken
    case noSuchRecord

    /// What did not agree with what.
    package enum Damage: String, Sendable {
        case file = "the file is no sound database"
        case schema = "the schema was changed"
        case header = "the header was changed"
        case manifest = "the manifest was changed"
        case bucket = "a record was changed, moved, added or removed"
        case box = "a record does not open"
        case record = "a record is malformed"
        case index = "the index points to another record"
        case history = "the history of roots was changed"
        case audit = "the audit log was changed"
    }

    /// What is unsafe about a file or folder.
    package enum FileFinding: String, Sendable {
        case symbolicLink = "is a symbolic link"
        case notRegular = "is not a regular file"
        case notFolder = "is not a folder"
        case foreignOwner = "belongs to another user"
        case openToOthers = "can be read or written by other users"
        case severalLinks = "has several hard links"
    }
}
