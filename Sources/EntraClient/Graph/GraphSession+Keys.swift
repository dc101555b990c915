package import FoundationEssentials
internal import NIOCore
internal import VaultCrypto
package import VaultModel

extension GraphSession {
    /// Adds a certificate to the registration with the object ID `objectID`; `proof` is one that it has and that is valid.
    ///
    /// It is sent again only where Graph surely did nothing.
    package func addKey(
        _ certificate: SigningCertificate, to objectID: UUID, named name: String, provenBy proof: SigningCertificate
    ) async throws(EntraError) -> GraphCredential {
        let credential: JSONValue = .object([
            "type": .string("AsymmetricX509Cert"), "usage": .string("Verify"), "displayName": .string(name),
            "key": .string(Data(certificate.publicDER).base64EncodedString()),
        ])
        let order = GraphChange(
            method: .post, path: "/applications/\(Self.path(objectID))/addKey", isRepeatable: false,
            body: { () throws(EntraError) in
                try proven(#""keyCredential":\#(credential.text),"passwordCredential":null"#, by: proof, for: objectID)
            })
        return try await change(order) { reply throws(EntraError) in
            guard reply.status == 200 else { throw .malformedReply(.status(reply.status)) }
            let added = try GraphCredential(try reply.members())
            guard added.thumbprint ?? certificate.thumbprint == certificate.thumbprint else {
                throw .malformedReply(.contradiction)
            }
            return added
        }.orThrow()
    }

    /// Removes a certificate; one that is not there is as good as removed.
    package func removeKey(
        _ key: KeyID, from objectID: UUID, provenBy proof: SigningCertificate
    ) async throws(EntraError) {
        let order = GraphChange(
            method: .post, path: "/applications/\(Self.path(objectID))/removeKey", isRepeatable: true,
            body: { () throws(EntraError) in try proven(#""keyId":"\#(key)""#, by: proof, for: objectID) })
        try await remove(order)
    }

    /// A body of `members` and a fresh proof, which has nothing in it that JSON escapes.
    ///
    /// The buffer never grows, and so leaves no copy behind; `change` overwrites it.
    private func proven(
        _ members: String, by certificate: SigningCertificate, for objectID: UUID
    ) throws(EntraError) -> ByteBuffer {
        let proof = try KeyProof.sign(with: certificate, for: objectID, at: client.now())
        var buffer = ByteBufferAllocator().buffer(capacity: members.utf8.count + proof.bytes.count + 16)
        buffer.writeString("{\(members),\"proof\":\"")
        proof.bytes.withSpan { bytes in
            for index in bytes.byteOffsets { buffer.writeInteger(bytes.byte(at: index)) }
        }
        buffer.writeString("\"}")
        return buffer
    }
}
