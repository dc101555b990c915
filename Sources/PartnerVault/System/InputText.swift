import VaultCore
import VaultCrypto

/// Text from standard input that is no long-lived secret.
enum InputText {
    private static let limit = 64 * 1024

    /// Everything there is, as text.
    static func line() throws -> String {
        let bytes: SecretBytes
        do {
            bytes = try SecretReader.readAll(from: Streams.input, limit: limit)
        } catch {
            throw Failures.unread(error, "standard input")
        }
        return bytes.withSpan { span in
            var text: [UInt8] = []
            for offset in 0..<span.byteCount {
                text.append(unsafe span.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
