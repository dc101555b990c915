import EntraClient
import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

/// Applications that may replace their own secrets, beside others' that are not to be touched.
enum RotationSample {
    /// A secret in the directory that the vault knows nothing of.
    static func stranger(_ number: Int) -> String {
        "ffffffff-0000-4000-9000-" + String(1_000_000_000_000 + number).dropFirst()
    }

    /// Both secrets end after 100 days, or after centuries, where many rotations follow each other.
    static func application(
        _ number: Int, roles: [String] = SyncSample.own, lasting: Bool = false
    ) throws -> Seed.Application {
        var application = try SyncSample.application(number, roles: roles)
        let end = lasting ? SyncSample.end + 200 * 365 * 86_400.0 : SyncSample.end
        application.passwordCredentials?[0].endDateTime = end
        application.passwordCredentials?.append(
            Seed.PasswordCredential(
                keyId: try #require(GUID(stranger(number))), displayName: "partner-vault of somebody else",
                secretText: "zzz~of.somebody.else.0123456789", endDateTime: end))
        return application
    }

    static func seed(_ count: Int = 1, lasting: Bool = false) throws -> Seed {
        try SyncSample.seed(try (1...count).map { try application($0, lasting: lasting) })
    }
}

extension Bench {
    /// As many applications as the seed has, in the vault too.
    static func rotating(
        _ count: Int = 1, lasting: Bool = false,
        wire: (@Sendable (any HTTPTransport) -> any HTTPTransport)? = nil,
        _ body: @Sendable (Bench) async throws -> Void
    ) async throws {
        try await run(seed: try RotationSample.seed(count, lasting: lasting), wire: wire) { bench in
            defer { bench.folder.world.passing.withLock { $0 = nil } }
            bench.advanceWhenPausing()
            for number in 1...count { try await bench.add(number: number) }
            try await body(bench)
        }
    }

    /// A wait moves both clocks.
    func advanceWhenPausing() {
        folder.world.passing.withLock {
            $0 = { [double, world = folder.world] _ in
                await double.state.setClock(to: world.now)
            }
        }
    }

    @discardableResult
    func rotate(
        _ names: String..., query: RotationQuery = RotationQuery(.replace)
    ) async throws -> [RotationOutcome] {
        try await vault.rotate(TenantSelection(names: names), query) { _, _, _ in }
    }

    /// The only outcome.
    func rotateOne(_ query: RotationQuery = RotationQuery(.replace), _ name: String = "t1") async throws
        -> RotationOutcome
    {
        let outcomes = try await rotate(name, query: query)
        #expect(outcomes.count == 1)
        return try #require(outcomes.first)
    }

    /// The key IDs of an application's secrets and certificates in the directory, as they are.
    func keyIDs(_ number: Int = 1) async throws -> Set<String> {
        let application = await double.state.present.tenants.flatMap { $0.applications ?? [] }
            .first { $0.appId == GUID(SyncSample.client(number)) }
        let found = try #require(application)
        let secrets = (found.passwordCredentials ?? []).map(\.keyId.description)
        return Set(secrets + (found.keyCredentials ?? []).map(\.keyId.description))
    }

    /// What the vault has of an application's credentials.
    func credentials(_ name: String = "t1") async throws -> [CredentialReport] { try await show(name).credentials }
}
