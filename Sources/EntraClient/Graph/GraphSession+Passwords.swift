package import FoundationEssentials
internal import NIOCore
package import VaultModel

extension GraphSession {
    /// Has Graph make a secret for the registration with the object ID `objectID`, valid from now on until `end`.
    ///
    /// It is sent again only where Graph surely did nothing; where `mayHaveActed` is true for the error, there may be a
    /// secret that nobody knows, to be found by its name.
    package func addPassword(
        to objectID: UUID, named name: String, until end: Date
    ) async throws(EntraError) -> NewPassword {
        try NewPassword.ensureRoom()
        let wish: JSONValue = .object([
            "passwordCredential": .object([
                "displayName": .string(name), "endDateTime": .string(InstantText.format(end)),
            ])
        ])
        let order = GraphChange(
            method: .post, path: "/applications/\(Self.path(objectID))/addPassword", isRepeatable: false,
            body: { () throws(EntraError) in ByteBuffer(string: wish.text) })
        return try await change(order) { reply throws(EntraError) in try NewPassword(reply) }.orThrow()
    }

    /// Removes a secret; one that is not there is as good as removed.
    package func removePassword(_ key: KeyID, from objectID: UUID) async throws(EntraError) {
        let wish: JSONValue = .object(["keyId": .string(key.description)])
        let order = GraphChange(
            method: .post, path: "/applications/\(Self.path(objectID))/removePassword", isRepeatable: true,
            body: { () throws(EntraError) in ByteBuffer(string: wish.text) })
        try await remove(order)
    }

    /// Sends the removal of a credential, which is done too where there is nothing to remove.
    func remove(_ order: GraphChange) async throws(EntraError) {
        switch try await change(order, read: { reply throws(EntraError) in try reply.expectDone() }) {
        case .success: break
        case .failure(let refusal): guard refusal.isAbsence else { throw refusal.error }
        }
    }

    static func path(_ objectID: UUID) -> String { objectID.uuidString.lowercased() }
}
