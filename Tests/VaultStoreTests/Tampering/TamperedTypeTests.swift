import Foundation
import GRDB
import TestThreads
import Testing
import VaultModel

@testable import VaultStore

/// Values of the wrong type, which a STRICT table cannot hold and a hostile file can. GRDB stops the program on some.
@Suite(.onOwnThreads) struct TamperedTypeTests {
    struct Cell: Sendable, CustomTestStringConvertible {
        let table: String
        let column: String
        let value: String

        var testDescription: String { "\(table).\(column) = \(value)" }
    }

    static let cells: [Cell] = [
        ("header", ["bytes"]), ("manifest", ["generation", "previous", "state", "root"]),
        ("record", ["version", "box"]), ("secret", ["version", "box"]), ("name_index", ["version", "box"]),
        ("audit", ["version", "box"]),
    ].flatMap { table, columns in
        columns.flatMap { column in
            [
                "NULL", "'text'", "''", "-1", "0", "1.5", "9e999", "\(Int64.max)", "\(Int64.min)", "x''", "x'00'",
                "zeroblob(31)",
            ]
            .map { Cell(table: table, column: column, value: $0) }
        }
    }

    @Test(arguments: cells)
    func isRefusedByName(_ cell: Cell) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.setUnchecked(cell.table, cell.column, cell.value)
        let probes = Probes(fixture, sample)
        #expect(!probes.refusals.isEmpty, "\(probes)")
        #expect(probes.isAnswered, "\(probes)")
    }

    /// The history is read only when a witness lags behind.
    @Test(arguments: ["generation", "previous", "state_hash", "root"], ["NULL", "'text'", "-1", "1.5", "x''"])
    func ofTheHistory(column: String, value: String) throws {
        // The row's key cannot be anything but an integer.
        guard column != "generation" || value == "-1" else { return }
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.setUnchecked("root_history", column, value, where: "generation = 3")
        let probes = Probes(fixture, sample)
        #expect(probes.refusals[.verify] != nil, "\(probes)")
        #expect(probes.isAnswered, "\(probes)")
    }

    @Test(arguments: ["version", "box"], ["NULL", "'text'", "-1", "1.5", "x''", "\(Int64.max)"])
    func ofTheTokenCache(column: String, value: String) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.setUnchecked("token_cache", column, value)
        #expect(try fixture.open().read { try $0.cachedToken(for: Sample.request) } == nil)
    }

    /// Keys that are none of ours, at the ends of what SQLite can count.
    @Test(arguments: ["record", "secret", "name_index"], [Int64.min, -1, 0, Int64.max])
    func ofIDs(table: String, id: Int64) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.tamper("INSERT OR REPLACE INTO \(table) SELECT ?, version, box FROM \(table) LIMIT 1", [id])
        let probes = Probes(fixture, sample)
        #expect(probes.refusals[.list] as? StoreError == .damaged(.bucket), "\(probes)")
        #expect(probes.isAnswered, "\(probes)")
    }
}

extension VaultFixture {
    /// Sets a column to a value that the schema forbids, by taking the schema away for as long as it takes.
    func setUnchecked(_ table: String, _ column: String, _ value: String, where condition: String = "true") throws {
        let kept = try tamper { database in
            let sql = try String.fetchOne(
                database,
                sql: "SELECT sql FROM sqlite_schema WHERE name = ?",
                arguments: [table]
            )
            let loose = sql?
                .replacing("STRICT", with: "").replacing("NOT NULL", with: "").replacing(" BLOB", with: "")
                .replacing("version INTEGER", with: "version").replacing(
                    "generation INTEGER NOT",
                    with: "generation NOT"
                )
                .replacing("generation INTEGER ,", with: "generation,")
            try database.execute(
                sql: "UPDATE sqlite_schema SET sql = ? WHERE name = ?",
                arguments: [
                    table == "root_history" ? loose : loose?.replacing("generation INTEGER", with: "generation"), table,
                ]
            )
            return sql
        }
        try tamper("UPDATE \(table) SET \(column) = \(value) WHERE \(condition)")
        try tamper("UPDATE sqlite_schema SET sql = ? WHERE name = ?", [kept, table])
    }
}
