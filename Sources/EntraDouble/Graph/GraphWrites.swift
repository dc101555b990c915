/// Answers what changes an application's credentials.
struct GraphWrites: Sendable {
    let directory: Directory
    let request: GraphRequest
    let caller: GraphCaller

    /// Makes a secret, the only reply that tells it.
    func addPassword(to key: ApplicationKey) async throws(GraphError) -> GraphReply {
        let order = try PasswordOrder(request.body)
        let credential = try await directory.addPassword(order, to: key, as: caller)
        guard case .object(var fields) = credential.value(created: request.now) else { return .noContent }
        fields["secretText"] = credential.secretText.map(JSONValue.string)
        return added(fields, "passwordCredential")
    }

    /// Takes a secret away.
    func removePassword(from key: ApplicationKey) async throws(GraphError) -> GraphReply {
        let keyId = try Self.keyId(try request.body.fields())
        try await directory.removePassword(keyId, from: key, as: caller)
        return .noContent
    }

    /// Adds a certificate for whoever holds the key of another one.
    func addKey(to key: ApplicationKey) async throws(GraphError) -> GraphReply {
        let fields = try request.body.fields()
        switch fields["passwordCredential"] {
        case nil, .null: break
        case .bool, .integer, .number, .string, .array, .object:
            throw .badRequest("A password goes with no key of type '\(Seed.KeyCredential.type)'.")
        }
        let order = try KeyOrder(fields["keyCredential"])
        let new = try await directory.addKey(order, try KeyProof(fields), to: key, as: caller)
        return added(new.credential.fields(new.facts, withKey: false), "keyCredential")
    }

    /// Takes a certificate away for whoever holds the key of one.
    func removeKey(from key: ApplicationKey) async throws(GraphError) -> GraphReply {
        let fields = try request.body.fields()
        let keyId = try Self.keyId(fields)
        try await directory.removeKey(keyId, try KeyProof(fields), from: key, as: caller)
        return .noContent
    }

    /// Puts a collection of certificates in place of another.
    func update(_ key: ApplicationKey) async throws(GraphError) -> GraphReply {
        let patch = try ApplicationPatch(request.body)
        try await directory.update(key, patch, as: caller)
        return .noContent
    }

    private func added(_ fields: [String: JSONValue], _ type: String) -> GraphReply {
        var fields = fields
        fields["@odata.context"] = .string("\(request.baseURL)/v1.0/$metadata#microsoft.graph.\(type)")
        return .ok(fields)
    }

    private static func keyId(_ fields: [String: JSONValue]) throws(GraphError) -> GUID {
        guard let keyId = try fields.guid("keyId") else { throw .unreadableBody }
        return keyId
    }
}
