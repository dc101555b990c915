internal import FoundationEssentials

/// A certificate as clients send it: to `addKey`, or in the collection that a registration is to have.
struct KeyOrder: Sendable {
    /// The ID that it has, or is to have.
    let keyId: GUID?
    /// What was sent, all of it.
    private let fields: [String: JSONValue]
    private let displayName: String?
    private let name: Data?
    private let begin: Date?
    private let end: Date?
    /// The certificate as DER.
    private let key: Data?

    private static let known: Set = [
        "customKeyIdentifier", "displayName", "endDateTime", "key", "keyId", "startDateTime", "type", "usage",
    ]

    /// Reads it.
    init(_ value: JSONValue?) throws(GraphError) {
        guard case .object(let fields) = value else { throw .unreadableBody }
        if let unknown = fields.keys.sorted().first(where: { !Self.known.contains($0) && !$0.hasPrefix("@odata.") }) {
            throw .unknownProperty(unknown, of: "keyCredential")
        }
        self.fields = fields.filter { $0.value != .null && Self.known.contains($0.key) }
        keyId = try fields.guid("keyId")
        displayName = try fields.text("displayName")
        name = try fields.bytes("customKeyIdentifier")
        begin = try fields.instant("startDateTime")
        end = try fields.instant("endDateTime")
        key = try fields.bytes("key")
        try Self.check(fields, "type", Seed.KeyCredential.type)
        try Self.check(fields, "usage", Seed.KeyCredential.usage)
    }

    /// A new credential, as wanted.
    ///
    /// - Parameters:
    ///   - keyId: the ID that it gets.
    ///   - now: the time at which it must not have ended.
    /// - Returns: the credential, with what its certificate says.
    /// - Throws: the refusal of one that cannot be used.
    func newKey(_ keyId: GUID, at now: Date) throws(GraphError) -> NewKey {
        for (property, value) in [("type", Seed.KeyCredential.type), ("usage", Seed.KeyCredential.usage)]
        where fields[property] == nil {
            throw .badKeyProperty(property, value)
        }
        guard let key, let facts = CertificateFacts(der: key) else { throw .badKeyValue }
        var credential = Seed.KeyCredential(
            keyId: keyId,
            certificate: facts.pem,
            customKeyIdentifier: name?.base64EncodedString(),
            startDateTime: begin,
            endDateTime: end
        )
        credential.displayName = displayName
        guard credential.isUsable else { throw .badKeyValue }
        let new = NewKey(credential: credential, facts: facts)
        guard facts.begin <= new.begin else { throw .badKeyStart }
        guard new.end <= facts.end, new.begin < new.end, now < new.end else { throw .badKeyEnd }
        return new
    }

    /// Whether it says nothing of a credential but what Graph shows of it.
    func agrees(with credential: Seed.KeyCredential) -> Bool {
        let facts = credential.certificate.flatMap(CertificateFacts.init)
        let shown = credential.fields(facts, withKey: true)
        return fields.allSatisfy { field, value in
            switch field {
            case "keyId": keyId == credential.keyId
            case "startDateTime", "endDateTime": Self.isSameSecond(value, shown[field])
            default: value == shown[field]
            }
        }
    }

    /// Whether two instants differ by less than a second: some clients cut fractions off (msgraph-sdk-java issue 1815).
    private static func isSameSecond(_ one: JSONValue, _ other: JSONValue?) -> Bool {
        guard case .string(let one) = one, case .string(let other) = other, let first = Date(instant: one),
            let second = Date(instant: other)
        else { return false }
        return abs(first.timeIntervalSince(second)) < 1
    }

    private static func check(
        _ fields: [String: JSONValue],
        _ property: String,
        _ wanted: String
    ) throws(GraphError) {
        if let text = try fields.text(property), text != wanted { throw .badKeyProperty(property, wanted) }
    }
}

/// A certificate that is to be added.
struct NewKey: Sendable {
    /// The credential.
    let credential: Seed.KeyCredential
    /// What its certificate says.
    let facts: CertificateFacts

    /// When it begins to work.
    var begin: Date { credential.startDateTime ?? facts.begin }
    /// When it stops working.
    var end: Date { credential.endDateTime ?? facts.end }
}
