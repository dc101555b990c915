package import FoundationEssentials
package import VaultModel

/// What commands ask of a vault, whether it is open in this process or held by an agent.
///
/// Every method throws `VaultFailure`. Nothing here gives a long-lived secret out; secrets only go in.
package protocol VaultService: Sendable {
    /// The selected tenants, by name; a single NAME that matches none is `notFound`.
    ///
    /// Archived ones are among them where they are named.
    func tenants(_ selection: TenantSelection) async throws -> [TenantReport]

    /// The selected tenants that are archived.
    func archivedTenants(_ selection: TenantSelection) async throws -> [TenantReport]

    /// Stores a tenant, after a test sign-in unless the order says otherwise.
    func add(_ order: consuming TenantOrder) async throws -> TenantReport

    /// Changes one tenant and its application.
    func edit(_ name: String, _ change: consuming TenantChange) async throws -> TenantReport

    func rename(_ name: String, to newName: TenantName) async throws -> TenantReport

    /// What `remove` would remove; `inUse` where it would refuse.
    func removable(_ selection: TenantSelection) async throws -> [TenantReport]

    /// Removes all of the tenants or none; `inUse` while others use an application among them.
    func remove(_ selection: TenantSelection) async throws -> [TenantReport]

    /// One outcome a tenant, in the order of `tenants(_:)`; `progress` is told how many are done of how many.
    func tokens(
        for selection: TenantSelection, _ query: TokenQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [TokenOutcome]

    /// Signs in without giving a token out, and remembers how it went.
    func probe(
        _ selection: TenantSelection, resource: Resource?, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [ProbeOutcome]

    /// One row a credential of the selected tenants' applications, soonest first; `within` leaves out what ends later
    /// and has no other finding.
    func expiring(_ selection: TenantSelection, within: Duration?) async throws -> [ExpiryReport]

    /// What is not as the policy wants it, the worst first, and what the directories said when they were last read.
    func findings(_ selection: TenantSelection) async throws -> [FindingReport]

    /// The rules that hold for the selected tenants' credentials; without a selection all that are set, and the vault's.
    func policies(_ selection: TenantSelection) async throws -> [PolicyReport]

    /// Reads from the directories when credentials end; one outcome an application and a partner's relationships.
    func sync(
        _ selection: TenantSelection, _ query: SyncQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [SyncOutcome]

    /// Replaces credentials, or goes on with what is open; one outcome an application. `progress` is told each outcome
    /// as it comes, with how many are done of how many.
    func rotate(
        _ selection: TenantSelection, _ query: RotationQuery,
        progress: @escaping @Sendable (RotationOutcome, Int, Int) -> Void
    ) async throws -> [RotationOutcome]

    /// What `offboard` would be about; `notFound` where a name matches nothing.
    func offboardable(_ selection: TenantSelection) async throws -> [TenantReport]

    /// Takes leave of tenants: their consent, the vault's own credentials in the directories, and then the entry, which is
    /// archived. One outcome a tenant, each with its own failure; `progress` is told how many are done of how many.
    func offboard(
        _ selection: TenantSelection, _ query: OffboardQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [OffboardOutcome]

    /// Whether each application can be rotated, without changing anything; one report an application.
    func rights(
        _ selection: TenantSelection, concurrency: Int, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [RightsReport]

    /// The state of the whole vault.
    func report() async throws -> VaultReport

    /// Audit rows, oldest first; all tenants where the selection is empty.
    func audit(_ selection: TenantSelection, since: Date?, until: Date?) async throws -> [AuditReport]
}
