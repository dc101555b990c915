package import FoundationEssentials
package import VaultModel

/// A password or certificate as a directory lists it, without what proves anything.
package struct GraphCredential: Sendable, Equatable {
    package var keyID: KeyID
    /// The first three characters of a secret; nil for old ones.
    package var hint: String?
    /// A certificate's SHA-1 thumbprint in upper-case hexadecimal, where the directory tells it.
    package var thumbprint: String?
    package var start: Date?
    /// Nil where the directory names none.
    package var end: Date?
    /// What whoever made it called it, printable and cut to 256 characters; nil where it has no name.
    package var displayName: String?

    package init(
        keyID: KeyID, hint: String? = nil, thumbprint: String? = nil, start: Date? = nil, end: Date? = nil,
        displayName: String? = nil
    ) {
        self.keyID = keyID
        self.hint = hint
        self.thumbprint = thumbprint
        self.start = start
        self.end = end
        self.displayName = displayName
    }

    package func isAlive(at instant: Date) -> Bool { end.map { $0 > instant } ?? true }
}

/// The credentials of an application or of a service principal.
package struct GraphCredentials: Sendable, Equatable {
    package var passwords: [GraphCredential]
    /// Certificates that prove, not those that sign SAML.
    package var certificates: [GraphCredential]
    /// When the registration was made, which policies look at.
    package var created: Date?

    package init(
        passwords: [GraphCredential] = [], certificates: [GraphCredential] = [], created: Date? = nil
    ) {
        self.passwords = passwords
        self.certificates = certificates
        self.created = created
    }

    /// What is asked for; an unselected property does not come.
    static let selected = "$select=id,appId,createdDateTime,passwordCredentials,keyCredentials"
    /// The same of a service principal, whose type has no `createdDateTime`: a query that names it is refused.
    static let selectedOfPrincipal = "$select=id,appId,passwordCredentials,keyCredentials"
    /// An application may have about 1,000 values in all its collections.
    private static let most = 2000

    init(_ members: [String: JSONValue]) throws(EntraError) {
        passwords = []
        certificates = []
        created = try GraphCredential.instant(members, "createdDateTime")
        for item in try Self.list(members, "passwordCredentials") { passwords.append(try GraphCredential(item)) }
        for item in try Self.list(members, "keyCredentials") {
            guard item["usage"]?.string.map({ $0 == "Verify" }) ?? true else { continue }
            certificates.append(try GraphCredential(item))
        }
    }

    private static func list(
        _ members: [String: JSONValue], _ name: String
    ) throws(EntraError) -> [[String: JSONValue]] {
        guard let value = members[name], value != .null else { return [] }
        guard let items = value.array, items.count <= most else { throw .malformedReply(.wrongType(name)) }
        var objects: [[String: JSONValue]] = []
        for item in items {
            guard let object = item.object else { throw .malformedReply(.wrongType(name)) }
            objects.append(object)
        }
        return objects
    }
}

extension GraphCredential {
    /// A name of combining marks could be long for all its few characters.
    private static let longestName = 1024

    /// Reads one item of `passwordCredentials` or `keyCredentials`.
    init(_ item: [String: JSONValue]) throws(EntraError) {
        guard let keyID = item["keyId"]?.string.flatMap({ KeyID($0) }) else { throw .malformedReply(.missing("keyId")) }
        let hint = item["hint"]?.string.flatMap { (1...8).contains($0.utf8.count) ? $0 : nil }
        self.init(
            keyID: keyID, hint: hint, thumbprint: item["customKeyIdentifier"]?.string.flatMap(Self.thumbprint),
            start: try Self.instant(item, "startDateTime"), end: try Self.instant(item, "endDateTime"),
            displayName: item["displayName"]?.string.map(Self.name))
    }

    private static func name(_ text: String) -> String {
        var name = PrintableText.clean(text, limit: 256)
        while name.utf8.count > longestName { name.removeLast() }
        return name
    }

    /// Base64 of the 20 bytes, or their digits: both are met (terraform-provider-azuread decodes the first).
    private static func thumbprint(_ text: String) -> String? {
        if text.utf8.count == 40, text.allSatisfy(\.isHexDigit) { return text.uppercased() }
        guard let bytes = Data(base64Encoded: text), bytes.count == 20 else { return nil }
        return bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    fileprivate static func instant(_ item: [String: JSONValue], _ name: String) throws(EntraError) -> Date? {
        guard let value = item[name], value != .null else { return nil }
        guard let date = value.string.flatMap({ InstantText.parse($0) }) else {
            throw .malformedReply(.wrongType(name))
        }
        return date
    }
}
