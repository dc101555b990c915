internal import FoundationEssentials

extension Seed {
    /// An application's service principal.
    package struct ServicePrincipal: Codable, Equatable, Sendable {
        /// Its ID in the application's home directory; one made from the client ID where nothing is said.
        package var objectId: GUID?
        /// Secrets of its own, apart from those of the registration.
        package var passwordCredentials: [PasswordCredential]?
        /// Certificates of its own.
        package var keyCredentials: [KeyCredential]?

        /// Makes a service principal.
        package init(
            objectId: GUID? = nil,
            passwordCredentials: [PasswordCredential]? = nil,
            keyCredentials: [KeyCredential]? = nil
        ) {
            self.objectId = objectId
            self.passwordCredentials = passwordCredentials
            self.keyCredentials = keyCredentials
        }
    }

    /// Whose accounts may use an application.
    package enum SignInAudience: String, Codable, Sendable {
        /// Those of its own directory.
        case ownDirectory = "AzureADMyOrg"
        /// Those of any directory.
        case directories = "AzureADMultipleOrgs"
        /// Those of any directory, and personal ones.
        case directoriesAndPersonalAccounts = "AzureADandPersonalMicrosoftAccount"
        /// Personal ones alone.
        case personalAccounts = "PersonalMicrosoftAccount"

        /// Whether other directories may use the application.
        var isOfOtherDirectories: Bool {
            switch self {
            case .ownDirectory, .personalAccounts: false
            case .directories, .directoriesAndPersonalAccounts: true
            }
        }

        /// Whether people may use it who are in no directory, which bounds its secrets to two.
        var hasPersonalAccounts: Bool {
            switch self {
            case .ownDirectory, .directories: false
            case .directoriesAndPersonalAccounts, .personalAccounts: true
            }
        }
    }

    /// What Graph shows of a secret.
    package enum Hint: Encodable, Equatable, Sendable {
        /// Nothing, as of secrets from before there were hints.
        case unknown
        /// The first characters.
        case characters(String)

        /// Writes null, or the characters.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .unknown: try container.encodeNil()
            case .characters(let text): try container.encode(text)
            }
        }
    }
}

extension Seed.Hint: Decodable {
    /// Reads null, or the characters.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .unknown : .characters(try container.decode(String.self))
    }
}

extension KeyedDecodingContainer {
    /// Tells a hint that is null from one that nothing is said of, which the general form does not.
    func decodeIfPresent(_ type: Seed.Hint.Type, forKey key: Key) throws -> Seed.Hint? {
        contains(key) ? try decode(type, forKey: key) : nil
    }
}

extension Seed.Application {
    /// When it was registered.
    var created: Date { createdDateTime ?? Date(timeIntervalSince1970: 1_577_836_800) }

    /// The ID of the registration.
    var registrationId: GUID { objectId ?? GUID(derivedFrom: "application \(appId)") }

    /// Whose accounts may use it.
    var audience: Seed.SignInAudience { signInAudience ?? (isMultiTenant ? .directories : .ownDirectory) }

    /// The ID of its service principal in a directory.
    func servicePrincipalId(in directoryId: GUID) -> GUID {
        let isElsewhere = (consentedIn ?? []).contains(directoryId)
        return (isElsewhere ? nil : servicePrincipal?.objectId) ?? GUID(servicePrincipalOf: appId, in: directoryId)
    }
}
