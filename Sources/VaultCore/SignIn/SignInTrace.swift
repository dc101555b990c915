internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// What the log says of a sign-in that was made to prove a secret, and that gave no token out.
struct SignInTrace: Sendable {
    let resource: String
    let correlationID: UUID
    var keyID: KeyID?

    init(_ request: TokenRequest, keyID: KeyID? = nil) {
        resource =
            switch request.target {
            case .audience(let uri): uri
            case .scopes(let scopes): scopes.joined(separator: " ")
            }
        correlationID = request.correlationID
        self.keyID = keyID
    }
}

extension AuditEntry {
    mutating func note(_ trace: SignInTrace?) {
        guard let trace else { return }
        resource = trace.resource
        correlationID = trace.correlationID
        keyID = keyID ?? trace.keyID
    }
}
