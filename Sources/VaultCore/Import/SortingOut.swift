internal import EntraClient
internal import VaultCrypto
internal import Synchronization
internal import VaultModel
internal import VaultStore

/// What becomes of a row, as far as can be told before it is stored.
private enum Fate: Sendable {
    case isNew, same, changed
    case refused(String)
}

extension DirectVault {
    /// How many rows ask the network at once.
    private static let concurrency = 16

    /// Puts what is there already and what is refused into the report, and gives the rest back, in its order.
    func sortOut(
        _ rows: [PendingRow], verify: Bool, _ report: inout ImportReport
    ) async throws -> [PendingRow] {
        // One snapshot for all rows: each costs a verification of its own.
        var fates = try VaultFailure.translating {
            try store.read { snapshot in try rows.map { try Self.fate(of: $0, in: snapshot) } }
        }
        let asking = rows.indices.filter { index in
            guard case .isNew = fates[index] else { return false }
            return rows[index].isUnresolved || verify
        }
        let owners = Dictionary(
            rows.filter { !$0.usesOther }.map { ($0.order.name.normalized, $0) }
        ) { first, _ in first }
        await withTaskGroup(of: (Int, Fate).self) { group in
            var waiting = asking.makeIterator()
            func start() {
                guard let index = waiting.next() else { return }
                group.addTask { (index, await self.ask(rows[index], owners, verify: verify)) }
            }
            for _ in 0..<Self.concurrency { start() }
            while let (index, fate) = await group.next() {
                fates[index] = fate
                start()
            }
        }
        var ready: [PendingRow] = []
        for (row, fate) in zip(rows, fates) {
            switch fate {
            case .isNew: ready.append(row)
            case .same: report.same.append(row.name)
            case .changed: report.changed.append(row.name)
            case .refused(let reason): report.refused.append(.init(line: row.line, reason: reason))
            }
        }
        return ready
    }

    private static func fate(of row: PendingRow, in snapshot: VaultSnapshot) throws -> Fate {
        do {
            _ = try CheckedCredential.of(row.order.secret, nil)
            guard !row.isUnresolved, let (id, tenant) = try snapshot.tenant(named: row.order.name) else {
                return .isNew
            }
            if tenant.archived != nil { throw VaultFailure.archived(tenant) }
            return try row.agrees(with: tenant, id, in: snapshot) ? .same : .changed
        } catch let failure as VaultFailure {
            return .refused(failure.message)
        }
    }

    /// Finds the directory of a domain, and signs in once where that was asked for.
    private func ask(_ row: PendingRow, _ owners: [String: PendingRow], verify: Bool) async -> Fate {
        do {
            let owner = try owner(of: row, owners)
            if row.isUnresolved {
                row.resolve(try await directoryID(of: row.order.directory, at: owner.destination, tenant: row.name))
                let fate = try store.read { try Self.fate(of: row, in: $0) }
                guard case .isNew = fate else { return fate }
            }
            if verify { try await trySignIn(row, owner) }
            return .isNew
        } catch {
            return .refused(VaultFailure(any: error, tenant: row.name).message)
        }
    }

    /// Whose application a row will sign in with: its own, that of another row, or one in the vault.
    private enum Owner {
        case row(PendingRow)
        case stored(RecordID, Application)

        var destination: Destination {
            switch self {
            case .row(let row):
                Destination(
                    cloud: row.order.cloud ?? .public, authority: row.order.authority, graph: row.order.graph)
            case .stored(_, let application): application.destination
            }
        }
    }

    private func owner(of row: PendingRow, _ owners: [String: PendingRow]) throws -> Owner {
        guard let app = row.order.app else { return .row(row) }
        if let name = TenantName(app), let other = owners[name.normalized],
            try store.read({ try $0.tenant(named: name) }) == nil
        {
            return .row(other)
        }
        let other = try store.read { try $0.single(app) }
        return .stored(other.tenant.application, other.application)
    }

    private func trySignIn(_ row: PendingRow, _ owner: Owner) async throws {
        let resource = row.order.resource ?? .alias(.partner)
        // What has no address in its cloud is refused when it is stored.
        guard let directory = row.directory, let uri = resource.uri(in: owner.destination.cloud) else { return }
        switch owner {
        case .row(let other):
            guard let client = other.order.clientID,
                let entered = try CheckedCredential.of(other.order.secret, nil)
            else {
                throw VaultFailure.noCredential(other.name)
            }
            let request = TokenRequest(
                destination: owner.destination, directoryID: directory, clientID: client,
                endpoint: other.order.endpoint ?? .v2, target: .audience(uri))
            try await prove(row, SignInTrace(request, keyID: other.order.keyID)) { _ in
                _ = try await entra.mint(request, proof: entered.means.proof, grant: entered.means.grant)
            }
        case .stored(let id, let application):
            let request = TokenRequest(
                destination: owner.destination, directoryID: directory, clientID: application.clientID,
                endpoint: application.endpoint, target: .audience(uri))
            try await prove(row, SignInTrace(request)) { trace in
                let order = SignInOrder(
                    request: request, application: application, id: id, signIn: row.order.signIn ?? .app,
                    tenant: row.name)
                let signedIn = await signIn(order)
                trace.keyID = signedIn.used?.keyID
                try keep(try signedIn.result.get(), of: signedIn.used, order)
            }
        }
    }

    private func prove(
        _ row: PendingRow, _ trace: SignInTrace, _ signIn: (inout SignInTrace) async throws -> Void
    ) async throws {
        var trace = trace
        try await signIn(&trace)
        row.proof.withLock { [trace] in $0 = trace }
    }
}

extension PendingRow {
    /// Whether all that the row says is so already; what it leaves out is not compared.
    fileprivate func agrees(with tenant: Tenant, _ id: RecordID, in snapshot: VaultSnapshot) throws -> Bool {
        let application = try snapshot.application(of: tenant)
        guard tenant.directoryID == directory, isSame(order.resource, tenant.resource),
            isSame(order.signIn, tenant.signIn),
            isSame(order.notes, tenant.notes), Set(order.tags).isSubset(of: tenant.tags)
        else { return false }
        if let app = order.app {
            return try snapshot.single(app).tenant.application == tenant.application
        }
        let destination = application.destination
        guard application.principal == id, isSame(order.clientID, application.clientID),
            isSame(order.cloud, destination.cloud), isSame(order.authority, destination.authority),
            isSame(order.graph, destination.graph), isSame(order.endpoint, application.endpoint),
            isSame(order.owner, application.owner), let credential = application.proofs.first,
            isSame(order.keyID, credential.keyID), order.expiry == nil || order.expiry == credential.expiry
        else { return false }
        if let via = order.via, try snapshot.single(via).id != application.via { return false }
        return try hasSecret(try snapshot.secret(of: credential).material)
    }

    private func isSame<Value: Equatable>(_ wanted: Value?, _ present: Value?) -> Bool {
        wanted == nil || wanted == present
    }
}
