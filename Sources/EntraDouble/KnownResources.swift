/// An API as tokens are asked for it.
struct ResourceTarget: Equatable, Sendable {
    /// The identifier as it was asked; v1 tokens repeat it, slash and all.
    let asked: String
    /// The API's client ID, which v2 tokens carry; nil for one that only an application's list names.
    let appId: GUID?
    /// 1 or 2.
    let accessTokenVersion: Int
    /// Whether the seed's roles, which are Graph's, belong in its tokens.
    let isGraph: Bool
    /// All names of the API, its client ID among them.
    let names: [String]

    /// Whether `name` is one of the API's.
    func isNamed(_ name: String) -> Bool { names.contains { $0.sameResource(as: name) } }
}

/// Lists the APIs that every directory knows, in all clouds, and those that the seed adds.
struct KnownResources: Sendable {
    /// The API that a permission without one belongs to.
    static let graph = "https://graph.microsoft.com"
    /// The API of consents in customers' directories.
    static let partnerCenter = [
        partnerCenterAppId, "https://api.partnercenter.microsoft.com",
        "https://partner.partnercenterapi.microsoftonline.cn",
    ]

    private static let partnerCenterAppId = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"
    private static let graphAppId = "00000003-0000-0000-c000-000000000000"
    private static let builtIn: [(appId: String, uris: [String])] = [
        ("4990cffe-04e8-4e8b-808a-1175604b879f", ["https://api.partner.microsoft.com"]),
        (partnerCenterAppId, Array(partnerCenter.dropFirst())),
        (
            graphAppId,
            [
                "https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us",
                "https://microsoftgraph.chinacloudapi.cn",
            ]
        ),
        (
            "797f4846-ba00-4fd7-ba43-dac1f8f63013",
            [
                "https://management.azure.com", "https://management.core.windows.net",
                "https://management.usgovcloudapi.net", "https://management.chinacloudapi.cn",
            ]
        ),
        (
            "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
            ["https://vault.azure.net", "https://vault.usgovcloudapi.net", "https://vault.azure.cn"]
        ),
    ]

    private let resources: [Seed.Resource]

    /// Whether a token's audience is Graph, in whichever cloud.
    static func isGraph(_ audience: String) -> Bool {
        builtIn.contains { entry in
            entry.appId == graphAppId && ([graphAppId] + entry.uris).contains { $0.sameResource(as: audience) }
        }
    }

    /// Takes the seed's own APIs first, so that they can replace a built-in one.
    init(_ seeded: [Seed.Resource]?) {
        resources =
            (seeded ?? [])
            + Self.builtIn.flatMap { entry in
                GUID(entry.appId).map { appId in entry.uris.map { Seed.Resource(uri: $0, appId: appId) } } ?? []
            }
    }

    /// Finds the API that `asked` names by URI or client ID, if `application` may ask for it.
    func target(_ asked: String, for application: Seed.Application) -> ResourceTarget? {
        let known = resources.first { $0.isNamed(asked) }
        let allowed = application.resources?.contains { name in
            name.sameResource(as: asked) || (known.map { $0.isNamed(name) } ?? false)
        }
        guard allowed ?? (known != nil) else { return nil }
        let names = known.map { known in
            [known.appId.description] + resources.filter { $0.appId == known.appId }.map(\.uri)
        }
        return ResourceTarget(
            asked: asked,
            appId: known?.appId,
            accessTokenVersion: known?.accessTokenVersion ?? 1,
            isGraph: known?.appId.description == Self.graphAppId,
            names: names ?? [asked]
        )
    }
}

extension Seed.Resource {
    fileprivate func isNamed(_ name: String) -> Bool {
        uri.sameResource(as: name) || GUID(name) == appId
    }
}

extension String {
    /// Compares two resource names as Entra does: without regard to case or a slash at the end.
    func sameResource(as other: String) -> Bool {
        withoutSlashAtEnd.lowercased() == other.withoutSlashAtEnd.lowercased()
    }

    private var withoutSlashAtEnd: Substring { hasSuffix("/") ? dropLast() : self[...] }
}
