package import VaultCrypto

/// Bytes of a backup from an open file or pipe, which the caller closes.
package final class BackupSource {
    private let descriptor: Int32
    /// How many bytes are taken in all; more is `BackupError.tooLarge`.
    private var room: Int

    package init(_ descriptor: Int32, limit: Int = .max) {
        self.descriptor = descriptor
        room = limit
    }

    /// The plain start of the backup, once.
    package func header() throws -> BackupHeader {
        try BackupHeader(try next(BackupHeader.length), newestSchema: SealedVault.newestSchema)
    }

    /// So many of the bytes that follow, fewer only at the end.
    func next(_ count: Int) throws -> [UInt8] {
        let bytes = try BackupFileError.translating { try OpenFile.readNext(descriptor, upTo: count) }
        room -= bytes.count
        guard room >= 0 else { throw BackupError.tooLarge }
        return bytes
    }
}
