internal import FoundationEssentials
internal import JWTKit

/// An assertion of an issuer elsewhere that an application trusts.
struct FederatedAssertion: Sendable {
    let token: JSONWebToken
    let text: String

    private static let audience = "api://AzureADTokenExchange"

    /// Refuses it unless a federated credential matches it and the issuer signed it, for now.
    func check(for application: Seed.Application, at now: Date) async throws(EntraError) {
        let ofIssuer = (application.federatedCredentials ?? []).filter { $0.issuer == token.text("iss") }
        guard !ofIssuer.isEmpty else { throw .noFederatedRecord("issuer/subject/audience", token.text("iss") ?? "") }
        let ofSubject = ofIssuer.filter { $0.subject == token.text("sub") }
        guard !ofSubject.isEmpty else { throw .noFederatedSubject(token.text("sub") ?? "") }
        let matching = ofSubject.first { token.audiences.contains($0.audience ?? Self.audience) }
        guard let matching else { throw .noFederatedRecord("audience", token.audiences.first ?? "") }
        try token.checkTime(at: now)
        do {
            _ = try await keys(of: matching).verify(text, as: Claims.self)
        } catch {
            throw .invalidAssertion("its signature is not the issuer's")
        }
    }

    private func keys(of credential: Seed.FederatedCredential) async throws -> JWTKeyCollection {
        let keys = JWTKeyCollection()
        if let set = credential.jwks {
            try await keys.add(jwksJSON: String(decoding: JSONEncoder.double.encode(set), as: UTF8.self))
        } else if let pem = credential.publicKey {
            await keys.add(rsa: try Insecure.RSA.PublicKey(pem: pem), digestAlgorithm: .sha256)
        }
        return keys
    }
}
