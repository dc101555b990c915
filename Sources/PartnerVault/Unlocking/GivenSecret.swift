#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore
import VaultCrypto

/// Secrets that people or scripts hand in, without their final line end.
enum GivenSecret {
    private static let limit = 64 * 1024

    static func descriptor(_ number: Int32, option: String) throws -> SecretBytes {
        guard number >= 0 else { throw VaultFailure(.usage, "\(option) takes the number of an open file descriptor") }
        // Whatever this program opened itself is closed on exec, and nothing that was handed in can be: a number that
        // nobody opened must not read the vault's own file or a queue of events.
        guard fcntl(number, F_GETFD) & FD_CLOEXEC == 0 else {
            throw unreadable(number, option, reason: Streams.reason(EBADF))
        }
        let secret: SecretBytes
        do {
            secret = try SecretReader.readAll(from: number, limit: limit)
        } catch .unreadable(let reason) {
            throw unreadable(number, option, reason: Streams.reason(reason))
        } catch {
            throw Failures.unread(error, "the input of \(option)")
        }
        guard !secret.isEmpty else { throw VaultFailure(.inputUnreadable, "the input of \(option) is empty") }
        return secret
    }

    private static func unreadable(_ number: Int32, _ option: String, reason: String) -> VaultFailure {
        VaultFailure(
            .inputUnreadable,
            "file descriptor \(number) of \(option) cannot be read: \(reason)",
            hint: "is it open? in a shell: \(option) 3 3< file"
        )
    }

    /// From a file that only this user can read.
    static func file(_ path: String, called what: String) throws -> SecretBytes {
        let secret = try PrivateFile.read(path, called: what, limit: limit)
        guard !secret.isEmpty else { throw VaultFailure(.inputUnreadable, "the \(what) is empty") }
        return secret
    }
}
