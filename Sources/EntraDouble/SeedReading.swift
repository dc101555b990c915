package import FoundationEssentials

/// Says where a seed is wrong.
package enum SeedError: Error, Equatable, CustomStringConvertible {
    /// A value is missing or of the wrong kind; `at` is its place, such as `tenants[0].directoryId`.
    case invalid(at: String, reason: String)
    /// Two directories, domains or applications share a name.
    case repeated(what: String, name: String)

    /// One line for people.
    package var description: String {
        switch self {
        case .invalid("", let reason): "the seed is not usable: \(reason)"
        case .invalid(let place, let reason): "the seed is wrong at \(place): \(reason)"
        case .repeated(let what, let name): "the seed names the \(what) \(name) twice"
        }
    }
}

extension Seed {
    /// Reads the JSON of a seed file and checks that names in it are unique.
    package init(json: Data) throws(SeedError) {
        do {
            self = try JSONDecoder.double.decode(Seed.self, from: json)
        } catch let error as DecodingError {
            throw .invalid(at: error.place, reason: error.reason)
        } catch {
            throw .invalid(at: "", reason: "\(error)")
        }
        try check()
    }

    private func check() throws(SeedError) {
        try refuseRepeats(of: "directory", in: tenants.map(\.directoryId.description))
        try refuseRepeats(of: "domain", in: tenants.flatMap { $0.domains ?? [] }.map { $0.lowercased() })
        try refuseRepeats(
            of: "application",
            in: tenants.flatMap { $0.applications ?? [] }.map(\.appId.description)
        )
        try refuseRepeats(
            of: "user",
            in: tenants.flatMap { $0.users ?? [] }.map { $0.userPrincipalName.lowercased() }
        )
        try refuseRepeats(
            of: "object",
            in: tenants.flatMap { $0.applications ?? [] }.map(\.registrationId.description)
        )
        try checkCredentials()
        try checkOwners()
        try checkManagementPolicies()
        if let seconds = tokenLifetimeSeconds, seconds <= 0 {
            throw .invalid(at: "tokenLifetimeSeconds", reason: "must be positive")
        }
        for (index, resource) in (resources ?? []).enumerated() {
            guard [nil, 1, 2].contains(resource.accessTokenVersion) else {
                throw .invalid(at: "resources[\(index)].accessTokenVersion", reason: "must be 1 or 2")
            }
        }
    }

    private func checkCredentials() throws(SeedError) {
        for (tenant, applications) in tenants.map({ $0.applications ?? [] }).enumerated() {
            for (index, application) in applications.enumerated() {
                let place = "tenants[\(tenant)].applications[\(index)]"
                try check(application.keyCredentials, at: "\(place).keyCredentials")
                try check(application.servicePrincipal?.keyCredentials, at: "\(place).servicePrincipal.keyCredentials")
                for (index, issuer) in (application.federatedCredentials ?? []).enumerated()
                where issuer.jwks == nil && issuer.publicKey == nil {
                    throw .invalid(
                        at: "\(place).federatedCredentials[\(index)]",
                        reason: "needs a jwks or a publicKey"
                    )
                }
            }
        }
    }

    private func check(_ keys: [KeyCredential]?, at place: String) throws(SeedError) {
        for (index, key) in (keys ?? []).enumerated() where !key.isUsable {
            // One whose certificate is elsewhere can still be listed.
            guard key.certificate == nil, key.customKeyIdentifier != nil else {
                throw .invalid(at: "\(place)[\(index)]", reason: "needs an RSA certificate as PEM")
            }
        }
    }

    private func refuseRepeats(of what: String, in names: [String]) throws(SeedError) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw .repeated(what: what, name: name)
        }
    }
}

extension DecodingError {
    /// The place in the JSON, such as `tenants[0].directoryId`.
    var place: String {
        var path = ""
        for key in codingPath {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return path
    }

    /// What is wrong there, without the value, which may be a secret.
    var reason: String {
        switch self {
        case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
        case .typeMismatch(let type, _), .valueNotFound(let type, _): "a \(type) is expected"
        case .dataCorrupted(let context): context.debugDescription
        @unknown default: "not readable"
        }
    }

    private var codingPath: [any CodingKey] {
        switch self {
        case .keyNotFound(_, let context), .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath
        @unknown default: []
        }
    }
}
