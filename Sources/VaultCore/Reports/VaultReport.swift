package import FoundationEssentials

/// The state of the whole vault at one instant, for people.
package struct VaultReport: Sendable, Equatable {
    package var at: Date
    package var tenants: Int
    package var applications: Int
    /// How many applications were never compared with their directory.
    package var unread: Int
    /// When the application that was compared longest ago was; nil where none ever was.
    package var oldestReading: Date?
    /// One row a credential or relationship, the soonest first.
    package var rows: [ExpiryReport]
    /// The worst first.
    package var findings: [FindingReport]

    package init(
        at: Date, tenants: Int, applications: Int, unread: Int, oldestReading: Date?, rows: [ExpiryReport],
        findings: [FindingReport]
    ) {
        self.at = at
        self.tenants = tenants
        self.applications = applications
        self.unread = unread
        self.oldestReading = oldestReading
        self.rows = rows
        self.findings = findings
    }
}
