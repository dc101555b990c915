internal import FoundationEssentials

/// A signed token taken apart; nothing in it has been checked.
struct JSONWebToken: Sendable {
    /// Says how it is signed.
    let header: [String: JSONValue]
    /// What it says.
    let payload: [String: JSONValue]
    /// The bytes that the signature covers.
    let signedPart: Data
    /// The signature.
    let signature: Data

    /// Takes a compact token apart; nil if it is none.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.fields(parts[0]), let payload = Self.fields(parts[1]),
            let signature = Data(base64URL: parts[2])
        else { return nil }
        self.header = header
        self.payload = payload
        self.signature = signature
        signedPart = Data("\(parts[0]).\(parts[1])".utf8)
    }

    /// A claim that is a text.
    func text(_ claim: String) -> String? {
        guard case .string(let text) = payload[claim] else { return nil }
        return text
    }

    /// A claim that is an instant, written as a number or, as MSAL for .NET does, as a text.
    func instant(_ claim: String) -> Date? {
        let seconds: Double? =
            switch payload[claim] {
            case .integer(let value): Double(value)
            case .number(let value): value
            case .string(let text): Double(text)
            case .null, .bool, .array, .object, nil: nil
            }
        return seconds.map { Date(timeIntervalSince1970: $0) }
    }

    /// The audiences, of which there may be several.
    var audiences: [String] {
        switch payload["aud"] {
        case .string(let one):
            return [one]
        case .array(let several):
            return several.compactMap { value in
                guard case .string(let text) = value else { return nil }
                return text
            }
        default:
            return []
        }
    }

    /// Refuses a token whose time has not come or is over; clocks may differ by five minutes.
    func checkTime(at now: Date) throws(EntraError) {
        let leeway = 300.0
        guard let end = instant("exp") else { throw .invalidAssertion("it has no end") }
        let begin = instant("nbf")
        guard now < end.addingTimeInterval(leeway), (begin ?? now).addingTimeInterval(-leeway) <= now else {
            throw .assertionOutsideValidity(now: now, from: begin, until: end)
        }
    }

    private static func fields(_ part: Substring) -> [String: JSONValue]? {
        Data(base64URL: part).flatMap { try? JSONDecoder().decode([String: JSONValue].self, from: $0) }
    }
}
