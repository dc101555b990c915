package import VaultModel

/// Why there is no token, or no answer from the directory. Nothing here repeats a secret, token, body or query.
package enum EntraError: Error, Equatable, Sendable {
    /// The directory said no, and why.
    case refused(EntraRefusal)
    /// Too many requests: the same one is pointless before `retryAfter` is over.
    case throttled(retryAfter: Duration)
    /// The directory failed, with its AADSTS code where it gave one.
    case serverError(status: Int, code: Int?)
    case network(TransportError)
    /// The authority answered with a redirect, which is never followed.
    case redirected
    case malformedReply(ReplyProblem)
    /// A token came that is not the one asked for; it is dropped unseen.
    case wrongToken(TokenField)
    /// The token names its API by this client ID, and whether that is the API asked for cannot be told; it is dropped.
    case unknownAudience(ClientID)
    /// The directory belongs to another authority than the one asked.
    case misdirected
    case invalidRequest(TokenRequestProblem)
    /// What was given as a token is none that can be read.
    case malformedToken(TokenProblem)
    /// Only its own API can verify this token: Graph's carry a `nonce` in the header.
    case cannotBeVerifiedByOthers
    case notVerified(VerificationProblem)
    /// Partner Center denied the right, with its own code where it gave one.
    case denied(status: Int, code: Int?)
    /// Partner Center did not take the request, with its own code where it gave one.
    case rejected(status: Int, code: Int?)
    /// Graph denied the right, with its own word where it gave one.
    case graphDenied(status: Int, code: String?)
    /// Graph did not take the request, with its own word where it gave one.
    case graphRejected(status: Int, code: String?)
    /// The directory has no such object.
    case graphNotFound
    /// Others changed the same object at the same time, so that what was sent may have been undone, or was not sent.
    case graphConflict
    /// The person did not sign in in time.
    case signInTimedOut
    /// The person signed in, or came as far as the page, and said no.
    case signInDeclined
    /// No loopback port to wait on for the browser.
    case cannotListen
    /// The key could not sign.
    case cannotSign
    /// The system does not let this program lock memory for a secret.
    case cannotLock

    /// One line on what to do, where the directory named a cause that is known.
    package func hint(tenant: String) -> String? {
        switch self {
        case .refused(let refusal): refusal.hint(tenant: tenant)
        case .serverError(_, let code), .denied(_, let code), .rejected(_, let code):
            code.flatMap(Advice.forCode)?.hint(tenant: tenant)
        case .throttled, .network, .redirected, .malformedReply, .wrongToken, .unknownAudience, .misdirected,
            .invalidRequest, .malformedToken, .cannotBeVerifiedByOthers, .notVerified, .signInTimedOut, .signInDeclined,
            .graphDenied, .graphRejected, .graphNotFound, .graphConflict, .cannotListen, .cannotSign, .cannotLock:
            nil
        }
    }
}

/// What is wrong with a reply; the reply itself is not repeated.
package enum ReplyProblem: Equatable, Sendable {
    /// A page for people: usually a proxy or a sign-in portal in between.
    case html
    case notJSON
    case notUTF8
    case duplicateKey
    case tooLarge
    /// A status that this request cannot have.
    case status(Int)
    case missing(String)
    case wrongType(String)
    /// Both a token and an error.
    case contradiction
    case tokenType
    case emptyToken
    /// A life that is negative, zero, over 48 hours or no number.
    case lifetime
    /// Neither a JWT nor an encrypted token.
    case tokenForm
    /// The discovery document contradicts itself.
    case metadata
    /// A secret came, and the system did not let this program lock memory for it: it is lost.
    case noLockedMemory

    init(_ problem: JSONProblem) {
        switch problem {
        case .syntax, .tooDeep: self = .notJSON
        case .notUTF8: self = .notUTF8
        case .duplicateKey: self = .duplicateKey
        }
    }
}

/// The part of a token that names someone or something else than was asked for.
package enum TokenField: String, Equatable, Sendable { case tenant, application, audience }

/// Why a text is no token that can be read.
package enum TokenProblem: Equatable, Sendable {
    /// Over 64 KiB.
    case tooLong
    /// Not three parts.
    case parts
    /// Five parts: only the API it is for can open it.
    case encrypted
    case base64
    case json
}

/// Why a readable token is not to be believed.
package enum VerificationProblem: Equatable, Sendable {
    case signature
    /// Not RS256 or PS256.
    case algorithm
    /// The authority does not publish the key it is signed with.
    case unknownKey
    case issuer
    case notYetValid
    case expired
    case missing(String)
}
