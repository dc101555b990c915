// What partners grant in customers' directories, each changed in one step.
extension Directory {
    /// Keeps a grant, or says that there is one already.
    func grant(_ consent: Seed.ApplicationConsent, to appId: GUID) throws(PartnerCenterError) {
        guard let found = seed.application(appId), found.application.isMultiTenant else {
            throw .invalidInput("the application is not a multi-tenant application")
        }
        guard !(found.application.consentedIn ?? []).contains(consent.directoryId) else { throw .exists }
        addConsent(to: appId, in: consent.directoryId, home: found.home)
        change(appId) { $0.applicationConsents = ($0.applicationConsents ?? []) + [consent] }
    }

    /// Takes a grant back.
    func withdrawGrant(from appId: GUID, in directoryId: GUID) throws(PartnerCenterError) {
        guard let found = seed.application(appId),
            (found.application.consentedIn ?? []).contains(directoryId)
        else { throw .notFound }
        change(appId) { application in
            // It stays usable elsewhere, even where this was the only other directory.
            application.multiTenant = true
            application.consentedIn?.removeAll { $0 == directoryId }
            application.applicationConsents?.removeAll { $0.directoryId == directoryId }
        }
    }
}
