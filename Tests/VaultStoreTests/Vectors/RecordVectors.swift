import Foundation
import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// Plaintexts that a holder of the key sealed and that are no records, or refer to nothing.
enum RecordVectors {
    static let all: [Vector] = tenants + applications + references + secrets

    private static func tenant(
        _ name: String, _ fault: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        Vector("plaintext", "tenant-\(name)", fault, .damaged(.record)) { try $0.plaintext(of: .record, change) }
    }

    // 0 kind · 1 name "contoso" · 10 directory · 26 application · 34 resource · 35 sign-in · 36 tags …
    private static let tenants: [Vector] = [
        tenant("trailing", "a byte after the last field") { $0.append(1) },
        tenant("cut", "the last field is cut short") { $0.removeLast() },
        tenant("nothing", "an empty record") { $0 = [] },
        tenant("kind-0", "a record of kind 0") { $0[0] = 0 },
        tenant("kind-255", "a record of kind 255") { $0[0] = 255 },
        tenant("name-empty", "an empty name") { $0.replaceSubrange(1..<10, with: [0, 0]) },
        tenant("name-long", "a name that is said to be longer than the record") { $0[2] = 0xFF },
        tenant("name-control", "a control character in the name") { $0[4] = 0x1B },
        tenant("name-utf8", "a name that is not UTF-8") { $0[4] = 0xFF },
        tenant("application-0", "an application in row 0") {
            $0.replaceSubrange(26..<34, with: Array(repeating: 0, count: 8))
        },
        tenant("application-negative", "an application in a negative row") { $0[33] |= 0x80 },
        tenant("resource", "a resource with the code 200") { $0[34] = 200 },
        tenant("sign-in", "a way of signing in with the code 2") { $0[35] = 2 },
        tenant("tags", "65,535 tags in a record that ends") { $0.replaceSubrange(36..<38, with: [0xFF, 0xFF]) },
        tenant("tag-space", "a tag with a space in it") { $0[41] = 0x20 },
        tenant("notes-flag", "a flag that is 2") { $0[44] = 2 },
    ]

    private static func application(
        _ name: String, _ fault: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        Vector("plaintext", "application-\(name)", fault, .damaged(.record)) { bench in
            let id = try bench.application.rawValue
            try bench.edit { edit in
                var bytes = try edit.plaintext(.record, id)
                change(&bytes)
                try edit.put(.record, id, bytes)
            }
        }
    }

    // 0 kind · 1 client · 17 home · 33 cloud · 34 authority · 35 graph · 36 endpoint · 37 owner · 38 principal · 46 via
    // · 54 tenants · 58 credentials · 60 row · 68 kind · 69 state · 70 exposed · 71 key ID · 88 hint · 94 not before
    // · 95 expiry …
    private static let applications: [Vector] = [
        application("trailing", "a byte after the last credential") { $0.append(0x80) },
        application("cloud", "a cloud with the code 4") { $0[33] = 4 },
        application("authority-flag", "an authority's flag that is 7") { $0[34] = 7 },
        application("endpoint", "an endpoint with the code 2") { $0[36] = 2 },
        application("principal-0", "the tenant it was added with in row 0") {
            $0.replaceSubrange(38..<46, with: Array(repeating: 0, count: 8))
        },
        application("credentials", "two credentials are counted where there is one") { $0[58] = 2 },
        application("no-credentials", "no credentials are counted where there is one") { $0[58] = 0 },
        application("kind", "a credential of kind 5") { $0[68] = 5 },
        application("state", "a credential in state 4") { $0[69] = 4 },
        application("exposed", "an exposed flag that is 255") { $0[70] = 255 },
        application("expiry", "an expiry with the code 3") { $0[95] = 3 },
    ]

    private static func change(
        _ name: String, _ fault: String, _ verdict: Verdict, list: Verdict? = .sound,
        _ body: @escaping @Sendable (VaultEdit, VectorBench) throws -> Void
    ) -> Vector {
        Vector("reference", name, fault, verdict, list: list) { bench in try bench.edit { try body($0, bench) } }
    }

    private static let references: [Vector] = [
        change("application", "a tenant of an application that is not there", .damaged(.index), list: .damaged(.record))
        {
            guard var tenant = $1.sample.tenants[try $1.tenant] else { throw StoreError.noSuchRecord }
            tenant.application = .random()
            try $0.update(tenant, at: try $1.tenant)
        },
        change("principal", "an application of a tenant that is not there", .damaged(.index)) {
            guard var application = $1.sample.applications[try $1.application] else { throw StoreError.noSuchRecord }
            application.principal = .random()
            try $0.update(application, at: try $1.application)
        },
        change("secret", "a credential whose secret is not there", .damaged(.record)) {
            try $0.removeSecret(try $1.secret)
        },
        change("orphan", "a secret that nothing refers to", .damaged(.record)) {
            try $0.insert(try $1.sample.secret("nobody's"), as: .random())
        },
        change("index-other", "a name in the index that leads to another tenant", .damaged(.index)) {
            try $0.put(.index, try $1.row(of: .index, $0.vault.keys), le(try $1.sample.id(of: "fabrikam").rawValue))
        }
        .also(["show", "contoso"], .damaged(.index)),
        change("index-0", "a name in the index that leads to row 0", .damaged(.index)) {
            try $0.put(.index, try $1.row(of: .index, $0.vault.keys), le(0))
        },
        change("index-nothing", "a name in the index that leads to a row without a record", .damaged(.index)) {
            try $0.put(.index, try $1.row(of: .index, $0.vault.keys), le(RecordID.random().rawValue))
        },
        change("index-trailing", "an index row with a byte too many", .damaged(.index)) {
            try $0.put(.index, try $1.row(of: .index, $0.vault.keys), le(try $1.tenant.rawValue) + [0x7F])
        },
        change("index-orphan", "an index row of a name that no tenant has", .damaged(.record)) {
            guard let name = TenantName("nobody") else { throw StoreError.noSuchRecord }
            let id = try IndexKey.tenantName(name).id($0.vault.keys)
            let (edit, target) = ($0, le(try $1.tenant.rawValue))
            try edit.insert(.index, id) { try edit.seal(target, with: VaultSnapshot.indexSeal, id, $0) }
        },
        change("index-missing", "a tenant that the index does not know", .damaged(.index)) {
            try $0.delete(.index, try $1.row(of: .index, $0.vault.keys))
        },
    ]

    private static func le(_ value: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(value)
        return writer.bytes
    }

    private static func secret(
        _ name: String, _ fault: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        Vector("plaintext", "secret-\(name)", fault, .damaged(.record), list: .sound) {
            try $0.plaintext(of: .secret, change)
        }
        .also(["reveal", "contoso", "--yes-reveal"], .damaged(.record))
    }

    // 0 length of what follows · 2 kind · 3 cloud · 4 authority · 5 graph · 6 directory · 22 the secret
    private static let secrets: [Vector] = [
        secret("nothing", "an empty secret record") { $0 = [] },
        secret("length", "what binds it is said to be longer than the record") { $0[1] = 0xFF },
        secret("trailing", "a byte too many in what binds it") {
            $0[0] += 1
            $0.insert(0, at: 22)
        },
        secret("kind", "a secret of kind 9") { $0[2] = 9 },
        secret("other-kind", "a secret of another kind than its credential") { $0[2] = 4 },
        secret("cloud", "a secret for a cloud with the code 9") { $0[3] = 9 },
        secret("authority", "an authority that is no origin") {
            $0[0] += 3
            $0.replaceSubrange(4..<5, with: [1, 1, 0, 0x2F])
        },
    ]
}
