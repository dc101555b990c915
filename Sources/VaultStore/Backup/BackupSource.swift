package import VaultCrypto

/// The bytes of a backup in order, from wherever they come.
package final class BackupSource {
    private let read: (Int) throws -> [UInt8]
    /// How many bytes are still taken; more is `BackupError.tooLarge`.
    private var room: Int

    /// `read` gives so many of the bytes that follow, fewer only at the end.
    package init(limit: Int = .max, _ read: @escaping (Int) throws -> [UInt8]) {
        self.read = read
        room = limit
    }

    /// The plain start of the backup, once.
    package func header() throws -> BackupHeader {
        try BackupHeader(try next(BackupHeader.length), newestSchema: SealedVault.newestSchema)
    }

    func next(_ count: Int) throws -> [UInt8] {
        try Task.checkCancellation()
        let bytes = try read(count)
        room -= bytes.count
        guard room >= 0 else { throw BackupError.tooLarge }
        return bytes
    }

    /// Reads from an open file or pipe, which the caller closes.
    package static func read(_ descriptor: Int32, upTo count: Int) throws -> [UInt8] {
        try BackupFileError.translating { try OpenFile.readNext(descriptor, upTo: count) }
    }
}
