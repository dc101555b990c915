import EntraClient
import Foundation
import NIOCore
import NIOSSL
import Testing

@Suite("What a failure says of a change")
struct ChangeErrorTests {
    @Test(
        "Graph's own words, and those about credentials",
        arguments: [
            (
                EntraError.graphRejected(status: 400, code: "CredentialInvalidLifetimeAsPerAppPolicy"),
                CredentialRefusal.lifetime
            ),
            (.graphRejected(status: 400, code: "CredentialTypeNotAllowedAsPerAppPolicy"), .kind),
            (.graphRejected(status: 403, code: "Directory_ResourceSizeExceeded"), .noRoom),
            (.graphRejected(status: 400, code: "TooManyAppPasswords"), .tooManySecrets),
            (.graphDenied(status: 403, code: "Authorization_RequestDenied"), nil),
            (.graphRejected(status: 400, code: nil), nil), (.graphNotFound, nil), (.graphConflict, nil),
        ] as [(EntraError, CredentialRefusal?)])
    func words(error: EntraError, refusal: CredentialRefusal?) {
        #expect(error.credentialRefusal == refusal)
        if let refusal { #expect(error.graphCode == refusal.rawValue) }
        #expect(EntraError.graphDenied(status: 403, code: "a").graphCode == "a")
    }

    @Test("Where others were at it, it may have been made")
    func conflict() { #expect(EntraError.graphConflict.mayHaveActed) }

    @Test(
        "Where nothing was sent, it was not made",
        arguments: [EntraError.cannotLock, .cannotSign, .throttled(retryAfter: .zero)])
    func nothingSent(error: EntraError) { #expect(!error.mayHaveActed) }

    @Test(
        "A connection that never stood is told from one that ended",
        arguments: [
            (IOError(errnoCode: ECONNREFUSED, reason: ""), TransportError.refused),
            (IOError(errnoCode: ECONNRESET, reason: ""), .closed), (IOError(errnoCode: EPIPE, reason: ""), .closed),
            (IOError(errnoCode: EHOSTUNREACH, reason: ""), .closed),
            (IOError(errnoCode: ENETDOWN, reason: ""), .closed),
            (IOError(errnoCode: ETIMEDOUT, reason: ""), .timeout),
            (NIOSSLError.handshakeFailed(.zeroReturn), .tls), (NIOSSLError.unableToValidateCertificate, .tls),
            (NIOSSLExtraError.failedToValidateHostname, .tls), (NIOSSLError.uncleanShutdown, .closed),
            (NIOSSLError.readInInvalidTLSState, .closed), (BoringSSLError.sslError([]), .closed),
            (BoringSSLError.zeroReturn, .closed), (BoringSSLError.invalidSNIName([]), .tls),
        ] as [(any Error, TransportError)])
    func causes(cause: any Error, expected: TransportError) { #expect(TransportError(cause: cause) == expected) }
}
