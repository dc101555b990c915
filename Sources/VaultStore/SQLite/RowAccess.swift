internal import Foundation
internal import GRDB
internal import GRDBSQLite

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
        // A listing scans tens of thousands of rows: its columns are read where they lie.
        let columns = unsafe Columns(statement: statement.sqliteStatement)
        while try rows.next() != nil {
            unsafe try body(columns.integer(at: 0), columns.version(at: 1), columns.bytes(at: 2))
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

    func delete(_ table: RowTable, _ ids: ClosedRange<Int64>) throws {
        try database.cachedStatement(sql: "DELETE FROM \(table.name) WHERE id BETWEEN ? AND ?")
            .execute(arguments: [ids.lowerBound, ids.upperBound])
    }

    func deleteAll(_ table: RowTable) throws {
        try database.execute(sql: "DELETE FROM \(table.name)")
    }
}

/// The columns of the row that a statement stands on, lent until its next step.
@unsafe private struct Columns {
    let statement: OpaquePointer

    func integer(at index: Int32) throws -> Int64 {
        guard unsafe sqlite3_column_type(statement, index) == SQLITE_INTEGER else { throw StoreError.damaged(.file) }
        return unsafe sqlite3_column_int64(statement, index)
    }

    func version(at index: Int32) throws -> UInt64 {
        guard let version = UInt64(exactly: unsafe try integer(at: index)) else { throw StoreError.damaged(.file) }
        return version
    }

    func bytes(at index: Int32) throws -> UnsafeRawBufferPointer {
        guard unsafe sqlite3_column_type(statement, index) == SQLITE_BLOB else { throw StoreError.damaged(.file) }
        // In this order (SQLite, "Result Values From A Query"); an empty blob has no address.
        let start = unsafe sqlite3_column_blob(statement, index)
        return unsafe UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
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
