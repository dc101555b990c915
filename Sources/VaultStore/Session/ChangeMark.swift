internal import GRDB

/// Where a vault stood: two that are equal have no commit between them, of this process or another.
package struct ChangeMark: Sendable, Equatable {
    /// SQLite's own count, which moves when another connection commits.
    private let others: Int64
    /// The rows that this connection has changed.
    private let own: Int

    fileprivate init(_ database: Database) throws {
        let statement = try database.cachedStatement(sql: "PRAGMA data_version")
        guard let version = try Int64.fetchOne(statement) else { throw StoreError.damaged(.file) }
        others = version
        own = database.totalChangesCount
    }
}

extension SealedVault {
    /// Costs a hundredth of a verified read.
    package func mark() throws -> ChangeMark {
        try StoreError.translating { try connection.queue.unsafeRead { try ChangeMark($0) } }
    }
}
