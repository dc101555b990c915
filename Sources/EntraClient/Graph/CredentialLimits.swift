internal import FoundationEssentials
internal import VaultModel

/// What a directory's application management policies allow one application.
package struct CredentialLimits: Sendable, Equatable {
    /// No secret may be added.
    package var forbidsSecrets: Bool
    /// The longest that a new secret may live.
    package var secretLifetime: Duration?
    /// The longest that a new certificate may live.
    package var certificateLifetime: Duration?

    package init(
        forbidsSecrets: Bool = false, secretLifetime: Duration? = nil, certificateLifetime: Duration? = nil
    ) {
        self.forbidsSecrets = forbidsSecrets
        self.secretLifetime = secretLifetime
        self.certificateLifetime = certificateLifetime
    }

    /// Reads the restrictions of one policy that is enabled, as far as they hold for an application made at `created`.
    ///
    /// What cannot be read restricts nothing here: the directory itself has the last word when a secret is added.
    init(restrictions: [String: JSONValue], created: Date?) {
        self.init()
        for item in Self.restrictions(restrictions, "passwordCredentials", created) {
            switch item["restrictionType"]?.string {
            case "passwordAddition": forbidsSecrets = true
            case "passwordLifetime": secretLifetime = Self.shorter(secretLifetime, Self.lifetime(item))
            default: continue
            }
        }
        for item in Self.restrictions(restrictions, "keyCredentials", created)
        where item["restrictionType"]?.string == "asymmetricKeyLifetime" {
            certificateLifetime = Self.shorter(certificateLifetime, Self.lifetime(item))
        }
    }

    /// What both allow.
    func narrowed(by other: CredentialLimits) -> CredentialLimits {
        CredentialLimits(
            forbidsSecrets: forbidsSecrets || other.forbidsSecrets,
            secretLifetime: Self.shorter(secretLifetime, other.secretLifetime),
            certificateLifetime: Self.shorter(certificateLifetime, other.certificateLifetime))
    }

    private static func restrictions(
        _ members: [String: JSONValue], _ name: String, _ created: Date?
    ) -> [[String: JSONValue]] {
        (members[name]?.array ?? []).prefix(100).compactMap(\.object).filter { item in
            guard item["state"]?.string.map({ $0 == "enabled" }) ?? true else { return false }
            guard let since = item["restrictForAppsCreatedAfterDateTime"]?.string.flatMap({ InstantText.parse($0) }),
                let created
            else { return true }
            return created > since
        }
    }

    private static func lifetime(_ item: [String: JSONValue]) -> Duration? {
        item["maxLifetime"]?.string.flatMap { DurationText.parse($0) }
    }

    private static func shorter(_ left: Duration?, _ right: Duration?) -> Duration? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }
}
