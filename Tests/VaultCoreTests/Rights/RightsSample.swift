import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

/// Applications with rights of every kind.
enum RightsSample {
    static let owned = "Application.ReadWrite.OwnedBy"
    static let all = "Application.ReadWrite.All"
    static let policies = "Policy.Read.All"

    /// As many applications, none of which may do anything, each with somebody else's secret beside its own.
    static func seed(_ count: Int = 1, _ change: (inout Seed.Tenant) throws -> Void = { _ in }) throws -> Seed {
        let applications = try (1...count).map { number in
            var application = try RotationSample.application(number, roles: [])
            application.owners = nil
            return application
        }
        var seed = try SyncSample.seed(applications)
        try change(&seed.tenants[0])
        return seed
    }
}

extension Bench {
    static func asking(
        _ count: Int = 1, _ change: (inout Seed.Tenant) throws -> Void = { _ in },
        _ body: @Sendable (Bench) async throws -> Void
    ) async throws {
        try await run(seed: try RightsSample.seed(count, change)) { bench in
            defer { bench.folder.world.passing.withLock { $0 = nil } }
            bench.advanceWhenPausing()
            for number in 1...count { try await bench.add(number: number) }
            try await body(bench)
        }
    }

    func rights(_ names: String...) async throws -> [RightsReport] {
        try await vault.rights(
            names.isEmpty ? .everything : TenantSelection(names: names), concurrency: 4
        ) { _, _ in }
    }

    /// What is said of one, after seeing that nothing was changed anywhere, and that all of it is for people.
    func rightsOf(_ name: String = "t1", sourceLocation: SourceLocation = #_sourceLocation) async throws -> RightsReport
    {
        let (before, credentials) = (await double.state.present, try await self.credentials(name))
        let reports = try await rights(name)
        let report = try #require(reports.first, sourceLocation: sourceLocation)
        #expect(reports.count == 1, sourceLocation: sourceLocation)
        #expect(report.checks.map(\.kind) == RightsCheck.Kind.allCases, sourceLocation: sourceLocation)
        for check in report.checks {
            for text in [check.found, check.mend].compactMap(\.self) {
                expectFitForPeople(text, sourceLocation: sourceLocation)
            }
            #expect(check.mend == nil || check.state != .ok, "\(check)", sourceLocation: sourceLocation)
        }
        #expect(await double.state.present.tenants == before.tenants, sourceLocation: sourceLocation)
        #expect(try await self.credentials(name) == credentials, sourceLocation: sourceLocation)
        return report
    }

    /// What an administrator grants number `number`, from now on.
    func grant(_ number: Int = 1, roles: [String]? = nil, owners: [String]? = nil) async throws {
        let id = try #require(GUID(SyncSample.client(number)))
        let isKnown = try await double.state.setGrants(of: id, roles: roles, owners: owners)
        #expect(isKnown)
    }

    /// The object ID that the tokens of number `number` bear.
    func principalID(_ number: Int = 1) async throws -> String {
        let query = TokenQuery(resource: .alias(.graph), forceNew: true)
        let token = try await token("t\(number)", query: query).accessToken
        guard case .string(let id)? = try claims(of: token)["oid"] else { throw CocoaError(.fileReadCorruptFile) }
        return id
    }
}

extension RightsReport {
    subscript(kind: RightsCheck.Kind) -> RightsCheck? { checks.first { $0.kind == kind } }

    func states(_ state: RightsCheck.State) -> [RightsCheck.Kind] { checks.filter { $0.state == state }.map(\.kind) }
}
