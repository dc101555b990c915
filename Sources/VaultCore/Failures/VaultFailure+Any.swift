internal import EntraClient
internal import VaultCrypto
internal import VaultStore

extension VaultFailure {
    /// Runs `body` and turns each module's errors into the one that people see.
    static func translating<Result: ~Copyable>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw VaultFailure(any: error, tenant: "NAME")
        }
    }

    /// The same for what awaits; `tenant` is named in hints.
    static func translating<Result: ~Copyable>(
        tenant: String = "NAME", _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch {
            throw VaultFailure(any: error, tenant: tenant)
        }
    }

    init(any error: any Error, tenant: String) {
        switch error {
        case let failure as VaultFailure: self = failure
        case let error as StoreError: self.init(error)
        case let error as KeyError: self.init(error)
        case let error as BackupError: self.init(error)
        case let error as BackupFileError: self.init(error)
        case let error as EntraError: self.init(error, tenant: tenant)
        case is SecretMemoryError:
            self.init(
                .memoryLocking, "the system does not let this program lock memory for secrets",
                hint: "raise the limit: ulimit -l")
        case SealError.tooLong: self.init(.usage, "that is too long to be stored")
        case is SealError, is EncodingError: self.init(.damaged(.record))
        case is CancellationError: self.init(.interrupted, "interrupted")
        default: self.init(.failure, "something failed that has no name yet")
        }
    }
}

/// A name as a shell takes it for one word.
package func shellQuoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: ":"):
            true
        default: false
        }
    }
    return plain && !text.isEmpty
        ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
