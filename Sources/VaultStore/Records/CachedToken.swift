package import FoundationEssentials
internal import VaultCrypto
package import VaultModel

/// What the token cache holds for one request: a token, or the word that it must not be asked for yet.
package enum CachedToken: Sendable, Equatable {
    /// With the key ID of the credential that it was minted with.
    case token(String, type: String, expires: Date, keyID: KeyID? = nil)
    /// The authority asked for patience until then.
    case throttled(until: Date)

    var recordBytes: [UInt8] {
        get throws {
            var writer = ByteWriter(reserving: 4096)
            switch self {
            case .token(let token, let type, let expires, let keyID):
                writer.put(UInt8(1))
                writer.put(expires)
                try writer.put(text: type)
                writer.put(keyID != nil)
                if let keyID { writer.put(keyID.uuid) }
                try writer.put(text: token)
            case .throttled(let until):
                writer.put(UInt8(2))
                writer.put(until)
            }
            return writer.bytes
        }
    }

    init(_ bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        switch try reader.integer(UInt8.self) {
        case 1:
            let expires = try reader.instant()
            let type = try reader.text()
            let keyID: KeyID? = try reader.flag() ? try reader.identifier() : nil
            self = .token(try reader.text(), type: type, expires: expires, keyID: keyID)
        case 2: self = .throttled(until: try reader.instant())
        default: throw EncodingError.malformed
        }
        try reader.end()
    }
}
