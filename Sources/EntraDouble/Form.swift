internal import FoundationEssentials
internal import HTTPTypes

/// The fields of an `application/x-www-form-urlencoded` body or a query.
struct Form: Equatable, Sendable {
    private var fields: [String: String] = [:]
    /// The first field that came more than once.
    private(set) var repeated: String?

    /// Reads pairs joined by `&`; `+` is a blank, and what is not UTF-8 or badly escaped is left out.
    init(_ text: String) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, let name = String(first).formDecoded else { continue }
            let value = parts.count > 1 ? String(parts[1]).formDecoded : ""
            guard let value else { continue }
            if fields.updateValue(value, forKey: name) != nil, repeated == nil { repeated = name }
        }
    }

    /// The value of a field, or nil if it is absent or empty; Entra makes no difference.
    subscript(_ name: String) -> String? {
        fields[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A client ID and secret from an `Authorization: Basic` header.
struct BasicCredentials: Equatable, Sendable {
    /// The part before the colon.
    let clientId: String
    /// The part after it.
    let secret: String

    /// Reads the header; both parts are form-encoded inside the Base64 (RFC 6749, section 2.3.1).
    init?(_ headers: HTTPFields) {
        guard let header = headers[.authorization], header.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: String(header.dropFirst(6))),
            let pair = String(validating: decoded, as: UTF8.self)
        else { return nil }
        let parts = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let clientId = String(parts[0]).formDecoded, let secret = String(parts[1]).formDecoded
        else { return nil }
        self.clientId = clientId
        self.secret = secret
    }
}

extension String {
    /// Undoes form encoding, or nil if an escape is broken or the bytes are not UTF-8.
    var formDecoded: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue else { return nil }
                bytes.append(high << 4 | low)
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    /// What an ASCII digit of base 16 counts.
    fileprivate var hexValue: UInt8? {
        Character(UnicodeScalar(self)).hexDigitValue.map { UInt8($0) }
    }
}
