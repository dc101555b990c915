package import FoundationEssentials

/// A partner's granular delegated admin privileges (GDAP) with one customer, as Graph lists them.
package struct Relationship: Sendable, Hashable {
    /// Graph's statuses of a relationship that holds, is about to, or held until lately.
    package enum Status: String, Sendable, CaseIterable { case activating, active, expiring, expired }

    /// The longest of the texts, in bytes.
    package static let longestText = 160

    /// Graph's own ID.
    package var id: String
    package var name: String
    package var customer: String
    package var customerID: DirectoryID?
    package var status: Status
    package var end: Date
    /// It goes on by itself when it ends.
    package var extendsItself: Bool

    package init(
        id: String, name: String, customer: String, customerID: DirectoryID?, status: Status, end: Date,
        extendsItself: Bool
    ) {
        self.id = id
        self.name = name
        self.customer = customer
        self.customerID = customerID
        self.status = status
        self.end = end
        self.extendsItself = extendsItself
    }
}
