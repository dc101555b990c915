internal import FoundationEssentials

/// Checks what an application sends to prove that it is itself.
struct ClientAuthentication: Sendable {
    /// The application that it says it is.
    let application: Seed.Application
    /// The addresses that an assertion may be for.
    let audiences: Set<String>
    /// The time at which secrets and assertions must be valid.
    let now: Date

    /// Checks the proof where the application acts for itself.
    func checkForItself(_ proof: ClientProof) async throws(EntraError) -> ClientMethod {
        if case .none = proof { throw .noCredential }
        if isPublicOnly { throw .publicClientWithCredential }
        return try await check(proof)
    }

    /// Checks the proof where it acts for a user: a public client must not send one.
    func checkForUser(_ proof: ClientProof) async throws(EntraError) -> ClientMethod {
        guard application.publicClient == true else { return try await check(proof) }
        guard case .none = proof else { throw .publicClientWithCredential }
        return .publicClient
    }

    private var isPublicOnly: Bool {
        application.publicClient == true && (application.passwordCredentials ?? []).isEmpty
            && (application.keyCredentials ?? []).isEmpty && (application.federatedCredentials ?? []).isEmpty
    }

    private func check(_ proof: ClientProof) async throws(EntraError) -> ClientMethod {
        switch proof {
        case .none:
            throw .noCredential
        case .secret(let secret):
            try check(secret: secret)
            return .secret
        case .assertion(let text):
            guard let token = JSONWebToken(text) else { throw .invalidAssertion("it is not a signed JWT") }
            let isOwn = token.text("iss").map { $0.sameName(as: application.appId.description) } ?? true
            if isOwn {
                try SignedAssertion(token: token, audiences: audiences).check(for: application, at: now)
            } else {
                try await FederatedAssertion(token: token, text: text).check(for: application, at: now)
            }
            return .certificate
        }
    }

    private func check(secret: String) throws(EntraError) {
        let matching = (application.passwordCredentials ?? []).filter { $0.secretText == secret }
        if matching.contains(where: { $0.isValid(at: now) }) { return }
        // A secret whose time has not come is no secret yet, so that only an end makes it "expired".
        throw matching.contains { $0.hasEnded(at: now) }
            ? .expiredSecret(application.appId) : .wrongSecret(application.appId)
    }
}

extension Seed.PasswordCredential {
    fileprivate func hasEnded(at now: Date) -> Bool { endDateTime.map { $0 <= now } ?? false }

    fileprivate func isValid(at now: Date) -> Bool {
        !hasEnded(at: now) && (startDateTime.map { $0 <= now } ?? true)
    }
}
