import EntraClient
import EntraDouble
import Foundation
import Synchronization
import TestThreads
import Testing
import VaultCore
import VaultCrypto
import VaultModel

/// A vault of its own in a folder of its own, beside a directory to sign in at and a clock that stands still.
final class Bench: Sendable {
    let double: RunningDouble
    let vault: DirectVault
    let folder: VaultFolder

    private static let room = Turnstile(8)

    private init(_ double: RunningDouble, _ vault: DirectVault, _ folder: VaultFolder) {
        self.double = double
        self.vault = vault
        self.folder = folder
    }

    /// Makes vault and directory, runs `body`, and takes both away again.
    static func run(customers: Int = 0, _ body: @Sendable (Bench) async throws -> Void) async throws {
        try await run(seed: try Sample.seed(customers: customers), body)
    }

    static func run(
        seed: Seed, wire: (@Sendable (any HTTPTransport) -> any HTTPTransport)? = nil,
        _ body: @Sendable (Bench) async throws -> Void
    ) async throws {
        try await room.pass {
            try await EntraDouble.running(seed: seed) { double in
                await double.state.setClock(to: Sample.today)
                let folder = try VaultFolder()
                folder.world.wire.withLock { $0 = wire }
                // What it runs holds the bench, and with it the folder, which then would stay.
                defer { folder.world.duringPause.withLock { $0 = nil } }
                let vault = try await folder.create()
                do {
                    try await body(Bench(double, vault, folder))
                    await vault.close()
                } catch {
                    await vault.close()
                    throw error
                }
            }
        }
    }

    /// How many token requests the directory has seen.
    var requests: Int {
        get async { await double.state.requestCount(pathContaining: "/oauth2/") }
    }

    /// Moves both clocks.
    func advance(by seconds: TimeInterval) async {
        folder.world.clock.withLock { $0 += seconds }
        await double.state.setClock(to: folder.world.now)
    }

    /// Lets the directory fail once, and runs `body` before the request is repeated.
    func duringNextRequest(_ body: @escaping @Sendable () async throws -> Void) async {
        await fault(times: 1) { $0.status = 503 }
        whenPausing(body)
    }

    func whenPausing(_ body: @escaping @Sendable () async throws -> Void) {
        folder.world.duringPause.withLock { $0 = body }
    }

    func fault(times: Int? = nil, match: Fault.Match? = nil, _ configure: (inout Fault) -> Void) async {
        await double.setFaults([Fault(match: match, times: times, configure)])
    }

    /// An order for a tenant with an application of its own at the double, with `changes` laid over it.
    func order(
        _ name: String, in directory: String = Sample.contoso, client: String? = Sample.leads,
        secret: String? = Sample.leadsSecret, verify: Bool = false,
        _ change: (inout TenantOrder) throws -> Void = { _ in }
    ) throws -> TenantOrder {
        var order = TenantOrder(name: try #require(TenantName(name)), directory: directory, verify: verify)
        order.clientID = try client.map { try #require(ClientID($0)) }
        order.secret = try secret.map(makeSecret)
        order.authority = try Origin(double.baseURL)
        order.graph = try Origin(double.baseURL)
        try change(&order)
        return order
    }

    @discardableResult
    func add(
        _ name: String, in directory: String = Sample.contoso, client: String? = Sample.leads,
        secret: String? = Sample.leadsSecret, verify: Bool = false,
        _ change: (inout TenantOrder) throws -> Void = { _ in }
    ) async throws -> TenantReport {
        try await vault.add(order(name, in: directory, client: client, secret: secret, verify: verify, change))
    }

    /// Adds a tenant that uses the application of `app`.
    @discardableResult
    func add(
        _ name: String, in directory: String, app: String, verify: Bool = false,
        _ change: (inout TenantOrder) throws -> Void = { _ in }
    ) async throws -> TenantReport {
        var order = TenantOrder(name: try #require(TenantName(name)), directory: directory, verify: verify)
        order.app = app
        try change(&order)
        return try await vault.add(order)
    }

    @discardableResult
    func edit(
        _ name: String, replace: Bool = false, verify: Bool = false, _ change: (inout TenantChange) throws -> Void
    ) async throws -> TenantReport {
        var wanted = TenantChange(replace: replace, verify: verify)
        try change(&wanted)
        return try await vault.edit(name, wanted)
    }

    func show(_ name: String) async throws -> TenantReport {
        try #require(try await vault.tenants(TenantSelection(names: [name])).first)
    }

    func names(_ selection: TenantSelection = .everything) async throws -> [String] {
        try await vault.tenants(selection).map(\.name)
    }

    func tokens(_ names: String..., query: TokenQuery = TokenQuery()) async throws -> [TokenOutcome] {
        try await vault.tokens(for: TenantSelection(names: names), query) { _, _ in }
    }

    func token(_ name: String, query: TokenQuery = TokenQuery()) async throws -> TokenGrant {
        try await #require(try tokens(name, query: query).first).result.get()
    }

    func probe(_ names: String..., resource: Resource? = nil) async throws -> [ProbeOutcome] {
        try await vault.probe(TenantSelection(names: names), resource: resource) { _, _ in }
    }

    func audit(_ names: String..., since: Date? = nil, until: Date? = nil) async throws -> [AuditReport] {
        try await vault.audit(TenantSelection(names: names), since: since, until: until)
    }

    /// What the log says of a tenant, in words.
    func events(of name: String) async throws -> [String] { try await audit(name).map(\.event) }

    /// What is revealed of a tenant.
    func secret(of name: String, credential: String? = nil, part: RevealedPart? = nil) async throws -> String {
        let text = Mutex("")
        try await vault.reveal(name, credential: credential, part: part) { secret in
            unsafe secret.withUnsafeBytes { bytes in
                let found = unsafe String(decoding: bytes, as: UTF8.self)
                text.withLock { $0 = found }
            }
        }
        return text.withLock { $0 }
    }
}

extension TokenOutcome {
    var failure: VaultFailure? {
        guard case .failure(let failure) = result else { return nil }
        return failure
    }
}

/// Makes a secret of a text, for tests only.
func makeSecret(_ text: String) throws -> SecretBytes {
    let bytes = Array(text.utf8)
    // The pointer is used inside the closure only, and the block is as long as `bytes`.
    return unsafe try SecretBytes(count: bytes.count) { block in unsafe block.copyBytes(from: bytes) }
}
