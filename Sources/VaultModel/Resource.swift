/// Resources that have a short name on the command line.
package enum ResourceAlias: String, Sendable, CaseIterable {
    case partner
    case partnerCenter = "partner-center"
    case graph
    case arm
    case keyVault = "key-vault"

    /// The audience to ask for in `cloud`; nil where that cloud does not have the service.
    package func uri(in cloud: Cloud) -> String? {
        switch (self, cloud) {
        case (.partner, .public): "https://api.partner.microsoft.com"
        case (.partner, .usgov), (.partner, .dod), (.partner, .china): nil
        case (.partnerCenter, .china): "https://partner.partnercenterapi.microsoftonline.cn"
        case (.partnerCenter, .public), (.partnerCenter, .usgov), (.partnerCenter, .dod):
            "https://api.partnercenter.microsoft.com"
        case (.graph, _): cloud.graph.description
        case (.arm, .public): "https://management.azure.com"
        case (.arm, .usgov), (.arm, .dod): "https://management.usgovcloudapi.net"
        case (.arm, .china): "https://management.chinacloudapi.cn"
        case (.keyVault, .public): "https://vault.azure.net"
        case (.keyVault, .usgov), (.keyVault, .dod): "https://vault.usgovcloudapi.net"
        case (.keyVault, .china): "https://vault.azure.cn"
        }
    }
}

/// What a token is for: an alias that each cloud spells its own way, or an audience as it is sent.
package enum Resource: Hashable, Sendable, CustomStringConvertible {
    case alias(ResourceAlias)
    /// An absolute URI or a GUID, without a trailing `/.default`.
    case uri(String)

    /// Reads an alias, an `https:`, `http:` or `api:` URI, or a GUID; nil for anything else or over 512 bytes.
    package init?(_ text: String) {
        if let alias = ResourceAlias(rawValue: text) {
            self = .alias(alias)
            return
        }
        let audience = text.hasSuffix("/.default") ? String(text.dropLast("/.default".count)) : text
        // One that ends so twice would lose the rest when it is read again.
        guard !audience.hasSuffix("/.default") else { return nil }
        guard audience.utf8.count <= 512, audience.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        let isURI = ["https://", "api://", "http://"].contains { audience.hasPrefix($0) && audience.count > $0.count }
        guard isURI || ClientID(audience) != nil else { return nil }
        self = .uri(audience)
    }

    /// The audience to ask for in `cloud`; nil where that cloud does not have the service.
    package func uri(in cloud: Cloud) -> String? {
        switch self {
        case .alias(let alias): alias.uri(in: cloud)
        case .uri(let uri): uri
        }
    }

    package var description: String {
        switch self {
        case .alias(let alias): alias.rawValue
        case .uri(let uri): uri
        }
    }
}
