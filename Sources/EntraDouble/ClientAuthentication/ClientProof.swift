/// What an application sends to prove that it is itself.
enum ClientProof: Equatable, Sendable {
    /// Nothing, as public clients do.
    case none
    /// A secret, from the body or the Basic header.
    case secret(String)
    /// A token that it signed, or that another issuer did.
    case assertion(String)

    /// Reads what a request carries.
    init(_ form: Form, basic: BasicCredentials?) throws(EntraError) {
        if let assertion = form["client_assertion"] {
            guard let type = form["client_assertion_type"] else { throw .missingParameter("client_assertion_type") }
            guard type == Self.assertionType else { throw .unsupportedAssertionType(type) }
            self = .assertion(assertion)
        } else if let secret = form["client_secret"] ?? basic?.secret, !secret.isEmpty {
            self = .secret(secret)
        } else {
            self = .none
        }
    }

    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
}

/// How an application proved that it is itself, as `appidacr` and `azpacr` count it.
enum ClientMethod: String, Sendable {
    /// Not at all.
    case publicClient = "0"
    /// By a secret.
    case secret = "1"
    /// By a signature.
    case certificate = "2"
}
