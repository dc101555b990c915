import Foundation
import GRDB
import ProgramHarness
import TestThreads
import Testing

/// What someone with the file, and no key, can measure.
@Suite("A vault's lengths", .onOwnThreads)
struct LengthTests {
    private struct Shape: Equatable {
        let file: Int
        let rows: [String]
    }

    /// A vault after everything that can be done to two tenants without a directory; the first takes the third name.
    private func shape(_ names: [String], _ secrets: [String]) throws -> Shape {
        let desk = try Desk()
        for (number, name) in names.prefix(2).enumerated() {
            let arguments = [
                "add", name, "--directory-id", Desk.guid(1, number), "--client-id", Desk.guid(2, number),
                "--secret-fd", "0", "--no-verify", "--tag", "eu", "--notes", String(repeating: "x", count: 80),
            ]
            try desk.good(arguments, input: secrets[number])
        }
        try desk.good(["edit", names[0], "--secret-fd", "0", "--no-verify"], input: secrets[1])
        try desk.good(["edit", names[1], "--secret-fd", "0", "--no-verify", "--replace"], input: secrets[0])
        try desk.good(["reveal", names[0], "--yes-reveal"])
        try desk.good(["rename", names[0], names[2]])
        try desk.good(["rekey", "--passphrase-fd", "3"], descriptors: [3: Desk.passphrase])
        let rows = try desk.tamper { database in
            try ["record", "secret", "name_index", "audit"].flatMap { table in
                try Int.fetchAll(database, sql: "SELECT length(box) FROM \(table) ORDER BY 1").map { "\(table) \($0)" }
            }
        }
        return Shape(file: try desk.bytes().count, rows: rows)
    }

    @Test("tell nothing of names and secrets")
    func equal() throws {
        let short = try shape(["a", "b", "c"], ["s", "t"])
        let long = try shape(
            ["a", "b", "c"].map { String(repeating: $0, count: 400) },
            [String(repeating: "s", count: 256), "T3x8Q~usual-rYu3vZ1pLmK9xWqEtGbNhJdSaFo"]
        )
        #expect(short == long)
    }
}
