internal import FoundationEssentials

/// Base64url without padding, as JOSE writes it (RFC 7515, section 2).
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// The bytes; nil for padding, other characters, an impossible length or stray bits at the end.
    static func decode(_ text: Substring) -> [UInt8]? {
        guard text.utf8.allSatisfy({ PercentEncoding.isUnreserved($0) }) else { return nil }
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: plain + padding) else { return nil }
        // Two texts for the same bytes would let a signed token be altered without notice.
        return data.base64EncodedString() == plain + padding ? Array(data) : nil
    }
}
