/// A Microsoft cloud: which hosts sign in and answer there.
///
/// Source: Microsoft's pages on national clouds (authentication-national-cloud, Graph deployments).
package enum Cloud: String, Sendable, CaseIterable {
    case `public`, usgov, dod, china

    /// The host that mints tokens.
    package var authority: Origin {
        switch self {
        case .public: Origin(https: "login.microsoftonline.com")
        case .usgov, .dod: Origin(https: "login.microsoftonline.us")
        case .china: Origin(https: "login.partner.microsoftonline.cn")
        }
    }

    package var graph: Origin {
        switch self {
        case .public: Origin(https: "graph.microsoft.com")
        case .usgov: Origin(https: "graph.microsoft.us")
        case .dod: Origin(https: "dod-graph.microsoft.us")
        case .china: Origin(https: "microsoftgraph.chinacloudapi.cn")
        }
    }

    /// Other names of the authority that Microsoft's own libraries treat as the same.
    package var authorityAliases: [String] {
        switch self {
        case .public: ["login.microsoft.com", "login.windows.net", "sts.windows.net"]
        case .usgov, .dod: []
        case .china: ["login.chinacloudapi.cn"]
        }
    }

    /// Whether `host` signs in or answers for any Microsoft cloud: there an own CA is never trusted.
    package static func isMicrosoft(host: String) -> Bool {
        allCases.contains { cloud in
            cloud.authority.host == host || cloud.graph.host == host || cloud.authorityAliases.contains(host)
                || ResourceAlias.allCases.contains { $0.uri(in: cloud) == "https://\(host)" }
        }
    }
}
