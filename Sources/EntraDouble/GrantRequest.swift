/// What a token is asked for with, and for which API.
enum GrantRequest: Sendable {
    /// The application's own rights.
    case clientCredentials(resource: String)
    /// A code from the authorize page.
    case authorizationCode(String, redirectURI: String, verifier: String?, ScopeRequest)
    /// A sign-in that goes on.
    case refreshToken(String, ScopeRequest)
    /// A code that a user enters elsewhere.
    case deviceCode(String)
    /// A user's name and password.
    case password(userName: String, password: String, ScopeRequest)

    /// The kinds of grant, as `grant_type` names them.
    enum Kind: String, Sendable {
        case clientCredentials = "client_credentials"
        case authorizationCode = "authorization_code"
        case refreshToken = "refresh_token"
        case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
        case password

        /// Reads the name; the older endpoint's clients have a short one for device codes.
        init?(_ name: String) {
            self.init(rawValue: name == "device_code" ? Self.deviceCode.rawValue : name)
        }
    }

    /// Reads the fields that a kind of grant needs.
    init(_ kind: Kind, _ form: Form, _ version: EndpointVersion) throws(EntraError) {
        switch kind {
        case .clientCredentials:
            self = .clientCredentials(resource: try ApplicationScope.resource(in: form, version: version))
        case .authorizationCode:
            let scope = try ScopeRequest(form, version)
            self = .authorizationCode(
                try form.required("code"),
                redirectURI: try form.required("redirect_uri"),
                verifier: form["code_verifier"],
                scope
            )
        case .refreshToken:
            self = .refreshToken(try form.required("refresh_token"), try ScopeRequest(form, version))
        case .deviceCode:
            // MSAL for Python sends both names, ADAL the short one.
            guard let code = form["device_code"] ?? form["code"] else { throw .missingParameter("device_code") }
            self = .deviceCode(code)
        case .password:
            self = .password(
                userName: try form.required("username"),
                password: try form.required("password"),
                try ScopeRequest(form, version)
            )
        }
    }
}

extension Form {
    /// The value of a field that must be there.
    func required(_ name: String) throws(EntraError) -> String {
        guard let value = self[name] else { throw .missingParameter(name) }
        return value
    }
}
