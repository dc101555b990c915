import Foundation
import VaultCrypto

/// How the bytes of a test arrive.
enum Feed: CaseIterable {
    case file
    /// A socket that keeps messages apart and does not block, so that every read(2) gives one byte or none yet.
    case byteByByte
}

/// Lends a descriptor from which `bytes` can be read.
@discardableResult
func feeding<Result>(
    _ bytes: [UInt8],
    _ feed: Feed = .file,
    _ body: (Int32) throws -> Result
) throws -> Result {
    switch feed {
    case .file:
        guard let file = unsafe tmpfile() else { throw POSIXError(.EIO) }
        defer { unsafe fclose(file) }
        let descriptor = unsafe fileno(file)
        _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        return try body(descriptor)
    case .byteByByte:
        var ends: [Int32] = [0, 0]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0 else { throw POSIXError(.EIO) }
        let (near, far) = (ends[0], ends[1])
        defer { close(near) }
        _ = fcntl(near, F_SETFL, O_NONBLOCK)
        // The socket's buffer holds some 270 messages, so somebody else has to write.
        Thread.detachNewThread {
            for byte in bytes {
                let message = [byte]
                _ = unsafe message.withUnsafeBytes { unsafe send(far, $0.baseAddress, 1, Int32(MSG_NOSIGNAL)) }
            }
            close(far)
        }
        return try body(near)
    }
}

@discardableResult
func feeding<Result>(_ text: String, _ feed: Feed = .file, _ body: (Int32) throws -> Result) throws -> Result {
    try feeding(Array(text.utf8), feed, body)
}

/// What a secret says, for comparison.

func text(_ secret: consuming SecretBytes?) -> String? {
    switch consume secret {
    case .some(let secret): unsafe secret.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    case nil: nil
    }
}

func text(_ span: RawSpan) -> String {
    unsafe span.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
}
