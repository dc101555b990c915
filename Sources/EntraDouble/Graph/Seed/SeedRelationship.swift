package import FoundationEssentials

extension Seed {
    /// What a customer lets a partner's people do, and until when.
    package struct DelegatedAdminRelationship: Codable, Equatable, Sendable {
        /// Its ID: two GUIDs, joined by a hyphen.
        package var id: String
        /// The name given to it.
        package var displayName: String?
        /// How long it lasts, such as `P730D`.
        package var duration: String?
        /// By how much its end moves on by itself: `P180D`, or `PT0S` for never.
        package var autoExtendDuration: String?
        /// Where it stands, such as `active`.
        package var status: String?
        /// When it was made.
        package var createdDateTime: Date?
        /// When the customer approved it.
        package var activatedDateTime: Date?
        /// When it ends.
        package var endDateTime: Date?
        /// With whom it is.
        package var customer: Customer?
        /// What it allows, as Graph writes it.
        package var accessDetails: JSONValue?

        /// Makes a relationship.
        package init(
            id: String,
            displayName: String? = nil,
            duration: String? = nil,
            autoExtendDuration: String? = nil,
            status: String? = nil,
            endDateTime: Date? = nil,
            customer: Customer? = nil
        ) {
            self.id = id
            self.displayName = displayName
            self.duration = duration
            self.autoExtendDuration = autoExtendDuration
            self.status = status
            self.endDateTime = endDateTime
            self.customer = customer
        }

        /// A partner's customer.
        package struct Customer: Codable, Equatable, Sendable {
            /// The customer's directory.
            package var tenantId: GUID
            /// The customer's name.
            package var displayName: String?

            /// Makes a customer.
            package init(tenantId: GUID, displayName: String? = nil) {
                self.tenantId = tenantId
                self.displayName = displayName
            }
        }
    }
}
