import Foundation
import GRDB
import TestThreads
import Testing
import VaultModel

@testable import VaultStore

/// What is said of a damaged vault: where, whom it concerns, and how much is sound.
@Suite(.onOwnThreads) struct DamageSurveyTests {
    private func survey(_ fixture: VaultFixture) throws -> DamageReport {
        let vault = try fixture.open()
        defer { try? vault.close() }
        #expect(throws: StoreError.self) { try vault.read { try $0.verifyEverything { _, _ in } } }
        return try vault.read { $0.surveyDamage() }
    }

    /// Changes one byte of a row's box.
    private func flip(_ table: String, _ id: Int64, _ offset: Int, _ fixture: VaultFixture) throws {
        try fixture.tamper { database in
            var box = try #require(try Data.fetchOne(database, sql: "SELECT box FROM \(table) WHERE id = \(id)"))
            box[offset < 0 ? box.count + offset : offset] ^= 1
            try database.execute(sql: "UPDATE \(table) SET box = ? WHERE id = \(id)", arguments: [box])
        }
    }

    private func names(_ finding: DamageFinding?) -> [String] { finding?.tenants.map(\.description) ?? [] }

    @Test func aSoundVaultHasNone() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let report = try vault.read { $0.surveyDamage() }
        #expect(report.findings.isEmpty)
        #expect(try report.counts == vault.read { try $0.verifyEverything { _, _ in } })
        try vault.close()
    }

    /// In nonce, commitment, ciphertext and tag.
    @Test(arguments: [3, 30, 60, 200, -1])
    func aDamagedSecretIsNamedByItsTenants(offset: Int) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let id = try #require(sample.secrets.first { $0.value == "s3cr3t of contoso" }).key
        try flip("secret", id.rawValue, offset, fixture)
        let report = try survey(fixture)
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1 && finding.table == "secret" && finding.row == id.rawValue)
        #expect(names(finding) == ["contoso", "fabrikam"] && finding.what == "the secret does not open")
        #expect(report.counts.tenants == 3 && report.counts.applications == 2 && report.counts.secrets == 1)
        #expect(report.counts.auditRows == 4 && report.counts.slots == 1)
    }

    @Test func aMissingSecretIsNamedByItsTenants() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let id = try #require(sample.secrets.first { $0.value == "s3cr3t of woodgrove" }).key
        try fixture.tamper("DELETE FROM secret WHERE id = \(id.rawValue)")
        let report = try survey(fixture)
        #expect(report.findings.map(\.what) == ["the secret is missing"])
        #expect(names(report.findings.first) == ["woodgrove"])
    }

    @Test func anApplicationThatIsLostIsNamedByItsTenants() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let partner = try #require(sample.tenants.values.first { $0.name.description == "contoso" }).application
        try flip("record", partner.rawValue, 80, fixture)
        let report = try survey(fixture)
        #expect(report.findings.contains { $0.row == partner.rawValue && $0.what == "the row does not open" })
        let lost = report.findings.first { $0.what == "the application is lost" }
        #expect(names(lost) == ["contoso", "fabrikam"])
        #expect(report.counts.applications == 1 && report.counts.tenants == 3)
    }

    @Test func aTenantThatNothingLeadsToIsNamed() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let name = try #require(TenantName("woodgrove"))
        let id = try IndexKey.tenantName(name).id(try SampleKeys.shared.unlock())
        try fixture.tamper("DELETE FROM name_index WHERE id = \(id)")
        let report = try survey(fixture)
        #expect(report.findings.map(\.what) == ["nothing leads to the tenant by its name"])
        #expect(names(report.findings.first) == ["woodgrove"])
    }

    /// An old row opens as well as the present one: only the manifest knows, and it knows no rows.
    @Test func anOldSecretPutBackIsNamedByItsBucket() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let id = try #require(sample.secrets.first { $0.value == "s3cr3t of woodgrove" }).key
        let old = try fixture.tamper {
            try #require(try Row.fetchOne($0, sql: "SELECT version, box FROM secret WHERE id = \(id.rawValue)"))
        }
        let vault = try fixture.open()
        try vault.write { try $0.update(try sample.secret("another"), at: id) }
        try vault.close()
        let arguments: StatementArguments = [old["version"] as Int64, old["box"] as Data]
        try fixture.tamper("UPDATE secret SET version = ?, box = ? WHERE id = \(id.rawValue)", arguments)
        let report = try survey(fixture)
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1 && finding.bucket == Bucket(of: id.rawValue).number && finding.row == nil)
        #expect(names(finding).contains("woodgrove"))
    }

    @Test(arguments: [
        ("UPDATE audit SET box = zeroblob(length(box)) WHERE id = 2", [2], 3, "the row does not open"),
        ("DELETE FROM audit WHERE id = 3", [3], 3, "the row is missing"),
        ("DELETE FROM audit WHERE id > 1", [2], 1, "3 rows are missing, up to number 4"),
        (
            "INSERT INTO audit SELECT 5, 5, box FROM audit WHERE id = 4", [5, 5], 4,
            "rows that the manifest does not know, from this one on"
        ),
        ("UPDATE audit SET id = -id WHERE id = 1", [-1, 1], 3, "the row is missing"),
    ])
    func theLogIsLookedAtRowByRow(sql: String, rows: [Int64], sound: Int, what: String) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.tamper(sql)
        let report = try survey(fixture)
        #expect(report.findings.map(\.row) == rows && report.findings.allSatisfy { $0.table == "audit" })
        #expect(report.findings.last?.what == what && report.counts.auditRows == sound)
        #expect(report.counts.tenants == 3 && report.counts.secrets == 2)
    }

    @Test func aTableThatIsEmptiedLeavesTheRestCounted() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.tamper("DELETE FROM record")
        let report = try survey(fixture)
        #expect(report.counts.tenants == 0 && report.counts.secrets == 2 && report.counts.auditRows == 4)
        #expect(report.findings.filter { $0.what == "a secret that nothing refers to" }.count == 2)
    }
}
