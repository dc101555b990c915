/// A consent as Partner Center's clients send and read it.
struct ApplicationConsentBody: Codable, Sendable {
    /// The application that is granted something.
    var applicationId: GUID
    /// The name given to it.
    var displayName: String?
    /// What it is granted.
    var applicationGrants: [Seed.ApplicationConsent.Grant]

    /// What the double keeps for a customer.
    func consent(in directoryId: GUID) throws(PartnerCenterError) -> Seed.ApplicationConsent {
        guard !applicationGrants.isEmpty, applicationGrants.allSatisfy({ !$0.scope.isEmpty }) else {
            throw .invalidInput("applicationGrants must name permissions")
        }
        return .init(directoryId: directoryId, displayName: displayName, applicationGrants: applicationGrants)
    }
}

extension Seed {
    /// The consents that applications have in a customer's directory.
    func consents(in directoryId: GUID) -> [ApplicationConsentBody] {
        tenants.filter { $0.directoryId != directoryId }.flatMap { $0.applications ?? [] }
            .filter { ($0.consentedIn ?? []).contains(directoryId) }
            .map { application in
                let consent = application.applicationConsents?.first { $0.directoryId == directoryId }
                return ApplicationConsentBody(
                    applicationId: application.appId,
                    displayName: consent?.displayName ?? application.displayName,
                    applicationGrants: consent?.applicationGrants ?? []
                )
            }
    }
}
