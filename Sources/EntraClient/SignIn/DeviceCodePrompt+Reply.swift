internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

extension DeviceCodePrompt {
    /// The longest that a code is believed to live; Entra gives 15 minutes.
    static let longestLife: Duration = .seconds(3600)

    /// Reads a reply of either endpoint: v1 has other names, and strings for numbers.
    init(
        _ members: [String: JSONValue],
        code: SharedSecret,
        authority: Origin,
        sent: Date
    ) throws(EntraError) {
        let (uri, name) =
            members["verification_uri"] == nil
            ? (members["verification_url"], "verification_url") : (members["verification_uri"], "verification_uri")
        guard let userCode = members["user_code"]?.string else { throw .malformedReply(.missing("user_code")) }
        guard Self.isUserCode(userCode) else { throw .malformedReply(.wrongType("user_code")) }
        guard let uri = uri?.string else { throw .malformedReply(.missing("verification_uri")) }
        guard Self.isPage(uri, of: authority) else { throw .malformedReply(.wrongType(name)) }
        guard let life = members["expires_in"]?.wholeNumber else { throw .malformedReply(.missing("expires_in")) }
        guard life > 0, .seconds(life) <= Self.longestLife else { throw .malformedReply(.lifetime) }
        // RFC 8628, section 3.2: five seconds where nothing is said.
        let interval = members["interval"]?.wholeNumber ?? 5
        self.init(
            userCode: userCode,
            verificationURI: uri,
            message: members["message"]?.string.map { PrintableText.clean($0, limit: 500) },
            expiresOn: sent.addingTimeInterval(TimeInterval(life)),
            interval: .seconds(min(max(interval, 1), 60)),
            code: code
        )
    }

    private static func isUserCode(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { PercentEncoding.isUnreserved($0) && !"._~".utf8.contains($0) }
    }

    private static func isPage(_ text: String, of authority: Origin) -> Bool {
        guard let page = Endpoint(text) else { return false }
        return page.origin.scheme == .https || page.origin == authority
    }
}
