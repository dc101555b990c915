import Foundation
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

@Suite struct StoreTests {
    @Test func roundTrip() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create()
        try vault.write { edit in
            for index in 0..<10_000 { try edit.insertSample(index) }
        }
        try vault.close()
        let again = try fixture.open()
        let clock = ContinuousClock()
        for _ in 0..<3 {
            let time = try clock.measure {
                let all = try again.read { try $0.everything() }
                #expect(all.tenants.count == 10_000)
            }
            print("list 10000:", time)
            let one = try clock.measure {
                let found = try again.read { try $0.tenant(named: #require(TenantName("tenant-77"))) }
                #expect(found?.tenant.name.description == "tenant-77")
            }
            print("one:", one)
        }
        print(try clock.measure { print(try again.read { try $0.verifyEverything { _, _ in } }) })
    }
}

extension VaultEdit {
    func insertSample(_ index: Int) throws {
        let tenantID = RecordID.random()
        let applicationID = RecordID.random()
        let credential = Credential(
            id: .random(), kind: .clientSecret, state: .active, keyID: Identifier(UUID()), hint: "abc",
            expiry: .at(Date(timeIntervalSince1970: 1_800_000_000)), added: Date(timeIntervalSince1970: 1_700_000_000))
        let directory = DirectoryID(UUID())
        let name = try #require(TenantName("tenant-\(index)"))
        try insert(Tenant(name: name, directoryID: directory, application: applicationID), as: tenantID)
        try insert(
            Application(
                clientID: Identifier(UUID()), homeDirectory: directory, destination: Destination(cloud: .public),
                credentials: [credential], principal: tenantID), as: applicationID)
        try insert(
            StoredSecret(
                kind: .clientSecret, destination: Destination(cloud: .public), directoryID: directory,
                material: try makeSecret("s3cr3t-\(index)~abcdefghijklmnopqrstuvwxyz")), as: credential.id)
    }
}
