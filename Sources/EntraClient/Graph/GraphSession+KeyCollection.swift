package import FoundationEssentials
internal import NIOCore
package import VaultModel

extension GraphSession {
    /// How often a list is read until two readings agree, and until a change to it is seen; what Graph wrote was seen 4 to
    /// 18 s later (microsoft-graph-docs #1921).
    private static let mostReadings = 12
    private static let betweenReadings: Duration = .seconds(2)

    /// Adds a certificate by writing the list of all, where none that could prove the right to `addKey` is valid.
    ///
    /// A certificate that is in the list already is left as it is.
    /// - Throws: `.graphConflict` where others changed the list meanwhile, or the change was not seen in time.
    package func putKey(
        _ certificate: SigningCertificate, in objectID: UUID, named name: String
    ) async throws(EntraError) -> GraphCredential {
        let id = KeyID(UUID())
        let change = KeyChange.put(
            id,
            [
                "keyId": .string(id.description), "type": .string("AsymmetricX509Cert"), "usage": .string("Verify"),
                "displayName": .string(name), "startDateTime": .string(InstantText.format(certificate.notBefore)),
                "endDateTime": .string(InstantText.format(certificate.notAfter)),
                "key": .string(Data(certificate.publicDER).base64EncodedString()),
            ], der: certificate.publicDER)
        let list = try await replaceKeys(of: objectID, change)
        guard let entry = change.entry(in: list) else { throw .graphConflict }
        return try GraphCredential(entry)
    }

    /// Removes a certificate by writing the list of all without it; one that is not there is as good as removed.
    ///
    /// - Throws: `.graphConflict` where others changed the list meanwhile, or the change was not seen in time.
    package func dropKey(_ key: KeyID, from objectID: UUID) async throws(EntraError) {
        _ = try await replaceKeys(of: objectID, .drop(key))
    }

    /// Writes the list with `change`, and reads it until that is seen and nothing else is missing.
    private func replaceKeys(
        of objectID: UUID, _ change: KeyChange
    ) async throws(EntraError) -> KeyCollection {
        let path = "/applications/\(Self.path(objectID))"
        let before = try await patiently {
            () async throws(EntraError) -> ChangeOutcome<KeyCollection> in
            // Read anew whenever Graph put the change off: others had time to write as well.
            let before = try await settledKeys(path)
            guard !change.isDone(in: before) else { return .done(before) }
            let text = change.applied(to: before).text
            let order = GraphChange(
                method: .patch, path: path, isRepeatable: false,
                body: { () throws(EntraError) in ByteBuffer(string: text) })
            return try await attempt(order) { reply throws(EntraError) in
                try reply.expectDone()
                return before
            }
        }.orThrow()
        guard !change.isDone(in: before) else { return before }
        for _ in 0..<Self.mostReadings {
            let after = try await keys(path)
            switch change.outcome(before: before, after: after) {
            case .done: return after
            case .conflict: throw .graphConflict
            case .notSeenYet: try await pauseBetweenReadings()
            }
        }
        throw .graphConflict
    }

    /// Reads the list until two readings agree.
    private func settledKeys(_ path: String) async throws(EntraError) -> KeyCollection {
        var last = try await keys(path)
        for _ in 1..<Self.mostReadings {
            try await pauseBetweenReadings()
            let next = try await keys(path)
            if next == last { return next }
            last = next
        }
        throw .graphConflict
    }

    /// The certificates themselves come only where nothing else is selected.
    private func keys(_ path: String) async throws(EntraError) -> KeyCollection {
        try KeyCollection(try await answer(to: path + "?$select=keyCredentials").members)
    }

    private func pauseBetweenReadings() async throws(EntraError) {
        do { try await client.pause(Self.betweenReadings) } catch { throw .network(.cancelled) }
    }
}
