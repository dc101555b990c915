import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// Edits that another process gets in between: `first` waits for its sign-in while `second` is made.
@Suite("Concurrent edits")
struct ConcurrentEditTests {
    private func interleave(
        _ bench: Bench, _ first: @escaping @Sendable (inout TenantChange) throws -> Void,
        while second: @escaping @Sendable () async throws -> Void
    ) async throws -> TenantReport {
        await bench.duringNextRequest(second)
        return try await bench.edit("contoso", verify: true, first)
    }

    @Test("Each keeps the other's fields")
    func disjoint() async throws {
        try await Bench.run { bench in
            try await bench.add("x", client: Sample.billing, secret: Sample.billingSecret)
            try await bench.add("y", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            try await bench.add("contoso") { $0.via = "x" }
            let report = try await interleave(bench) {
                $0.secret = try makeSecret(Sample.leadsNext)
                $0.owner = "first"
            } while: {
                try await bench.edit("contoso") {
                    $0.notes = "second"
                    $0.tags = [try #require(Tag("second"))]
                    $0.via = "y"
                    $0.resource = .alias(.arm)
                }
                _ = try await bench.vault.rename("contoso", to: try #require(TenantName("renamed")))
            }
            #expect(report.name == "renamed")
            #expect(report.owner == "first")
            #expect(report.notes == "second")
            #expect(report.tags == ["second"])
            #expect(report.via == "y")
            #expect(report.resource == "arm")
            #expect(report.credentials.map(\.state) == ["active", "retiring"])
            // The counts of both managers are right.
            _ = try await bench.vault.remove(TenantSelection(names: ["x"]))
            await expectFailure(.inUse) { _ = try await bench.vault.remove(TenantSelection(names: ["y"])) }
        }
    }

    @Test("Both may change who manages")
    func via() async throws {
        try await Bench.run { bench in
            try await bench.add("x", client: Sample.billing, secret: Sample.billingSecret)
            try await bench.add("y", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            try await bench.add("contoso")
            let report = try await interleave(bench) {
                $0.secret = try makeSecret(Sample.leadsNext)
                $0.via = "x"
            } while: {
                try await bench.edit("contoso") { $0.via = "y" }
            }
            #expect(report.via == "x")
            _ = try await bench.vault.remove(TenantSelection(names: ["y"]))
        }
    }

    @Test("Two new secrets both stay")
    func secrets() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let report = try await interleave(bench) {
                $0.secret = try makeSecret(Sample.leadsNext)
            } while: {
                try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.wrongSecret) }
            }
            #expect(report.credentials.map(\.state) == ["active", "retiring", "retiring"])
            #expect(try await bench.secret(of: "contoso") == Sample.leadsNext)
        }
    }

    @Test("A secret that was proven for one destination is not stored for another")
    func destination() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await expectFailure(.busy) {
                _ = try await interleave(bench) {
                    $0.secret = try makeSecret(Sample.leadsNext)
                } while: {
                    try await bench.edit("contoso") { $0.authority = Cloud.public.authority }
                }
            }
            let report = try await bench.show("contoso")
            #expect(report.authority == Cloud.public.authority.description)
            #expect(report.credentials.count == 1)
        }
    }

    @Test("What was removed meanwhile stays removed, the manager included")
    func removed() async throws {
        try await Bench.run { bench in
            try await bench.add("x", client: Sample.billing, secret: Sample.billingSecret)
            try await bench.add("contoso")
            await expectFailure(.notFound) {
                _ = try await interleave(bench) {
                    $0.secret = try makeSecret(Sample.leadsNext)
                    $0.via = "x"
                } while: {
                    _ = try await bench.vault.remove(TenantSelection(names: ["x"]))
                }
            }
            #expect(try await bench.show("contoso").credentials.count == 1)
            await expectFailure(.notFound) {
                _ = try await interleave(bench) {
                    $0.secret = try makeSecret(Sample.leadsNext)
                } while: {
                    _ = try await bench.vault.remove(TenantSelection(names: ["contoso"]))
                }
            }
            let report = try await bench.vault.verify { _, _ in }
            #expect(report.tenants == 0 && report.applications == 0 && report.secrets == 0)
        }
    }
}
