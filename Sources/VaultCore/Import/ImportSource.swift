internal import VaultCrypto

/// A file, a pipe or standard input that tenants are read from, and whether a bundle is in it.
package final class ImportSource {
    private var input: SecretInput?
    package let isBundle: Bool

    /// Looks at the first bytes of `descriptor`, which stays the caller's to close.
    package init(_ descriptor: Int32) throws {
        do {
            var input = try SecretInput(descriptor)
            // What cannot be read is said by whoever reads it, with its place.
            isBundle =
                (try? input.withPreview(BackupHeader.magic.utf8CodeUnitCount) { $0.hasPrefix(BackupHeader.magic) })
                ?? false
            self.input = consume input
        } catch {
            throw VaultFailure(.inputUnreadable, "line 1: \(ImportRefusal(line: 1, .unread(error)).reason)")
        }
    }

    /// Gives up what is read from; once.
    func take() -> SecretInput {
        guard let taken = input.take() else { preconditionFailure("a source is read once") }
        return taken
    }

    /// So many of the bytes that follow, fewer only at the end.
    func next(_ count: Int) throws -> [UInt8] {
        do {
            return try input?.take(count) ?? []
        } catch {
            let reason = ImportRefusal(line: 1, .unread(error)).reason
            throw VaultFailure(.inputUnreadable, "the bundle cannot be read: \(reason)")
        }
    }
}
