/// A user, wherever at home.
struct Person: Sendable {
    /// The account.
    let user: Seed.User
    /// The directory in which the account is.
    let home: Seed.Tenant

    /// The account's ID in a directory: its own at home, another where the person is a guest.
    func objectId(in directoryId: GUID) -> GUID {
        let own = user.objectId ?? GUID(derivedFrom: "user \(user.userPrincipalName.lowercased())")
        return directoryId == home.directoryId ? own : GUID(derivedFrom: "\(own) in \(directoryId)")
    }

    /// Whether an interactive sign-in shows a second factor.
    var hasSecondFactor: Bool { user.mfaRegistered ?? user.mfaRequired ?? false }

    /// Refuses a password alone where a second factor is required.
    func checkSecondFactor(shown: Bool) throws(EntraError) {
        guard user.mfaRequired == true, !shown else { return }
        throw hasSecondFactor ? .secondFactorRequired : .secondFactorNotRegistered
    }

    /// Refuses a directory in which the person has no account and with which the person's own has no relationship.
    ///
    /// - Parameters:
    ///   - directoryId: the directory that is to issue a token.
    ///   - appHome: the directory of the application.
    /// - Throws: the refusal of an account from elsewhere.
    func checkMembership(in directoryId: GUID, appHome: GUID) throws(EntraError) {
        if directoryId == home.directoryId || (user.guestIn ?? []).contains(directoryId) { return }
        // A seed that says nothing of customers leaves the matter to consent, which an application's home always has.
        if home.customers?.contains(directoryId) ?? (directoryId != appHome) { return }
        throw .externalAccount(user.userPrincipalName, of: home.displayName, in: directoryId)
    }
}

extension Seed {
    /// Finds a person by the name to sign in with.
    func person(named name: String) -> Person? {
        for tenant in tenants {
            if let user = tenant.users?.first(where: { $0.userPrincipalName.sameName(as: name) }) {
                return Person(user: user, home: tenant)
            }
        }
        return nil
    }

    /// Finds a person who may still sign in.
    func activePerson(named name: String, in directory: String) throws(EntraError) -> Person {
        guard let person = person(named: name) else { throw .unknownUser(name, in: directory) }
        if person.user.disabled == true { throw .disabledUser }
        return person
    }

    /// Checks a name and a password, whatever else is required.
    func signIn(_ name: String, password: String, in directory: String) throws(EntraError) -> Person {
        guard let person = person(named: name) else { throw .unknownUser(name, in: directory) }
        if person.user.locked == true { throw .lockedUser }
        guard let expected = person.user.password, expected == password else { throw .wrongPassword }
        if person.user.disabled == true { throw .disabledUser }
        if person.user.passwordExpired == true { throw .expiredPassword }
        return person
    }
}
