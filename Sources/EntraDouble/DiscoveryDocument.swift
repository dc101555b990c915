/// Describes an authority's endpoints to OpenID clients.
struct DiscoveryDocument: Sendable {
    /// Which directory, or which set of them.
    let authority: Authority
    /// The double's address.
    let baseURL: String
    /// Which generation of endpoints.
    let version: EndpointVersion

    /// Who issues tokens there; `common` has a template with `{tenantid}`.
    var issuer: String {
        switch version {
        case .v1: "https://sts.windows.net/\(authority.issuerSegment)/"
        case .v2: "\(baseURL)/\(authority.issuerSegment)/v2.0"
        }
    }

    /// The JSON fields of the document.
    var fields: [String: JSONValue] {
        [
            "issuer": .string(issuer),
            "token_endpoint": address("oauth2", "token"),
            "authorization_endpoint": address("oauth2", "authorize"),
            "device_authorization_endpoint": address("oauth2", "devicecode"),
            "end_session_endpoint": address("oauth2", "logout"),
            "jwks_uri": address("discovery", "keys"),
            "userinfo_endpoint": .string(userinfo),
            "kerberos_endpoint": .string("\(baseURL)/\(authority.segment)/kerberos"),
            "token_endpoint_auth_methods_supported": [
                "client_secret_post", "private_key_jwt", "client_secret_basic",
            ],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "claims_supported": [
                "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
                "msgraph_host",
                "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver", "at_hash",
                "c_hash", "email",
            ],
            "request_uri_parameter_supported": false,
            "http_logout_supported": true,
            "frontchannel_logout_supported": true,
            "tenant_region_scope": regionScope,
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
            "rbac_url": "https://pas.windows.net",
        ]
    }

    private var userinfo: String {
        switch version {
        case .v1: "\(baseURL)/\(authority.segment)/openid/userinfo"
        case .v2: "https://graph.microsoft.com/oidc/userinfo"
        }
    }

    /// Only one directory lies in a region.
    private var regionScope: JSONValue {
        switch authority {
        case .directory: "EU"
        case .any, .consumers: nil
        }
    }

    private func address(_ area: String, _ name: String) -> JSONValue {
        switch version {
        case .v1: .string("\(baseURL)/\(authority.segment)/\(area)/\(name)")
        case .v2: .string("\(baseURL)/\(authority.segment)/\(area)/v2.0/\(name)")
        }
    }
}
