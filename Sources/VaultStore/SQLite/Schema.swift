internal import GRDB
internal import Migrations

/// The schema as this program writes it, against the schema that a file has.
enum Schema {
    /// One object of `sqlite_schema`; the text of the statement counts to the letter.
    private struct Object: Hashable {
        let type, name, table, sql: String
    }

    /// Runs the migrations up to the newest on an empty database.
    static func create(in database: Database) throws {
        for version in 1...Migrations.newest {
            guard let script = Migrations.script(to: version) else { throw StoreError.damaged(.schema) }
            try database.execute(sql: script)
        }
    }

    /// - Throws: `StoreError.damaged(.schema)` for a trigger, view, index, column or letter too many or too few.
    static func verify(_ database: Database) throws {
        guard try objects(of: database) == expected.get() else { throw StoreError.damaged(.schema) }
    }

    /// Made once by running the migrations in memory, so that it cannot differ from them.
    private static let expected: Result<Set<Object>, any Error> = Result {
        try DatabaseQueue().inDatabase { database in
            try create(in: database)
            return try objects(of: database)
        }
    }

    private static func objects(of database: Database) throws -> Set<Object> {
        let statement = try database.cachedStatement(
            sql: "SELECT type, name, tbl_name, sql, rootpage FROM sqlite_schema")
        let rows = try Row.fetchCursor(statement)
        var objects: Set<Object> = []
        var pages: Set<Int64> = [0, 1]
        var count = 0
        while let row = try rows.next() {
            count += 1
            // Two tables on one page would let a write to the one destroy the other.
            guard pages.insert(try row.integer(at: 4)).inserted else { throw StoreError.damaged(.schema) }
            objects.insert(
                Object(
                    type: try text(row, 0), name: try text(row, 1), table: try text(row, 2), sql: try text(row, 3)))
        }
        guard objects.count == count else { throw StoreError.damaged(.schema) }
        return objects
    }

    private static func text(_ row: Row, _ index: Int) throws -> String {
        switch (row[index] as DatabaseValue).storage {
        case .string(let text): text
        case .null, .int64, .double, .blob: throw StoreError.damaged(.schema)
        }
    }
}
