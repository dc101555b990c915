internal import VaultModel

/// The parts of an OpenID discovery document that are used here.
struct Metadata {
    let issuer: String
    let tokenEndpoint: Endpoint
    let keys: Endpoint

    init(_ members: [String: JSONValue]) throws(EntraError) {
        guard let issuer = members["issuer"]?.string, let token = members["token_endpoint"]?.string,
            let keys = members["jwks_uri"]?.string, let tokenEndpoint = Endpoint(token), let keys = Endpoint(keys)
        else { throw .malformedReply(.metadata) }
        self.issuer = issuer
        self.tokenEndpoint = tokenEndpoint
        self.keys = keys
    }

    /// The directory that both issuer and token endpoint name; nil if they differ or name none.
    var directory: DirectoryID? {
        guard let named = Endpoint(issuer)?.firstComponent.flatMap({ DirectoryID($0) }),
            let served = tokenEndpoint.firstComponent.flatMap({ DirectoryID($0) }), named == served
        else { return nil }
        return named
    }
}

/// A URL cut into origin and path.
struct Endpoint: Equatable {
    let origin: Origin
    let path: String

    /// Nil for what is no origin that may be spoken to, and for a path with characters that do not belong there.
    init?(_ url: String) {
        guard url.utf8.count <= 2048, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), !url.contains("#"),
            let mark = url.firstRange(of: "://")
        else { return nil }
        let start = url[mark.upperBound...].firstIndex(of: "/") ?? url.endIndex
        guard let origin = try? Origin(String(url[..<start])) else { return nil }
        self.origin = origin
        path = start == url.endIndex ? "/" : String(url[start...])
    }

    var firstComponent: String? {
        path.split(separator: "/").first.map(String.init)
    }
}

extension Origin {
    /// Whether both are one authority: the same origin, or two names that one cloud's authority goes by.
    func isSameAuthority(as other: Origin) -> Bool {
        if self == other { return true }
        guard scheme == .https, other.scheme == .https, port == 443, other.port == 443 else { return false }
        return Cloud.allCases.contains { cloud in
            let names = [cloud.authority.host] + cloud.authorityAliases
            return names.contains(host) && names.contains(other.host)
        }
    }
}
