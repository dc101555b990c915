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
    /// Makes the claims that every access token has, in the form that its API takes.
    ///
    /// - Parameters:
    ///   - access: what was granted.
    ///   - authority: the double's address, which v2 issuers begin with.
    ///   - now: the time of issue.
    ///   - lifetime: seconds until the end.
    init(_ access: Access, authority: String, now: Date, lifetime: Int) {
        let begin = now.epochSeconds - TokenReply.leeway
        fields = [
            "tid": .string(access.directoryId.description),
            "iat": .integer(begin),
            "nbf": .integer(begin),
            "exp": .integer(now.epochSeconds + Int64(lifetime)),
            "aio": .string(Data.random(24).base64URL),
            "rh": .string("1." + Data.random(36).base64URL + "."),
            "uti": .string(Data.random(16).base64URL),
        ]
        if access.isCapable { fields["xms_cc"] = ["cp1"] }
        addForm(of: access, authority: authority)
    }

    private mutating func addForm(of access: Access, authority: String) {
        let directory = access.directoryId
        let clientId = JSONValue.string(access.application.appId.description)
        let method = JSONValue.string(access.method.rawValue)
        if access.target.accessTokenVersion == 2 {
            fields["ver"] = "2.0"
            fields["iss"] = .string("\(authority)/\(directory)/v2.0")
            fields["aud"] = .string(access.target.appId?.description ?? access.target.asked)
            fields["azp"] = clientId
            fields["azpacr"] = method
        } else {
            fields["ver"] = "1.0"
            fields["iss"] = .string("https://sts.windows.net/\(directory)/")
            fields["aud"] = .string(access.target.asked)
            fields["appid"] = clientId
            fields["appidacr"] = method
            fields["app_displayname"] = access.application.displayName.map(JSONValue.string)
        }
    }

    /// Says that the token is the application's own.
    mutating func addApplication(_ access: Access) {
        let principal = access.application.servicePrincipalId(in: access.directoryId).description
        fields["oid"] = .string(principal)
        fields["sub"] = .string(principal)
        if access.target.accessTokenVersion == 1 { fields["idp"] = fields["iss"] }
        if access.target.isGraph {
            fields["idtyp"] = "app"
            if let roles = access.application.roles, !roles.isEmpty {
                fields["roles"] = .array(roles.map(JSONValue.string))
            }
        }
    }
}
