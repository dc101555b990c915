import Foundation
import GRDB
import GRDBSQLite
import TestThreads
import Testing
import VaultModel

@testable import VaultStore

/// A single look-up or change touches its own row, index bucket and hash-tree path, not the whole vault.
@Suite(.onOwnThreads) struct TouchedRowTests {
    /// Rows that SQLite handed over, and pages that it looked at.
    struct Work {
        var rows = 0
        var pages = 0
    }

    @Test func aLookUpReadsItsBucketsOnly() throws {
        let small = try Self.vault(of: 100)
        let large = try Self.vault(of: 5000)
        let name = try #require(TenantName("tenant-77"))
        let few = try Self.work(small) { try $0.tenant(named: name) != nil }
        let many = try Self.work(large) { try $0.tenant(named: name) != nil }
        // Two buckets of 20,000 rows in 256, some fuller than others, and the fixed cost of the smaller vault.
        #expect(many.rows < few.rows + 2 * 3 * 20_000 / 256, "\(many) against \(few)")
        #expect(many.pages < few.pages + 400, "\(many) against \(few)")
        // The control: a listing reads everything.
        let all = try Self.work(large) { try $0.everything().tenants.count == 5000 }
        #expect(all.rows >= 20_000)
        #expect(all.pages > 2000)
    }

    @Test func absenceReadsOneBucket() throws {
        let large = try Self.vault(of: 5000)
        let nobody = try #require(TenantName("nobody"))
        let work = try Self.work(large) { try $0.tenant(named: nobody) == nil }
        #expect(work.rows < 400, "\(work)")
    }

    @Test func aChangeReadsItsBucketsOnly() throws {
        let small = try Self.vault(of: 100)
        let large = try Self.vault(of: 5000)
        let few = try Self.change(small)
        let many = try Self.change(large)
        // Five rows in at most five buckets, each read before and after.
        #expect(many.rows < few.rows + 5 * 2 * 3 * 20_000 / 256, "\(many) against \(few)")
        #expect(many.rows < 20_000 / 4, "\(many)")
    }

    private static func vault(of count: Int) throws -> (VaultFixture, SealedVault) {
        let fixture = try VaultFixture()
        let vault = try fixture.create()
        try vault.write { edit in
            for number in 0..<count { try edit.insertSample("tenant-\(number)") }
        }
        return (fixture, vault)
    }

    private static func work(
        _ opened: (VaultFixture, SealedVault),
        _ body: (VaultSnapshot) throws -> Bool
    ) throws -> Work {
        try opened.1.read { snapshot in try measure(snapshot.rows.database) { try body(snapshot) } }
    }

    private static func change(_ opened: (VaultFixture, SealedVault)) throws -> Work {
        var meter: Meter?
        try opened.1.write { edit in
            meter = Meter(edit.rows.database)
            try edit.insertSample("one more")
        }
        // After the commit, which hashes the buckets again.
        return try #require(meter).work
    }

    private static func measure(_ database: Database, _ body: () throws -> Bool) throws -> Work {
        let meter = Meter(database)
        #expect(try body())
        return meter.work
    }
}

/// Counts what one connection does from here on.
@safe private final class Meter {
    private let connection: OpaquePointer?
    private let rows = Tally()
    private let before: Int

    init(_ database: Database) {
        unsafe connection = database.sqliteConnection
        before = unsafe Self.pages(connection)
        let context = unsafe Unmanaged.passUnretained(rows).toOpaque()
        unsafe sqlite3_trace_v2(
            connection,
            UInt32(SQLITE_TRACE_ROW),
            { _, context, _, _ in
                if let context = unsafe context {
                    unsafe Unmanaged<Tally>.fromOpaque(context).takeUnretainedValue().add()
                }
                return 0
            },
            context
        )
    }

    deinit {
        unsafe sqlite3_trace_v2(connection, 0, nil, nil)
    }

    var work: TouchedRowTests.Work {
        TouchedRowTests.Work(rows: rows.count, pages: unsafe Self.pages(connection) - before)
    }

    private static func pages(_ connection: OpaquePointer?) -> Int {
        var total = 0
        for counter in [SQLITE_DBSTATUS_CACHE_HIT, SQLITE_DBSTATUS_CACHE_MISS] {
            var current: Int32 = 0
            var highest: Int32 = 0
            unsafe sqlite3_db_status(connection, counter, &current, &highest, 0)
            total += Int(current)
        }
        return total
    }
}
