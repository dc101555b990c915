internal import Foundation
internal import GRDB
internal import VaultCrypto

/// Reads and writes the header, the manifest and the history of roots in one transaction.
struct ManifestTable {
    static let historyLength: UInt64 = 1024

    let database: Database

    func headerBytes() throws -> [UInt8] {
        guard let row = try Row.fetchOne(database, sql: "SELECT bytes FROM header WHERE id = 1") else {
            throw StoreError.notAVault
        }
        return try row.bytes(at: 0)
    }

    /// What the file says of its generation, without a key to verify it.
    func claimedGeneration() throws -> UInt64 {
        guard let row = try Row.fetchOne(database, sql: "SELECT generation FROM manifest WHERE id = 1") else {
            throw StoreError.damaged(.manifest)
        }
        return try row.version(at: 0)
    }

    func setHeader(_ bytes: [UInt8]) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO header (id, bytes) VALUES (1, ?)", arguments: [Data(bytes)])
    }

    /// The present state and its root, verified under `keys`.
    func current(_ keys: borrowing VaultKeys) throws -> (state: ManifestState, root: Root) {
        let statement = try database.cachedStatement(
            sql: "SELECT generation, previous, state, root FROM manifest WHERE id = 1")
        guard let row = try Row.fetchOne(statement) else { throw StoreError.damaged(.manifest) }
        let bytes = try row.bytes(at: 2)
        let root = Root(
            generation: try row.version(at: 0), previous: try hash(row, 1), stateHash: Hash32(of: bytes),
            unverified: try hash(row, 3))
        guard root.isAuthentic(under: keys) else { throw StoreError.damaged(.manifest) }
        do {
            return (try ManifestState(bytes), root)
        } catch {
            throw StoreError.damaged(.manifest)
        }
    }

    func set(_ state: [UInt8], _ root: Root) throws {
        try replace(state, root)
        try append(root)
        try database.execute(
            sql: "DELETE FROM root_history WHERE generation <= ?",
            arguments: [Int64(root.generation) - Int64(Self.historyLength)])
    }

    /// Puts state and root in place, without a link in the history.
    func replace(_ state: [UInt8], _ root: Root) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO manifest (id, generation, previous, state, root) VALUES (1, ?, ?, ?, ?)",
            arguments: [Int64(root.generation), root.previous.data, Data(state), root.hash.data])
    }

    /// Adds a link to the history.
    func append(_ root: Root) throws {
        try database.execute(
            sql: "INSERT INTO root_history (generation, previous, state_hash, root) VALUES (?, ?, ?, ?)",
            arguments: [Int64(root.generation), root.previous.data, root.stateHash.data, root.hash.data])
    }

    /// Whether `hash` was the root of `generation`, by an unbroken chain from there to `current`.
    func isAncestor(
        generation: UInt64, hash: Hash32, of current: Root, _ keys: borrowing VaultKeys
    ) throws -> Bool {
        guard current.generation - generation < Self.historyLength else { return false }
        guard let first = try links(from: Int64(generation), upTo: current, keys).first else { return false }
        return first.generation == generation && first.hash.matches(hash)
    }

    /// Every root that is kept, oldest first.
    func history(upTo current: Root, _ keys: borrowing VaultKeys) throws -> [Root] {
        try links(from: Int64.min, upTo: current, keys)
    }

    /// Ends the history before another epoch begins its own.
    func forgetHistory() throws {
        try database.execute(sql: "DELETE FROM root_history")
    }

    /// Whether the history ends with `current`, as the next root is chained to it.
    func isLast(_ current: Root) throws -> Bool {
        let row = try Row.fetchOne(
            database, sql: "SELECT root FROM root_history WHERE generation = ?",
            arguments: [Int64(current.generation)])
        return try row.map { try hash($0, 0) } == current.hash
    }

    /// Follows the whole history, and makes sure that nothing lies beside it.
    @discardableResult
    func verifyHistory(upTo current: Root, _ keys: borrowing VaultKeys) throws -> [Root] {
        let links = try history(upTo: current, keys)
        guard (1...Int(Self.historyLength)).contains(links.count),
            try Int.fetchOne(database, sql: "SELECT count(*) FROM root_history") == links.count
        else { throw StoreError.damaged(.history) }
        return links
    }

    /// The roots from the first kept at or after `start`, in an unbroken chain that ends with `current`.
    private func links(from start: Int64, upTo current: Root, _ keys: borrowing VaultKeys) throws -> [Root] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT generation, previous, state_hash, root FROM root_history
                WHERE generation BETWEEN ? AND ? ORDER BY generation
                """,
            arguments: [start, Int64(current.generation)])
        var links: [Root] = []
        while let row = try rows.next() {
            let link = Root(
                generation: try row.version(at: 0), previous: try hash(row, 1), stateHash: try hash(row, 2),
                unverified: try hash(row, 3))
            guard link.isAuthentic(under: keys), links.last.map({ $0.hash == link.previous }) ?? true else {
                throw StoreError.damaged(.history)
            }
            links.append(link)
        }
        guard links.last == nil || links.last == current else { throw StoreError.damaged(.history) }
        return links
    }

    private func hash(_ row: Row, _ index: Int) throws -> Hash32 {
        var reader = ByteReader(try row.bytes(at: index))
        guard let hash = try? reader.hash(), reader.remaining == 0 else { throw StoreError.damaged(.manifest) }
        return hash
    }
}

extension Hash32 {
    fileprivate var data: Data {
        var writer = ByteWriter(reserving: 32)
        writer.put(self)
        return Data(writer.bytes)
    }
}
