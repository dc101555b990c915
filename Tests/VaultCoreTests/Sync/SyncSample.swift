import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// Applications that may read themselves, and one that may read others.
enum SyncSample {
    static let key = "eeeeeeee-0000-4000-8000-000000000001"
    static let stranger = "eeeeeeee-0000-4000-8000-000000000002"
    static let end = Sample.today + 100 * 86_400

    static func client(_ number: Int) -> String {
        "aaaaaaaa-0000-4000-9000-" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)"
    }

    static func keyID(_ number: Int) -> String {
        number == 1 ? key : "eeeeeeee-0000-4000-9000-" + String(1_000_000_000_000 + number).dropFirst()
    }

    static func secret(_ number: Int) -> String { "\(Sample.marker)\(number).secret-0123456789abcdefghij" }

    /// Application `number`, whose secret ends after 100 days.
    static func application(_ number: Int, roles: [String], owned: Bool = true) throws -> Seed.Application {
        var application = Seed.Application(
            appId: try #require(GUID(client(number))), displayName: "number \(number)", roles: roles,
            passwordCredentials: [
                Seed.PasswordCredential(
                    keyId: try #require(GUID(keyID(number))), secretText: secret(number),
                    startDateTime: Sample.today - 86_400, endDateTime: end)
            ])
        application.owners = owned ? ["self"] : nil
        return application
    }

    static func seed(_ applications: [Seed.Application]) throws -> Seed {
        Seed(tenants: [Seed.Tenant(directoryId: try #require(GUID(Sample.contoso)), applications: applications)])
    }

    static let own = ["Application.ReadWrite.OwnedBy"]
}

extension Bench {
    func sync(
        _ selection: TenantSelection = .everything, _ query: SyncQuery = SyncQuery()
    ) async throws -> [SyncOutcome] {
        try await vault.sync(selection, query) { _, _ in }
    }

    func add(number: Int, _ change: (inout TenantOrder) throws -> Void = { _ in }) async throws {
        try await add(
            "t\(number)", client: SyncSample.client(number), secret: SyncSample.secret(number), change)
    }

    /// Batches and pages; what travels in a batch does not count.
    var graphRequests: Int {
        get async {
            await double.state.requests.filter { ["/v1.0/$batch", "/v1.0/applications"].contains($0.path) }
                .reduce(0) { $0 + $1.count }
        }
    }
}
