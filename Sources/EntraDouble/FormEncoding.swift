extension String {
    /// Writes the text as a value of a form or a query; only what RFC 3986 leaves unreserved stays.
    var formEncoded: String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(UnicodeScalar(byte))
            default:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

/// Writes fields as a query, in their order.
func query(_ fields: [(name: String, value: String)]) -> String {
    fields.map { "\($0.name)=\($0.value.formEncoded)" }.joined(separator: "&")
}
