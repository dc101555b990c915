internal import FoundationEssentials
internal import HTTPTypes

/// The bearer token of a request to Partner Center, verified.
struct PartnerToken: Sendable {
    /// The directory that issued it.
    let directoryId: GUID
    /// Whether a user stands behind it.
    let hasUser: Bool
    /// Whether that user showed a second factor.
    let isMFA: Bool

    /// Verifies what the request carries.
    init(_ exchange: Exchange, signingKey: SigningKey) async throws {
        guard let header = exchange.headers[.authorization], header.lowercased().hasPrefix("bearer "),
            let claims = try? await signingKey.verify(String(header.dropFirst(7))),
            case .string(let audience) = claims.fields["aud"],
            case .string(let directory) = claims.fields["tid"], let directoryId = GUID(directory),
            case .integer(let end) = claims.fields["exp"], exchange.now.epochSeconds < end,
            KnownResources.partnerCenter.contains(where: { $0.sameResource(as: audience) })
        else { throw PartnerCenterError.invalidToken }
        self.directoryId = directoryId
        hasUser = claims.fields["scp"] != nil
        if case .array(let factors) = claims.fields["amr"] {
            isMFA = factors.contains("mfa")
        } else {
            isMFA = false
        }
    }
}
