internal import VaultCrypto

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The file into which a platform writes the token that an application proves itself with: read anew at each sign-in,
/// since it is replaced every hour or so.
enum TokenFile {
    /// Longer than any token.
    private static let limit = 64 * 1024
    private static let longestPath = 1024

    /// The path as the vault keeps it.
    static func path(_ text: String) throws -> SecretBytes {
        guard text.hasPrefix("/"), (2...longestPath).contains(text.utf8.count), !text.utf8.contains(0) else {
            throw VaultFailure(
                .usage, "the token file needs an absolute path",
                hint: "the vault is used from other folders too: begin it with a slash")
        }
        return unsafe try SecretBytes(count: text.utf8.count) { unsafe $0.copyBytes(from: Array(text.utf8)) }
    }

    /// The token in the file that was stored as `path`.
    static func read(stored path: borrowing SecretBytes) throws -> SecretBytes {
        let text = unsafe path.withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
        guard let text else { throw VaultFailure(.tampered, "the token file's path is damaged") }
        return try read(text)
    }

    static func read(_ path: String) throws -> SecretBytes {
        // A platform's token is its own business: it is often a link into a folder that is swapped as a whole.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        let token: SecretBytes
        do {
            token = try SecretReader.readAll(from: descriptor, limit: limit)
        } catch {
            throw unreadable(path)
        }
        guard !token.isEmpty else { throw unreadable(path) }
        return token
    }

    private static func unreadable(_ path: String) -> VaultFailure {
        VaultFailure(
            .inputUnreadable, "the token file \(path) cannot be read, or holds no token",
            hint: "the platform that writes it may not have done so yet")
    }
}
