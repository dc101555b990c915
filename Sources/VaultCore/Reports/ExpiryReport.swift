package import FoundationEssentials

/// One credential's end, as `expiring` prints it.
package struct ExpiryReport: Sendable, Equatable {
    /// The tenant that the application was added with.
    package var tenant: String
    /// The credential's ID in the vault.
    package var credential: String
    package var kind: String
    package var keyID: String?
    package var expires: Date?
    /// Whole days, rounded down; negative when past.
    package var daysLeft: Int?
    package var verdict: String
    package var findings: [String]
    package var owner: String?
    /// The command to run next; nil where there is nothing to do.
    package var action: String?
    /// How many tenants use the application.
    package var tenants: Int
    /// Whom a partner's relationship is with.
    package var customer: String?
    /// It goes on by itself when it ends, as such a relationship may.
    package var extendsItself: Bool
    /// How long before the end the policy wants it rotated, and calls it critical.
    package var rotateBefore: Duration
    package var criticalBefore: Duration
    /// The directory lets something in that can replace it: itself while it has not ended, or another tenant's rights.
    package var canRotate: Bool

    /// The kind of rows about a partner's relationships, which are no credentials.
    package static let relationshipKind = "gdap"

    package init(
        tenant: String, credential: String, kind: String, keyID: String?, expires: Date?, daysLeft: Int?,
        verdict: String, findings: [String], owner: String?, action: String?, tenants: Int,
        customer: String? = nil, extendsItself: Bool = false, rotateBefore: Duration, criticalBefore: Duration,
        canRotate: Bool = true
    ) {
        self.tenant = tenant
        self.credential = credential
        self.kind = kind
        self.keyID = keyID
        self.expires = expires
        self.daysLeft = daysLeft
        self.verdict = verdict
        self.findings = findings
        self.owner = owner
        self.action = action
        self.tenants = tenants
        self.customer = customer
        self.extendsItself = extendsItself
        self.rotateBefore = rotateBefore
        self.criticalBefore = criticalBefore
        self.canRotate = canRotate
    }
}
