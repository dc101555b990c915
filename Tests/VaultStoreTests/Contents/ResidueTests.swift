import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// What was deleted or replaced is gone from the files too, sealed as it was.
@Suite(.onOwnThreads) struct ResidueTests {
    /// Commitments of all boxes of a table, by which their bytes are found again anywhere.
    private func commitments(_ table: String, _ fixture: VaultFixture) throws -> [Data] {
        try fixture.tamper { database in
            try Data.fetchAll(database, sql: "SELECT substr(box, 25, 32) FROM \(table)")
        }
    }

    private func expectGone(_ commitments: [Data], _ fixture: VaultFixture) throws {
        #expect(!commitments.isEmpty)
        for suffix in ["", "-wal"] {
            guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: fixture.files.database + suffix)) else {
                continue
            }
            for commitment in commitments { #expect(bytes.range(of: commitment) == nil, "\(suffix)") }
        }
    }

    @Test func aReplacedSecretIsGone() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let old = try commitments("secret", fixture)
        let vault = try fixture.open()
        try vault.write { edit in
            for id in sample.secrets.keys { try edit.update(try sample.secret("another"), at: id) }
        }
        // While the vault is still open.
        try expectGone(old, fixture)
        try vault.close()
        try expectGone(old, fixture)
    }

    @Test func aRemovedApplicationIsGoneWithItsSecrets() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let old = try commitments("record", fixture) + commitments("secret", fixture)
        let vault = try fixture.open()
        try vault.write { edit in
            for id in sample.tenants.keys { try edit.removeTenant(id) }
            for id in sample.applications.keys { try edit.removeApplication(id) }
        }
        try expectGone(old, fixture)
        try vault.close()
    }

    @Test func aForgottenTokenIsGone() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let old = try commitments("token_cache", fixture)
        let vault = try fixture.open()
        try vault.write { edit in
            try edit.clearTokenCache()
            try edit.record(VaultFixture.entry(.edited))
        }
        try expectGone(old, fixture)
        try vault.close()
    }
}
