internal import Synchronization
internal import VaultCrypto
internal import VaultModel

/// A row on its way into the vault. A class, since an array cannot hold what cannot be copied.
final class PendingRow: Sendable {
    let line: Int
    let order: TenantOrder
    private let resolved: Mutex<DirectoryID?>
    /// The sign-in that proved it, where there was one.
    let proof = Mutex<SignInTrace?>(nil)

    init(_ row: consuming ImportRow, _ options: ImportOptions) {
        line = row.line
        var order = TenantOrder(name: row.name, directory: row.directory.description)
        order.app = row.app?.description
        order.clientID = row.client
        order.secret = row.secret.take()
        order.keyID = row.keyID
        if let expires = row.expires { order.expiry = .at(expires) }
        if row.neverExpires { order.expiry = .never }
        order.isExposed = row.isExposed
        order.signIn = row.signIn
        order.authority = row.authority
        order.graph = row.graph
        order.endpoint = row.endpoint
        order.resource = row.resource
        order.tags = row.tags + options.tags
        order.owner = row.owner
        order.notes = row.notes
        order.via = row.via?.description
        order.cloud = row.cloud
        if order.app == nil {
            order.cloud = order.cloud ?? options.cloud
            order.via = order.via ?? options.via
        }
        self.order = order
        resolved = Mutex(DirectoryID(self.order.directory))
    }

    var name: String { order.name.description }
    var usesOther: Bool { order.app != nil }
    /// Rows that name no other tenant come first, then those that name one for its rights, then for its application.
    var rank: Int { usesOther ? 2 : order.via != nil ? 1 : 0 }
    var directory: DirectoryID? { resolved.withLock { $0 } }

    func resolve(_ directory: DirectoryID) {
        resolved.withLock { $0 = directory }
    }

    /// Whether the directory has to be asked before the row can be stored.
    var isUnresolved: Bool { directory == nil }

    func hasSecret(_ other: borrowing SecretBytes) throws -> Bool {
        switch order.secret {
        case .some(let secret): secret.isIdentical(to: other)
        case .none: false
        }
    }
}
