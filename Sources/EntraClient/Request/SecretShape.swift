package import VaultCrypto

/// What can be told of a secret by its form alone.
package enum SecretShape {
    /// Whether this is a GUID: the secret's *ID*, which the portal shows beside the value and people paste for it.
    package static func looksLikeKeyID(_ secret: borrowing SecretBytes) -> Bool {
        guard secret.count == 36 else { return false }
        return secret.withSpan { bytes in
            bytes.byteOffsets.allSatisfy { index in
                let byte = bytes.byte(at: index)
                let isHyphen = byte == UInt8(ascii: "-")
                return [8, 13, 18, 23].contains(index)
                    ? isHyphen : Character(UnicodeScalar(byte)).isHexDigit && byte < 0x80
            }
        }
    }

    /// Whether it has neither white space nor control characters, which no client secret has.
    package static func isPrintable(_ secret: borrowing SecretBytes) -> Bool {
        secret.withSpan { bytes in
            bytes.byteOffsets.allSatisfy { bytes.byte(at: $0) > 0x20 && bytes.byte(at: $0) != 0x7f }
        }
    }
}

extension SecretShape {
    /// Whether `text` holds the secret, as it is or percent-encoded.
    static func text(_ text: String, repeats secret: borrowing SecretBytes) -> Bool {
        guard !secret.isEmpty else { return false }
        let decoded = PercentEncoding.decode(text[...]) ?? ""
        return secret.withSpan { bytes in
            [text, decoded].contains { text in
                let haystack = Array(text.utf8)
                guard haystack.count >= bytes.byteCount else { return false }
                return (0...(haystack.count - bytes.byteCount)).contains { start in
                    bytes.byteOffsets.allSatisfy { bytes.byte(at: $0) == haystack[start + $0] }
                }
            }
        }
    }
}
