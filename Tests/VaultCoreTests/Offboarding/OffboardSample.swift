import EntraClient
import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

extension Bench {
    /// Partner and customers, with the partner's user signed in, and the customers' consent given through Partner Center.
    static func serving(_ count: Int, _ body: @Sendable (Bench) async throws -> Void) async throws {
        try await run(seed: People.seed(customers: count, consented: false)) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret)
            try await bench.login("partner", as: People.eve, resource: .alias(.partnerCenter))
            for number in 0..<count {
                try await bench.add("customer \(number)", in: Sample.customer(number), app: "partner") {
                    $0.signIn = .user
                    $0.resource = .alias(.graph)
                }
            }
            let all = TenantSelection(glob: "customer *")
            _ = try await bench.vault.consent(all, ConsentQuery(.grant([], again: false))) { _, _ in }
            try await body(bench)
        }
    }

    func offboard(
        _ names: String..., query: OffboardQuery = OffboardQuery()
    ) async throws -> [OffboardOutcome] {
        try await vault.offboard(
            names.isEmpty ? .everything : TenantSelection(names: names), query
        ) { _, _ in }
    }

    func offboardOne(
        _ name: String = "t1", _ query: OffboardQuery = OffboardQuery()
    ) async throws -> OffboardOutcome {
        let outcomes = try await offboard(name, query: query)
        #expect(outcomes.count == 1)
        return try #require(outcomes.first)
    }

    func archivedNames() async throws -> [String] { try await vault.archivedTenants(.everything).map(\.name) }

    /// Every row is sound, and none is left that nothing refers to.
    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let report = try await vault.verify { _, _ in }
        #expect(report.damage == nil, "\(String(describing: report.damage))", sourceLocation: sourceLocation)
    }
}
