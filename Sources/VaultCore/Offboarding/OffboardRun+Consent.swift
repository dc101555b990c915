internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// The first step, for a customer that is reached with another tenant's application.
extension OffboardRun {
    mutating func revokeConsent(_ state: State) async throws {
        let member = Roster.Member(id: id, tenant: state.tenant, application: state.application)
        let plan = ConsentPlan(member)
        guard plan.isCustomer else { return }
        guard state.tenant.consent?.state != .revoked else {
            outcome.consentRevoked = true
            return
        }
        // Where no partner signed in, it was an admin of the directory who consented.
        guard state.application.userCredential != nil, plan.partnerCenter != nil else {
            outcome.notes.append(
                "the consent in \(state.tenant.directoryID) is its admin's to take back: Enterprise applications, the "
                    + "application \(state.application.clientID), Properties, Delete")
            return
        }
        guard !query.isDryRun else {
            outcome.consentRevoked = true
            return
        }
        let revoked = await consents.outcome(for: member, owner: state.owner)
        try vault.keep(revoked, of: member, ConsentQuery(.revoke))
        if let failure = revoked.failure { throw failure }
        outcome.consentRevoked = true
    }
}
