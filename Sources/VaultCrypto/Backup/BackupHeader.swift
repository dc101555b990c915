/// The plain start of a backup: whose it is, and which keys open it.
///
///     magic[8] version u16 zero[6] vault header[3500] stream header[24]
package struct BackupHeader: Sendable {
    package static let magic: StaticString = "PVBACK\r\n"
    static let version: UInt16 = 1
    static let streamHeaderLength = 24
    private static let vaultHeaderStart = 16
    package static let length = vaultHeaderStart + VaultHeader.length + streamHeaderLength

    /// The vault's header as it was then, with the slots of that time.
    package let vault: VaultHeader
    /// All of it, which the first chunk authenticates.
    let bytes: [UInt8]

    /// Reads the start of a backup and checks its bounds; no key is needed, and nothing is allocated by what it says.
    ///
    /// - Throws: `BackupError`, or `KeyError.tooNew` and `.costOutOfBounds` for the vault's header.
    package init(_ bytes: [UInt8], newestSchema: UInt16) throws {
        var reader = ByteReader(bytes)
        var magic = ByteWriter()
        magic.put(Self.magic)
        guard (try? reader.bytes(8)) == magic.bytes else { throw BackupError.notABackup }
        guard let version = try? reader.integer(UInt16.self) else { throw BackupError.incomplete }
        guard version <= Self.version else { throw BackupError.tooNew(found: version) }
        guard bytes.count == Self.length else { throw BackupError.incomplete }
        do {
            guard version == Self.version else { throw BackupError.damaged }
            try reader.zeroes(6)
            vault = try VaultHeader(try reader.bytes(VaultHeader.length), newestSchema: newestSchema)
        } catch is EncodingError {
            throw BackupError.damaged
        } catch KeyError.notAHeader {
            throw BackupError.damaged
        }
        self.bytes = bytes
    }

    /// What stands before the stream's own header.
    static func start(_ vault: VaultHeader) -> [UInt8] {
        var writer = ByteWriter(reserving: length)
        writer.put(magic)
        writer.put(version)
        writer.pad(to: vaultHeaderStart)
        writer.put(vault.bytes)
        return writer.bytes
    }

    var streamHeader: [UInt8] { Array(bytes.suffix(Self.streamHeaderLength)) }
}

/// Why bytes are no backup, or no whole one.
package enum BackupError: Error, Equatable {
    case notABackup
    case tooNew(found: UInt16)
    /// It ends before its end.
    case incomplete
    /// It was changed, or belongs to another vault.
    case damaged
    /// Something follows after its end.
    case trailing
    /// It is sound, and larger than what is taken.
    case tooLarge
}
