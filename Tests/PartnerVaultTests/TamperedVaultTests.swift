import Foundation
import GRDB
import ProgramHarness
import TestThreads
import Testing

/// The vault's tables were changed through SQL by someone who can write the file and has no key: what takes more than one
/// fault, which are Vectors.
@Suite("A vault changed through SQL", .onOwnThreads)
struct TamperedVaultTests {
    private static let record = "a record was changed, moved, added or removed"

    @Test(
        "to hold rows of an older state is refused, in a listing and where the row is looked up",
        arguments: [
            ("record", ["show", "renamed"]), ("secret", ["list", "--all"]),
            ("name_index", ["show", Desk.stockName(1)]),
        ]
    )
    func replay(table: String, lookup: [String]) throws {
        let desk = try Desk.stocked()
        let old = try desk.tamper { try Row.fetchAll($0, sql: "SELECT id, version, box FROM \(table)") }
        try desk.good(["rename", Desk.stockName(1), "renamed"])
        try desk.good(["edit", "renamed", "--secret-fd", "0", "--no-verify", "--replace"], input: "N3w8Q~secret")
        try desk.good(["verify"])
        try desk.tamper { database in
            for row in old {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO \(table) (id, version, box) VALUES (?, ?, ?)",
                    arguments: StatementArguments(row.databaseValues)
                )
            }
        }
        let bytes = try desk.bytes()
        for arguments in [["verify"], ["list"], lookup] {
            // A verification says what it found before it refuses.
            let run = try desk.run(arguments)
            expectFailure(run, 4, saying: Self.record, afterOutput: arguments == ["verify"])
        }
        #expect(try desk.bytes() == bytes)
        let revealed = try desk.run(["reveal", "renamed", "--yes-reveal"])
        #expect(revealed.output == "N3w8Q~secret" || (revealed.status == 4 && revealed.output.isEmpty))
    }

    @Test("without its history of roots is refused by a verification, and by a witness that needs it")
    func forgottenHistory() throws {
        let desk = try Desk.stocked()
        let witnesses = try desk.witnesses()
        try desk.stock(7...7)
        try desk.tamper("DELETE FROM root_history")
        let bytes = try desk.bytes()
        expectFailure(try desk.run(["verify"]), 4, saying: "the history of roots was changed", afterOutput: true)
        try desk.put(witnesses)
        expectFailure(try desk.run(["list"]), 5, saying: "not a continuation")
        #expect(try desk.bytes() == bytes)
    }

    @Test("with a header of another vault is refused, even where the same passphrase opens it")
    func foreignHeader() throws {
        let (desk, other) = (try Desk.stocked(), try Desk.stocked())
        let header = try #require(try other.tamper { try Data.fetchOne($0, sql: "SELECT bytes FROM header") })
        try desk.tamper { try $0.execute(sql: "UPDATE header SET bytes = ?", arguments: [header]) }
        let bytes = try desk.bytes()
        for arguments in [["list"], ["verify"], ["list", "--accept-rollback"]] {
            expectFailure(try desk.run(arguments), 4)
        }
        #expect(try desk.bytes() == bytes)
    }

    @Test("in what nobody reads answers as before")
    func withoutEffect() throws {
        let desk = try Desk.stocked()
        let sound = try desk.good(["list", "-o", "json"])
        try desk.tamper("PRAGMA user_version = 77")
        #expect(try desk.good(["list", "-o", "json"]) == sound)
        try desk.good(["verify"])
        try desk.tamper("VACUUM")
        #expect(try desk.good(["list", "-o", "json"]) == sound)
        try desk.good(["verify"])
    }
}
