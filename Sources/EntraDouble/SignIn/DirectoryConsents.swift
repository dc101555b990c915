// Consents, each changed in one step.
extension Directory {
    /// Keeps a user's consent.
    func addConsent(to appId: GUID, _ consent: Seed.UserConsent) {
        change(appId) { application in
            guard !(application.userConsents ?? []).contains(consent) else { return }
            application.userConsents = (application.userConsents ?? []) + [consent]
        }
    }

    /// Keeps an administrator's consent for everybody in a directory.
    func addConsent(to appId: GUID, in directoryId: GUID, home: GUID) {
        change(appId) { application in
            if directoryId == home {
                application.adminConsented = true
            } else if !(application.consentedIn ?? []).contains(directoryId) {
                application.consentedIn = (application.consentedIn ?? []) + [directoryId]
            }
        }
    }

    /// Changes an application where it is registered.
    func change(_ appId: GUID, _ body: (inout Seed.Application) -> Void) {
        guard let place = places.byAppId[appId],
            var application = seed.tenants[place.tenant].applications?[place.application]
        else { return }
        body(&application)
        seed.tenants[place.tenant].applications?[place.application] = application
    }
}
