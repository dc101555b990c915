internal import VaultModel

/// What `settings` shows and sets. The names are part of the command line's contract.
package enum SettingKey: String, Sendable, CaseIterable {
    case auditDays = "audit-days"
    case auditRows = "audit-rows"

    /// The name in JSON.
    package var member: String {
        switch self {
        case .auditDays: "auditDays"
        case .auditRows: "auditRows"
        }
    }

    /// What it is about, for people.
    package var meaning: String {
        switch self {
        case .auditDays: "how many days the audit log goes back; 0 for no bound"
        case .auditRows: "how many rows the audit log keeps; 0 for no bound"
        }
    }

    /// The values that `settings set` takes beside 0: less would leave nothing to look at.
    package var bounds: ClosedRange<Int> {
        switch self {
        case .auditDays: 30...36500
        case .auditRows: 1000...10_000_000
        }
    }

    func value(in settings: VaultSettings) -> Int {
        switch self {
        case .auditDays: Int(settings.audit.days)
        case .auditRows: Int(settings.audit.rows)
        }
    }

    /// - Throws: `usage` for a value out of bounds.
    package func check(_ value: Int) throws {
        guard value == 0 || bounds.contains(value) else {
            throw VaultFailure(
                .usage, "\(rawValue) goes from \(bounds.lowerBound) to \(bounds.upperBound), or is 0 for no bound")
        }
    }

    func set(_ value: Int, in settings: inout VaultSettings) {
        switch self {
        case .auditDays: settings.audit.days = UInt32(clamping: value)
        case .auditRows: settings.audit.rows = UInt32(clamping: value)
        }
    }
}

/// One setting as it is.
package struct SettingReport: Sendable, Equatable {
    package let key: SettingKey
    package let value: Int
}
