package import FoundationEssentials

/// One row of the audit log, as `audit` prints it.
package struct AuditReport: Sendable, Equatable {
    package var at: Date
    package var event: String
    package var tenant: String?
    package var resource: String?
    package var keyID: String?
    package var user: String
    package var pid: Int
    package var program: String
    /// The key slot that opened the vault for it.
    package var slot: Int?
    package var correlationID: String?
    package var count: Int

    package init(
        at: Date, event: String, tenant: String?, resource: String?, keyID: String?, user: String, pid: Int,
        program: String, slot: Int?, correlationID: String?, count: Int
    ) {
        self.at = at
        self.event = event
        self.tenant = tenant
        self.resource = resource
        self.keyID = keyID
        self.user = user
        self.pid = pid
        self.program = program
        self.slot = slot
        self.correlationID = correlationID
        self.count = count
    }
}
