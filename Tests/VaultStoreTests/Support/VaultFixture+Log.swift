import Foundation
import VaultModel

@testable import VaultStore

extension VaultFixture {
    /// A vault whose log is bounded; it has one row, of its making.
    func create(keeping bounds: AuditRetention) throws -> SealedVault {
        let vault = try create()
        try vault.write { try $0.set(VaultSettings(audit: bounds)) }
        return vault
    }
}

extension SealedVault {
    /// Adds rows to the log, all in one change.
    func log(_ times: [Date]) throws {
        try write { edit in
            for time in times {
                var entry = VaultFixture.entry(.minted)
                entry.at = time
                try edit.record(entry)
            }
        }
    }

    func log(_ count: Int, at time: Date = SampleKeys.instant) throws {
        try log([Date](repeating: time, count: count))
    }

    var entries: [AuditEntry] {
        get throws { try read { try $0.auditEntries() } }
    }
}

/// So many days after the sample's first instant.
func day(_ number: Double) -> Date { SampleKeys.instant + number * 86400 }
