/// The forms in which a token for one resource may name its audience.
package enum Audience {
    /// Whether a token whose `aud` is `claim` may be handed out for `requested`.
    ///
    /// A v2 token names the API by its client ID, a v1 token by the URI that was asked for or by that ID
    /// (Microsoft's access-token claims reference); a final slash makes no difference.
    package static func matches(claim: String, requested: String) -> Bool {
        let wanted = canonical(requested)
        let found = canonical(claim)
        if wanted == found { return true }
        return groups.contains { $0.contains(wanted) && $0.contains(found) }
    }

    /// Whether the client ID behind `audience` is known, so that `matches` has the last word on it.
    package static func isKnown(_ audience: String) -> Bool {
        let text = canonical(audience)
        return groups.contains { $0.contains(text) }
    }

    /// The client ID of the API behind `audience`, where it is known.
    package static func clientID(of audience: String) -> ClientID? {
        let text = canonical(audience)
        return groups.first { $0.contains(text) }?.lazy.compactMap { ClientID($0) }.first
    }

    private static func canonical(_ audience: String) -> String {
        var text = audience.lowercased()
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    /// First-party APIs and the client IDs they are known by, from Microsoft's documentation. One group a cloud: a
    /// token for another cloud's host is a token for something else.
    private static let groups: [Set<String>] = [
        ["https://api.partner.microsoft.com", "4990cffe-04e8-4e8b-808a-1175604b879f"],
        ["https://api.partnercenter.microsoft.com", "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"],
        ["https://partner.partnercenterapi.microsoftonline.cn", "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"],
        ["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"],
        ["https://graph.microsoft.us", "00000003-0000-0000-c000-000000000000"],
        ["https://dod-graph.microsoft.us", "00000003-0000-0000-c000-000000000000"],
        ["https://microsoftgraph.chinacloudapi.cn", "00000003-0000-0000-c000-000000000000"],
        [
            "https://management.azure.com", "https://management.core.windows.net",
            "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        ],
        [
            "https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net",
            "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        ],
        [
            "https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn",
            "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        ],
        ["https://vault.azure.net", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"],
        ["https://vault.usgovcloudapi.net", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"],
        ["https://vault.azure.cn", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"],
    ]
}
