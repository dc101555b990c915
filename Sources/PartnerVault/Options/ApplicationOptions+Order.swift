import VaultCore
import VaultModel

extension ApplicationOptions {
    /// What `add` stores, still without its secret.
    func order(name: String, app: String?) throws -> TenantOrder {
        guard let directoryID else {
            throw Values.usage("--directory-id is missing", "it is the tenant's GUID, or one of its domains")
        }
        if app != nil {
            try refuseApplicationOptions()
        } else if clientID == nil {
            throw Values.usage("--client-id is missing", "or name a tenant whose application to use, with --app")
        }
        var order = TenantOrder(name: try Values.name(name), directory: directoryID, verify: !noVerify)
        order.app = app
        order.clientID = try clientID.map { try Values.clientID($0) }
        order.keyID = try keyID.map { try Values.keyID($0, option: "--key-id") }
        order.expiry = try expires.map { try Values.expiry($0) }
        order.cloud = try cloud.map { try Values.cloud($0) }
        order.authority = try authority.map { try Values.origin($0, option: "--authority") }
        order.graph = try graph.map { try Values.origin($0, option: "--graph") }
        order.endpoint = try endpoint.map { try Values.endpoint($0) }
        order.resource = try resource.map { try Values.resource($0) }
        order.signIn = try signIn.map { try Values.signIn($0) }
        order.tags = try tags.map { try Values.tag($0) }
        order.owner = owner
        order.notes = notes
        order.via = via
        return order
    }

    /// What `edit` changes, still without a secret; an empty text clears a field, an empty tag all tags.
    func change(replace: Bool) throws -> TenantChange {
        var change = TenantChange(replace: replace, verify: !noVerify)
        change.directory = directoryID
        change.clientID = try clientID.map { try Values.clientID($0) }
        change.keyID = try keyID.map { try Values.keyID($0, option: "--key-id") }
        change.expiry = try expires.map { try Values.expiry($0) }
        change.cloud = try cloud.map { try Values.cloud($0) }
        change.authority = try authority.map { try Values.origin($0, option: "--authority") }
        change.graph = try graph.map { try Values.origin($0, option: "--graph") }
        change.endpoint = try endpoint.map { try Values.endpoint($0) }
        change.resource = try resource.map { try Values.resource($0) }
        change.signIn = try signIn.map { try Values.signIn($0) }
        if !tags.isEmpty { change.tags = tags == [""] ? [] : try tags.map { try Values.tag($0) } }
        change.owner = owner
        change.notes = notes
        change.via = via
        return change
    }

    /// What belongs to the application is the other tenant's to say.
    private func refuseApplicationOptions() throws {
        let given: [(String, Bool)] = [
            ("--client-id", clientID != nil), ("--secret-fd", secretFd != nil), ("--secret-file", secretFile != nil),
            ("--certificate", certificate != nil), ("--federated-token-file", federatedTokenFile != nil),
            ("--username", username != nil), ("--key-id", keyID != nil), ("--expires", expires != nil),
            ("--cloud", cloud != nil),
            ("--authority", authority != nil), ("--graph", graph != nil), ("--endpoint", endpoint != nil),
            ("--owner", owner != nil), ("--via", via != nil),
        ]
        guard let clash = given.first(where: \.1) else { return }
        throw Values.usage("\(clash.0) does not go with --app", "change the application with \"partner-vault edit\"")
    }

    /// Whether anything is to be changed at all.
    var isEmpty: Bool {
        let texts = [
            directoryID, clientID, secretFile, keyID, expires, cloud, authority, graph, endpoint, resource, owner,
            notes, via, signIn, certificate, federatedTokenFile, username,
        ]
        return texts.allSatisfy { $0 == nil } && secretFd == nil && tags.isEmpty
    }
}
