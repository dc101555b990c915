extension Seed {
    /// A person's consent for themselves.
    package struct UserConsent: Codable, Hashable, Sendable {
        /// The directory in which it counts.
        package var directoryId: GUID
        /// Who consented.
        package var userPrincipalName: String
    }

    /// What a partner granted an application in a customer's directory, as Partner Center words it.
    package struct ApplicationConsent: Codable, Equatable, Sendable {
        /// The customer's directory.
        package var directoryId: GUID
        /// The name given to it.
        package var displayName: String?
        /// The permissions; none listed means all that the application asks for.
        package var applicationGrants: [Grant]?

        /// The permissions on one API.
        package struct Grant: Codable, Equatable, Sendable {
            /// The API's client ID.
            package var enterpriseApplicationId: GUID
            /// The permissions, separated by commas.
            package var scope: String
        }
    }
}

extension Seed.Application {
    /// Whether other directories than its home may use it.
    var isMultiTenant: Bool {
        multiTenant ?? (!(consentedIn ?? []).isEmpty || signInAudience?.isOfOtherDirectories == true)
    }

    /// Whether its delegated permissions were granted in a directory, to all or to one person.
    func isConsented(in directoryId: GUID, home: GUID, by userPrincipalName: String) -> Bool {
        let forAll = directoryId == home ? adminConsented ?? true : (consentedIn ?? []).contains(directoryId)
        return forAll
            || (userConsents ?? []).contains {
                $0.directoryId == directoryId && $0.userPrincipalName.sameName(as: userPrincipalName)
            }
    }
}

extension String {
    /// Compares two names of people or directories, which case does not tell apart.
    func sameName(as other: String) -> Bool { lowercased() == other.lowercased() }
}
