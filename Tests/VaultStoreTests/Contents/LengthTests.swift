import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Vaults that differ only in names and secrets have files and rows of one size.
@Suite(.onOwnThreads) struct LengthTests {
    static let names = [1, 2, 39, 63, 64, 128, 255, 256, 399, 400].map { String(repeating: "n", count: $0) }
    /// 400 bytes each, in fewer characters.
    static let wide = [String(repeating: "ü", count: 200), String(repeating: "漢", count: 133) + "a"]
    static let secrets = [1, 2, 16, 34, 40, 64, 128, 255, 256].map { String(repeating: "s", count: $0) }

    /// As long as a host's name can be: with it, a secret of 256 bytes needs the larger class.
    static let authority =
        "https://" + Array(repeating: String(repeating: "h", count: 60), count: 4).joined(separator: ".")

    /// What the rest of the tenant is: beside a long name, either of these needs the larger class.
    static let notes: [String?] = [nil, String(repeating: "x", count: 60), String(repeating: "x", count: 300)]

    @Test(arguments: names + wide, notes)
    func ofAName(name: String, notes: String?) throws {
        let shape = try Shape(name: name, notes: notes)
        let shortest = try Shape(name: "a", notes: notes)
        #expect(shape == shortest)
    }

    @Test(arguments: secrets, [nil, authority])
    func ofASecret(secret: String, authority: String?) throws {
        let shape = try Shape(secret: secret, authority: authority)
        let usual = try Shape(secret: "s", authority: authority)
        #expect(shape == usual)
    }

    /// The control: what is longer than any name shows.
    @Test func notesShow() throws {
        let long = try Shape(notes: String(repeating: "x", count: 600))
        let short = try Shape()
        #expect(long != short)
    }

    /// All that can be seen of a vault with a tenant that was added, minted for, renamed back and forth, and kept.
    struct Shape: Equatable {
        private let file: Int
        private let rows: [String: [Int]]

        init(name: String = "a", secret: String = "s", authority: String? = nil, notes: String? = nil) throws {
            let fixture = try VaultFixture()
            let vault = try fixture.create()
            let destination = Destination(cloud: .public, authority: try authority.map { try Origin($0) })
            let ids = try (1...3).map { try #require(RecordID(Int64($0) << 56)) }
            let (id, application, credential) = (ids[0], ids[1], ids[2])
            let directory = DirectoryID(UUID())
            let called = try #require(TenantName(name))
            var tenant = Tenant(name: called, directoryID: directory, application: application, notes: notes)
            try vault.write { edit in
                try edit.insert(tenant, as: id)
                try edit.insert(
                    Application(
                        clientID: Identifier(UUID()), homeDirectory: directory, destination: destination,
                        credentials: [
                            Credential(id: credential, kind: .clientSecret, state: .active, added: SampleKeys.instant)
                        ],
                        principal: id
                    ),
                    as: application
                )
                try edit.insert(try Self.stored(secret, destination, directory), as: credential)
                try edit.record(Self.minted(name))
                // Beside it, the longest name needs the larger class.
                try edit.record(Self.minted(name, for: "api://" + String(repeating: "r", count: 600)))
            }
            // Written over, too.
            tenant.viaCount = 1
            try vault.write { edit in
                try edit.update(tenant, at: id)
                try edit.update(try Self.stored(secret, destination, directory), at: credential)
                try edit.record(Self.minted(name))
            }
            try vault.close()
            file = try fixture.bytes.count
            rows = try fixture.tamper { database in
                var rows: [String: [Int]] = [:]
                for table in ["record", "secret", "name_index", "audit"] {
                    rows[table] = try Int.fetchAll(database, sql: "SELECT length(box) FROM \(table) ORDER BY 1")
                }
                return rows
            }
        }

        private static func stored(
            _ secret: String, _ destination: Destination, _ directory: DirectoryID
        ) throws -> StoredSecret {
            StoredSecret(
                kind: .clientSecret, destination: destination, directoryID: directory,
                material: try makeSecret(secret))
        }

        /// The longest row of the log that is usual.
        private static func minted(
            _ name: String, for resource: String = "https://api.partnercenter.microsoft.com"
        ) -> AuditEntry {
            AuditEntry(
                at: SampleKeys.instant, event: .minted, tenant: name,
                resource: resource,
                keyID: Identifier(UUID()), user: "a.user.with.a.long.name", pid: 1, program: "partner-vault",
                correlationID: UUID())
        }
    }
}
