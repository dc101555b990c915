import Foundation
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Three tenants of two applications, one of them shared, with their secrets, some audit rows and a cached token.
struct Sample: Sendable {
    static let request = Array("a request for a token".utf8)
    static let token = CachedToken.token("ey.a.token", type: "Bearer", expires: SampleKeys.instant)

    let tenants: [RecordID: Tenant]
    let applications: [RecordID: Application]
    /// By the credential's record.
    let secrets: [RecordID: String]
    let events: [AuditEvent] = [.added, .minted, .revealed]

    /// - Parameter extra: tenants with an application each, beside the three.
    init(extra: Int = 0) {
        let partner = RecordID.random()
        var tenants: [RecordID: Tenant] = [:]
        var applications: [RecordID: Application] = [:]
        var secrets: [RecordID: String] = [:]
        func add(_ name: String, _ id: RecordID, application: RecordID, isOwn: Bool) {
            guard let tenantName = TenantName(name) else { return }
            let directory = DirectoryID(UUID())
            tenants[id] = Tenant(
                name: tenantName,
                directoryID: directory,
                application: application,
                tags: [Tag("emea")].compactMap(\.self),
                notes: "notes of \(name)"
            )
            guard isOwn else { return }
            let credential = Credential(
                id: .random(),
                kind: .clientSecret,
                state: .active,
                keyID: Identifier(UUID()),
                hint: "abc",
                expiry: .at(SampleKeys.instant),
                added: SampleKeys.instant
            )
            secrets[credential.id] = "s3cr3t of \(name)"
            applications[application] = Application(
                clientID: Identifier(UUID()),
                homeDirectory: directory,
                destination: Destination(cloud: .public),
                credentials: [credential],
                principal: id
            )
        }
        add("contoso", partner, application: Self.first, isOwn: true)
        add("fabrikam", .random(), application: Self.first, isOwn: false)
        add("woodgrove", .random(), application: .random(), isOwn: true)
        for number in 0..<extra { add("tenant-\(number)", .random(), application: .random(), isOwn: true) }
        self.tenants = tenants
        self.applications = applications
        self.secrets = secrets
    }

    private static let first = RecordID.random()

    func fill(_ vault: SealedVault) throws {
        try vault.write { edit in
            for (id, tenant) in tenants { try edit.insert(tenant, as: id) }
            for (id, application) in applications { try edit.insert(application, as: id) }
            for (id, text) in secrets { try edit.insert(try secret(text), as: id) }
            try edit.cache(Self.token, for: Self.request)
        }
        for event in events { try vault.write { try $0.record(VaultFixture.entry(event)) } }
    }

    func secret(_ text: String) throws -> StoredSecret {
        StoredSecret(
            kind: .clientSecret,
            destination: Destination(cloud: .public),
            directoryID: DirectoryID(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))),
            material: try makeSecret(text)
        )
    }

    func id(of name: String) throws -> RecordID {
        try #require(tenants.first { $0.value.name.description == name }).key
    }
}
