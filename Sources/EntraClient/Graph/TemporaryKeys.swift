package import FoundationEssentials
package import VaultModel

extension GraphSession {
    package func addKey(_ certificate: SigningCertificate, to objectID: UUID, named: String, provenBy: SigningCertificate) async throws(EntraError) -> GraphCredential { throw .cannotSign }
    package func removeKey(_ key: KeyID, from objectID: UUID, provenBy: SigningCertificate) async throws(EntraError) { throw .cannotSign }
    package func putKey(_ certificate: SigningCertificate, in objectID: UUID, named: String) async throws(EntraError) -> GraphCredential { throw .cannotSign }
    package func dropKey(_ key: KeyID, from objectID: UUID) async throws(EntraError) { throw .cannotSign }
}
extension SigningCertificate {
    package static func make(commonName: String, from: Date, until: Date, bits: Int = 3072) throws -> SigningCertificate { throw EntraError.cannotSign }
}
