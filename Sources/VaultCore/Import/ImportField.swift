/// What a row may hold, under the names that JSON lines and CSV headers use.
package enum ImportField: String, Sendable, CaseIterable {
    case name
    case directory = "directoryId"
    case client = "clientId"
    case app
    case secret
    case keyID = "keyId"
    case expires
    case cloud
    case authority
    case graph
    case endpoint
    case resource
    case tags
    case via
    case owner
    case notes

    /// Whether it belongs to the tenant; the rest belongs to the application, which `app` names instead.
    var isOfTenant: Bool {
        switch self {
        case .name, .directory, .app, .resource, .tags, .notes: true
        case .client, .secret, .keyID, .expires, .cloud, .authority, .graph, .endpoint, .via, .owner: false
        }
    }

    static let allNames = allCases.map(\.rawValue)
}
