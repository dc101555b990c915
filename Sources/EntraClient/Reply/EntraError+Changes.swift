/// Why Graph takes no credential of this kind, life or number.
package enum CredentialRefusal: String, Sendable, CaseIterable {
    /// A policy of the directory allows a shorter life only.
    case lifetime = "CredentialInvalidLifetimeAsPerAppPolicy"
    /// A policy of the directory forbids credentials of this kind.
    case kind = "CredentialTypeNotAllowedAsPerAppPolicy"
    /// The registration is full.
    case noRoom = "Directory_ResourceSizeExceeded"
    /// A registration for personal accounts has two secrets at most.
    case tooManySecrets = "TooManyAppPasswords"
}

extension EntraError {
    /// Graph's own word for why it refused; nil where it gave none, or nothing was refused.
    package var graphCode: String? {
        switch self {
        case .graphDenied(_, let code), .graphRejected(_, let code): code
        case .refused, .throttled, .serverError, .network, .redirected, .malformedReply, .wrongToken, .unknownAudience,
            .misdirected, .invalidRequest, .malformedToken, .cannotBeVerifiedByOthers, .notVerified, .denied, .rejected,
            .graphNotFound, .graphConflict, .signInTimedOut, .signInDeclined, .cannotListen, .cannotSign, .cannotLock:
            nil
        }
    }

    /// What a new credential may not be; nil for every other failure.
    package var credentialRefusal: CredentialRefusal? { graphCode.flatMap { CredentialRefusal(rawValue: $0) } }

    /// Whether a change that failed so may have been made nevertheless. In doubt it may.
    package var mayHaveActed: Bool {
        switch self {
        case .serverError, .redirected, .malformedReply, .graphConflict: true
        case .network(let cause): cause.mayHaveArrived
        // A status that is no refusal is an answer that was not understood; 408 is what a gateway says for a server
        // that it no longer waits for.
        case .graphDenied(let status, _), .graphRejected(let status, _): !(400..<500).contains(status) || status == 408
        case .refused, .throttled, .wrongToken, .unknownAudience, .misdirected, .invalidRequest, .malformedToken,
            .cannotBeVerifiedByOthers, .notVerified, .denied, .rejected, .graphNotFound, .signInTimedOut,
            .signInDeclined, .cannotListen, .cannotSign, .cannotLock:
            false
        }
    }
}

extension TransportError {
    /// Whether a request that failed so may have reached the other side whole.
    var mayHaveArrived: Bool {
        switch self {
        // No connection came about that it could have travelled on.
        case .dns, .refused, .tls, .proxy, .settings: false
        case .timeout, .closed, .redirected, .tooLarge, .notHTTP, .cancelled, .shutDown, .other: true
        }
    }
}
