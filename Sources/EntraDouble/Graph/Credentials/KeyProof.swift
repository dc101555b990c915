internal import FoundationEssentials

/// A token by which whoever adds or removes a certificate shows to hold the key of another one.
///
/// Its form is that of Microsoft's page "Generate proof of possession tokens for rolling keys".
struct KeyProof: Sendable {
    /// The older Graph, for which proofs are even where the newer one is asked.
    private static let audience = "00000002-0000-0000-c000-000000000000"
    private static let longestLife = 600.0
    /// By how much clocks may differ.
    private static let leeway = 300.0

    /// The token; nil if it is none, as where it holds padding.
    private let token: JSONWebToken?

    /// Reads the proof in a body.
    init(_ fields: [String: JSONValue]) throws(GraphError) {
        // Graph says so of a request without one (msgraph-sdk-powershell issue 779).
        guard let text = try fields.text("proof"), !text.isEmpty else { throw .denied }
        token = JSONWebToken(text)
    }

    /// Refuses it unless the key of a certificate that the application has, and that is valid now, signed it.
    func check(for application: Seed.Application, at now: Date) throws(GraphError) {
        guard let token, token.audiences == [Self.audience],
            token.text("iss").flatMap({ GUID($0) }) == application.registrationId, isInTime(token, now)
        else { throw .badProof }
        let certificates = (application.keyCredentials ?? []).compactMap(RegisteredCertificate.init)
        let isSigned = certificates.contains {
            $0.isValid(at: now) && !$0.isContradicted(by: token.header) && token.isSigned(by: $0.key)
        }
        guard isSigned else { throw .badProof }
    }

    private func isInTime(_ token: JSONWebToken, _ now: Date) -> Bool {
        guard let begin = token.instant("nbf"), let end = token.instant("exp") else { return false }
        let life = end.timeIntervalSince(begin)
        return life > 0 && life <= Self.longestLife && begin.addingTimeInterval(-Self.leeway) <= now
            && now < end.addingTimeInterval(Self.leeway)
    }
}
