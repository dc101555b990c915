internal import FoundationEssentials
internal import NIOCore
internal import VaultCrypto
internal import VaultModel

extension SignedInUser {
    /// What the tokens of one reply say: the access token first, since it is what counts; an ID token fills the gaps.
    static func named(
        byAccessToken token: String,
        idToken: SharedSecret?,
        directory: DirectoryID,
        client: ClientID
    ) -> SignedInUser? {
        let access = (try? DecodedToken(token)).map { Claims($0.claims) }
        var identity = idToken.flatMap { Claims(idToken: $0.bytes) }
        // One that is for somebody else says nothing of this sign-in.
        if identity?.directory != directory || identity?.audience != client.description { identity = nil }
        if let known = access?.objectID, let other = identity?.objectID, known != other { identity = nil }
        guard access != nil || identity != nil else { return nil }
        return SignedInUser(
            name: access?.name ?? identity?.name,
            objectID: access?.objectID ?? identity?.objectID,
            displayName: access?.displayName ?? identity?.displayName,
            methods: access?.methods ?? identity?.methods ?? []
        )
    }
}

/// The claims of a token that say who signed in.
private struct Claims {
    var name: String?
    var objectID: UUID?
    var displayName: String?
    var methods: [String]?
    var directory: DirectoryID?
    var audience: String?

    init(_ claims: [String: JSONValue]) {
        read({ claims[$0]?.string }, methods: claims["amr"]?.array?.compactMap(\.string))
    }

    /// Reads the middle part of a JWT in locked memory; only these few claims become text.
    init?(idToken: borrowing SecretBytes) {
        let names: Set = ["upn", "preferred_username", "unique_name", "oid", "name", "amr", "tid", "aud"]
        let payload = idToken.withSpan { bytes -> Range<Int>? in
            let dots = bytes.byteOffsets.filter { bytes.byte(at: $0) == UInt8(ascii: ".") }
            return dots.count == 2 ? dots[0] + 1..<dots[1] : nil
        }
        guard let payload,
            let json = try? idToken.withSpan({ try SecretBytes(base64: $0.extracting(payload), url: true) }),
            let document = try? json.withSpan({ bytes throws(SecretJSONError) in
                try SecretJSON(bytes, secrets: [], plain: names)
            })
        else { return nil }
        var texts: [String: String] = [:]
        for name in names { texts[name] = document.string(JSONPath(name)) }
        read({ texts[$0] }, methods: document.strings(["amr"]))
    }

    private mutating func read(_ text: (String) -> String?, methods: [String]?) {
        let account = text("upn") ?? text("preferred_username") ?? text("unique_name")
        name = account.map { PrintableText.clean($0, limit: 256) }
        objectID = text("oid").flatMap { UUID(uuidString: $0) }
        displayName = text("name").map { PrintableText.clean($0, limit: 256) }
        self.methods = methods.map { $0.prefix(16).map { PrintableText.clean($0, limit: 32) } }
        directory = text("tid").flatMap { DirectoryID($0) }
        audience = text("aud")?.lowercased()
    }
}
