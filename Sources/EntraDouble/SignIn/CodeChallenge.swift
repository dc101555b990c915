internal import Crypto
internal import FoundationEssentials

/// Binds a code to the client that asked for it (RFC 7636).
struct CodeChallenge: Equatable, Sendable {
    private let challenge: String
    private let isHashed: Bool

    /// Reads the challenge of an authorize request; nil if there is none.
    init?(_ query: Form) throws(EntraError) {
        guard let challenge = query["code_challenge"] else {
            if query["code_challenge_method"] != nil { throw .invalidChallenge }
            return nil
        }
        let allowed = challenge.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
        }
        let method = query["code_challenge_method"] ?? "plain"
        // A SHA-256 in base64url has 43 characters; a verifier has 43 to 128.
        let length = method == "S256" ? 43...43 : 43...128
        guard allowed, length.contains(challenge.utf8.count), ["S256", "plain"].contains(method) else {
            throw .invalidChallenge
        }
        self.challenge = challenge
        isHashed = method == "S256"
    }

    /// Whether a verifier is the one that the challenge was made from.
    func isMet(by verifier: String?) -> Bool {
        guard let verifier else { return false }
        return challenge == (isHashed ? Data(SHA256.hash(data: Data(verifier.utf8))).base64URL : verifier)
    }
}
