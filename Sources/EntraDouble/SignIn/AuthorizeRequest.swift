/// What an application wants of the authorize page, once it is known where refusals may be sent.
struct AuthorizeRequest: Sendable {
    /// Which endpoint was asked.
    let version: EndpointVersion
    /// What the tokens are to open.
    let scopes: ScopeRequest
    /// Binds the code to the client.
    let challenge: CodeChallenge?
    /// Whether an ID token comes back with the code.
    let wantsIdToken: Bool
    /// Binds that ID token to the client's session.
    let nonce: String?
    /// What the user must be asked in any case.
    let prompt: String?
    /// What stands in the sign-in form already.
    let loginHint: String?
    /// The `claims` parameter.
    let claims: ClaimsRequest
    /// Whether the user's IDs are wanted in the reply.
    let wantsClientInfo: Bool

    /// Reads the query.
    init(_ query: Form, _ version: EndpointVersion) throws(EntraError) {
        let types = Set(try query.required("response_type").split(separator: " ").map(String.init))
        guard types.contains("code"), types.isSubset(of: ["code", "id_token"]) else {
            throw .unsupportedResponseType(types.sorted().joined(separator: " "))
        }
        if version == .v2 { _ = try query.required("scope") }
        scopes = try ScopeRequest(query, version)
        challenge = try CodeChallenge(query)
        wantsIdToken = types.contains("id_token")
        nonce = query["nonce"]
        if wantsIdToken, nonce == nil { throw .missingParameter("nonce") }
        prompt = query["prompt"]
        loginHint = query["login_hint"]
        claims = try ClaimsRequest(query["claims"])
        wantsClientInfo = query["client_info"] == "1"
        self.version = version
    }
}
