internal import Foundation
internal import GRDB

/// Moves sealed rows in and out of one transaction. It knows tables and bytes, and nothing of what they mean.
///
/// Column values are decoded by hand: a damaged file may hold any type in any column, and GRDB's typed subscripts
/// stop the program there.
struct RowAccess {
    let database: Database

    func fetch(_ table: RowTable, _ id: Int64) throws -> SealedRow? {
        let statement = try database.cachedStatement(sql: "SELECT version, box FROM \(table.name) WHERE id = ?")
        let rows = try Row.fetchCursor(statement, arguments: [id])
        guard let row = try rows.next() else { return nil }
        return SealedRow(id: id, version: try row.version(at: 0), box: try row.bytes(at: 1))
    }

    /// Lends each row of a range in the order of ids; the bytes must not outlive `body`.
    func scan(
        _ table: RowTable, _ ids: ClosedRange<Int64>,
        _ body: (_ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT id, version, box FROM \(table.name) WHERE id BETWEEN ? AND ? ORDER BY id")
        let rows = try Row.fetchCursor(statement, arguments: [ids.lowerBound, ids.upperBound])
        while let row = try rows.next() {
            let id = try row.integer(at: 0)
            let version = try row.version(at: 1)
            unsafe try row.withBytes(at: 2) { unsafe try body(id, version, $0) }
        }
    }

    func insert(_ table: RowTable, _ row: SealedRow) throws {
        try database.cachedStatement(sql: "INSERT INTO \(table.name) (id, version, box) VALUES (?, ?, ?)")
            .execute(arguments: [row.id, Int64(row.version), Data(row.box)])
    }

    func replace(_ table: RowTable, _ row: SealedRow) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO \(table.name) (id, version, box) VALUES (?, ?, ?)")
            .execute(arguments: [row.id, Int64(row.version), Data(row.box)])
    }

    func delete(_ table: RowTable, _ id: Int64) throws {
        try database.cachedStatement(sql: "DELETE FROM \(table.name) WHERE id = ?").execute(arguments: [id])
    }

    func deleteAll(_ table: RowTable) throws {
        try database.execute(sql: "DELETE FROM \(table.name)")
    }
}

extension Row {
    func integer(at index: Int) throws -> Int64 {
        switch (self[index] as DatabaseValue).storage {
        case .int64(let value): value
        case .null, .double, .string, .blob: throw StoreError.damaged(.file)
        }
    }

    func version(at index: Int) throws -> UInt64 {
        guard let version = UInt64(exactly: try integer(at: index)) else { throw StoreError.damaged(.file) }
        return version
    }

    /// Lends the column's bytes; they must not outlive `body`.
    func withBytes<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        do {
            return try withUnsafeData(atIndex: index) { data in
                guard let data else { throw StoreError.damaged(.file) }
                return unsafe try data.withUnsafeBytes { unsafe try body($0) }
            }
        } catch is RowDecodingError {
            // A number, in a row that GRDB copied; its error would tell what else is in the row.
            throw StoreError.damaged(.file)
        }
    }

    func bytes(at index: Int) throws -> [UInt8] {
        unsafe try withBytes(at: index) { unsafe Array($0) }
    }
}
