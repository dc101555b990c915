internal import FoundationEssentials

extension Seed.PasswordCredential {
    /// A secret as Graph shows it, without the secret itself; `created` is when one began that does not say.
    func value(created: Date) -> JSONValue {
        [
            "customKeyIdentifier": customKeyIdentifier.map(JSONValue.string) ?? nil,
            "displayName": displayName.map(JSONValue.string) ?? nil,
            "endDateTime": .string((endDateTime ?? .never).graphInstant),
            "hint": shownHint.map(JSONValue.string) ?? nil,
            "keyId": .string(keyId.description),
            "secretText": nil,
            "startDateTime": .string((startDateTime ?? created).graphInstant),
        ]
    }

    private var shownHint: String? {
        switch hint {
        case .unknown: nil
        case .characters(let text): text
        case nil: secretText.map { String($0.prefix(3)) }
        }
    }
}

extension Seed.KeyCredential {
    /// A certificate as Graph shows it.
    ///
    /// - Parameters:
    ///   - facts: what the certificate says, if there is one.
    ///   - withKey: whether the certificate itself is shown.
    /// - Returns: the fields.
    func fields(_ facts: CertificateFacts?, withKey: Bool) -> [String: JSONValue] {
        let name = customKeyIdentifier ?? facts?.thumbprint.base64EncodedString()
        return [
            "customKeyIdentifier": name.map(JSONValue.string) ?? nil,
            "displayName": (displayName ?? facts?.subject).map(JSONValue.string) ?? nil,
            "endDateTime": .string((endDateTime ?? facts?.end ?? .never).graphInstant),
            "key": withKey ? facts.map { .string($0.bytes.base64EncodedString()) } ?? nil : nil,
            "keyId": .string(keyId.description),
            "startDateTime": .string((startDateTime ?? facts?.begin ?? .distantPast2000).graphInstant),
            "type": .string(Self.type),
            "usage": .string(Self.usage),
        ]
    }

    /// The one kind of certificate that the double knows.
    static let type = "AsymmetricX509Cert"
    /// What it is for.
    static let usage = "Verify"
}

extension Date {
    /// When credentials end that "never" do: portals wrote the last day of the 23rd century.
    fileprivate static let never = Date(timeIntervalSince1970: 10_413_705_600)
    /// When certificates begin that nothing is known of.
    fileprivate static let distantPast2000 = Date(timeIntervalSince1970: 946_684_800)
}
