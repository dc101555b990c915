internal import Crypto
internal import FoundationEssentials
internal import JWTKit

/// The claims of an access token, in whichever order and form.
struct Claims: JWTPayload, Equatable {
    /// The claims by name.
    var fields: [String: JSONValue]

    init(fields: [String: JSONValue]) {
        self.fields = fields
    }

    init(from decoder: any Decoder) throws {
        fields = try [String: JSONValue](from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try fields.encode(to: encoder)
    }

    /// Checks nothing: the double signs tokens that are meant to be wrong.
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

extension Claims {
    /// Makes the claims that Entra puts into an application's token for `grant`.
    ///
    /// - Parameters:
    ///   - grant: what was decided.
    ///   - authority: the double's address, which v2 issuers begin with.
    ///   - now: the time of issue.
    ///   - lifetime: seconds until the end.
    init(_ grant: ClientCredentialsGrant, authority: String, now: Date, lifetime: Int) {
        let directory = grant.directoryId.description
        let principal = GUID(servicePrincipalOf: grant.application.appId, in: grant.directoryId).description
        let begin = now.epochSeconds - TokenReply.leeway
        fields = [
            "tid": .string(directory),
            "oid": .string(principal),
            "sub": .string(principal),
            "iat": .integer(begin),
            "nbf": .integer(begin),
            "exp": .integer(now.epochSeconds + Int64(lifetime)),
            "aio": .string(Data.random(24).base64URL),
            "rh": .string("1." + Data.random(36).base64URL + "."),
            "uti": .string(Data.random(16).base64URL),
        ]
        if grant.target.isGraph {
            fields["idtyp"] = "app"
            if let roles = grant.application.roles, !roles.isEmpty {
                fields["roles"] = .array(roles.map(JSONValue.string))
            }
        }
        addForm(of: grant, authority: authority)
    }

    private mutating func addForm(of grant: ClientCredentialsGrant, authority: String) {
        let directory = grant.directoryId
        let clientId = JSONValue.string(grant.application.appId.description)
        if grant.target.accessTokenVersion == 2 {
            fields["ver"] = "2.0"
            fields["iss"] = .string("\(authority)/\(directory)/v2.0")
            fields["aud"] = .string(grant.target.appId?.description ?? grant.target.asked)
            fields["azp"] = clientId
            fields["azpacr"] = "1"
        } else {
            let issuer = JSONValue.string("https://sts.windows.net/\(directory)/")
            fields["ver"] = "1.0"
            fields["iss"] = issuer
            fields["idp"] = issuer
            fields["aud"] = .string(grant.target.asked)
            fields["appid"] = clientId
            fields["appidacr"] = "1"
            fields["app_displayname"] = grant.application.displayName.map(JSONValue.string)
        }
    }
}

extension GUID {
    /// The object ID of an application's service principal: another in each directory, and always the same there.
    fileprivate init(servicePrincipalOf appId: GUID, in directoryId: GUID) {
        let digest = Array(SHA256.hash(data: Data("\(appId) in \(directoryId)".utf8)))
        self.init(
            UUID(
                uuid: (
                    digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6] & 0x0f | 0x40,
                    digest[7], digest[8] & 0x3f | 0x80, digest[9], digest[10], digest[11], digest[12], digest[13],
                    digest[14], digest[15]
                )
            )
        )
    }
}

extension Data {
    /// Random bytes, for claims that nobody may read anything into.
    fileprivate static func random(_ count: Int) -> Data {
        Data((0..<count).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// Base64 in the alphabet of URLs, without padding.
    var base64URL: String {
        let standard = base64EncodedString().prefix { $0 != "=" }
        return String(standard.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
