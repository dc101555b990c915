internal import FoundationEssentials

extension Claims {
    /// The directory role Global Administrator.
    private static let administrator = "62e90394-69f5-4237-9190-012177145e10"
    /// What stands there for people without a role.
    private static let member = "b79fbf4d-3ef9-4689-8143-76b194e85509"

    /// Says that the token is for a user of the application.
    mutating func addUser(_ grant: UserGrant) {
        let person = grant.signIn.person
        let name = JSONValue.string(person.user.userPrincipalName)
        fields["idtyp"] = "user"
        fields["oid"] = .string(person.objectId(in: grant.access.directoryId).description)
        fields["sub"] = .string(person.subject(for: grant.access.target.asked))
        fields["name"] = .string(person.user.displayName ?? person.user.userPrincipalName)
        fields["upn"] = name
        if grant.access.target.isGraph {
            fields["wids"] = [.string(person.user.admin ?? true ? Self.administrator : Self.member)]
        }
        fields["scp"] = .string(grant.permissions.names.joined(separator: " "))
        if grant.access.target.accessTokenVersion == 2 {
            fields["preferred_username"] = name
        } else {
            fields["unique_name"] = name
            fields["acr"] = "1"
            fields["amr"] = grant.signIn.isMFA ? ["pwd", "mfa"] : ["pwd"]
        }
        if person.home.directoryId != grant.access.directoryId {
            fields["idp"] = .string("https://sts.windows.net/\(person.home.directoryId)/")
        }
    }

    /// Makes the claims of an ID token, which tells the application who signed in.
    ///
    /// - Parameters:
    ///   - person: who signed in.
    ///   - application: the application.
    ///   - directory: the directory that issues it.
    ///   - isMFA: whether a second factor was shown.
    ///   - nonce: binds it to the client's session.
    ///   - version: which endpoint was asked, which decides its form.
    ///   - authority: the double's address.
    ///   - now: the time of issue.
    init(
        idTokenFor person: Person,
        of application: Seed.Application,
        in directory: GUID,
        isMFA: Bool,
        nonce: String?,
        version: EndpointVersion,
        authority: String,
        now: Date
    ) {
        let name = JSONValue.string(person.user.userPrincipalName)
        fields = [
            "aud": .string(application.appId.description),
            "iat": .integer(now.epochSeconds - TokenReply.leeway),
            "nbf": .integer(now.epochSeconds - TokenReply.leeway),
            "exp": .integer(now.epochSeconds + Int64(TokenRoutes.lifetime)),
            "name": .string(person.user.displayName ?? person.user.userPrincipalName),
            "oid": .string(person.objectId(in: directory).description),
            "rh": .string("1." + Data.random(36).base64URL + "."),
            "sub": .string(person.subject(for: application.appId.description)),
            "tid": .string(directory.description),
            "uti": .string(Data.random(16).base64URL),
        ]
        fields["nonce"] = nonce.map(JSONValue.string)
        switch version {
        case .v1:
            fields["ver"] = "1.0"
            fields["iss"] = .string("https://sts.windows.net/\(directory)/")
            fields["upn"] = name
            fields["unique_name"] = name
            fields["amr"] = isMFA ? ["pwd", "mfa"] : ["pwd"]
        case .v2:
            fields["ver"] = "2.0"
            fields["iss"] = .string("\(authority)/\(directory)/v2.0")
            fields["preferred_username"] = name
        }
    }
}

extension Person {
    /// The user's name for one audience, which tells it nothing of the name for another.
    fileprivate func subject(for audience: String) -> String {
        let own = objectId(in: home.directoryId)
        let (first, second) = (GUID(derivedFrom: "\(own) \(audience)"), GUID(derivedFrom: "\(audience) \(own)"))
        return Data("\(first)\(second)".utf8.filter { $0 != 0x2d }.prefix(32)).base64URL
    }

    /// The IDs by which MSAL knows an account again, as `client_info` holds them.
    var clientInfo: String {
        let ids: JSONValue = [
            "uid": .string(objectId(in: home.directoryId).description),
            "utid": .string(home.directoryId.description),
        ]
        return ((try? JSONEncoder.double.encode(ids)) ?? Data()).base64URL
    }
}
