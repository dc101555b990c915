/// The two generations of Entra's endpoints.
enum EndpointVersion: Sendable {
    /// `/oauth2/token`, with `resource`.
    case v1
    /// `/oauth2/v2.0/token`, with `scope`.
    case v2
}

/// A request for a token that is well formed; whether it is granted is another matter.
struct TokenRequest: Sendable {
    /// Which endpoint was asked.
    let version: EndpointVersion
    /// The name of the directory, as it stands in the path.
    let directoryName: String
    /// The client ID, which need not be a GUID.
    let clientId: String
    /// What the client proves itself with.
    let proof: ClientProof
    /// What it is asked for, and on what grounds.
    let grant: GrantRequest
    /// The `claims` parameter.
    let claims: ClaimsRequest
    /// Whether the user's IDs are wanted in `client_info`, as MSAL does.
    let wantsClientInfo: Bool

    /// Reads a request, or refuses it as Entra refuses one that is malformed.
    init(_ exchange: Exchange, version: EndpointVersion) throws(EntraError) {
        let form = exchange.form
        if let name = form.repeated { throw .repeatedParameter(name) }
        // A body of another type is not read, so that its first parameter is what Entra misses.
        guard let grant = form["grant_type"] else { throw .missingParameter("grant_type") }
        guard let kind = GrantRequest.Kind(grant) else { throw .unsupportedGrant(grant) }
        let basic = version == .v2 ? BasicCredentials(exchange.headers) : nil
        guard let clientId = form["client_id"] ?? basic?.clientId else { throw .missingParameter("client_id") }
        self.version = version
        self.clientId = clientId
        directoryName = String(exchange.authoritySegment)
        proof = try ClientProof(form, basic: basic)
        self.grant = try GrantRequest(kind, form, version)
        claims = try ClaimsRequest(form["claims"])
        wantsClientInfo = form["client_info"] == "1"
    }
}
