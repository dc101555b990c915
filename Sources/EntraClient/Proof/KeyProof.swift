internal import FoundationEssentials
internal import VaultCrypto

/// What shows Graph that whoever changes an application's keys holds one of them (application: addKey, removeKey).
enum KeyProof {
    /// The directory itself, by the client ID of its older API.
    private static let audience = "00000002-0000-0000-c000-000000000000"
    /// A difference between the clocks that is forgiven; Graph takes no proof that lives longer than 10 minutes.
    private static let leeway = 30.0
    private static let life = 600.0

    /// Signed with RS256 and named by SHA-1, as in Graph's own example: nothing says that it takes PS256 here.
    static func sign(
        with certificate: SigningCertificate, for objectID: UUID, at instant: Date
    ) throws(EntraError) -> SharedSecret {
        let start = instant.timeIntervalSince1970.rounded(.down) - leeway
        return try certificate.token(
            [
                "aud": .string(audience), "iss": .string(objectID.uuidString.lowercased()),
                "nbf": .integer(Int64(start)), "exp": .integer(Int64(start + life)),
            ],
            header: ["kid": .string(certificate.thumbprint), "x5t": .string(certificate.shortFingerprint)], by: .rs256)
    }
}
