import VaultCore
import VaultModel

@testable import VaultCrypto

// Files that people bring.

extension FuzzTarget {
    static let imports = [
        FuzzTarget("csv", longest: 2048, seeds: Files.csv) { try tableIsRewritable($0) },
        FuzzTarget("import", longest: 2048, seeds: Files.all, check: { try rows($0) }),
    ]

    /// The first byte chooses the format, or that it is to be recognised; the rest is the file.
    private static func rows(_ input: [UInt8]) throws {
        guard let first = input.first else { return }
        let formats: [ImportFormat?] = [nil, .az, .csv, .jsonl]
        let file = try PipedFile(Array(input.dropFirst()))
        let lines = input.dropFirst().count { $0 == UInt8(ascii: "\n") } + 1
        var reader = try ImportReader(file.descriptor, format: formats[Int(first) % formats.count])
        var steps = 0
        while true {
            steps += 1
            promise(steps <= input.count + 2, "reading comes to an end")
            do {
                guard let row = try reader.next() else { return }
                promise((1...lines).contains(row.line), "line \(row.line) of \(lines)")
                check(row)
            } catch {
                promise((1...(lines + 1)).contains(error.line), "a refusal in line \(error.line) of \(lines)")
            }
        }
    }

    private static func check(_ row: borrowing ImportRow) {
        promise(TenantName(row.name.description) == row.name, "a name is read back")
        promise(DirectoryReference(row.directory.description) == row.directory, "a directory is read back")
        let hasSecret: Bool
        switch row.secret {
        case .some(let secret): hasSecret = !secret.isEmpty
        case .none: hasSecret = false
        }
        if row.app == nil {
            promise(row.client != nil && hasSecret, "an application of its own has a client ID and a secret")
        } else {
            let isBare = row.client == nil && !hasSecret && row.authority == nil && row.graph == nil && row.cloud == nil
            promise(isBare && row.endpoint == nil && row.keyID == nil && row.via == nil, "the other one's counts")
        }
        promise(Set(row.tags).count == row.tags.count, "no tag twice")
    }

    /// A table that is read, written with every field in quotes and read again is the same.
    private static func tableIsRewritable(_ input: [UInt8]) throws {
        let table = try Table(input)
        let again: Table
        do { again = try Table(table.quoted) } catch { fail("what was read cannot be read again: \(error)") }
        promise(again == table, "\(table) became \(again)")
    }
}

/// A CSV file with its fields as bytes.
private struct Table: Equatable {
    static let known = ["name", "notes", "secret"]
    var columns: [String]
    var records: [[[UInt8]]] = []

    init(_ bytes: [UInt8]) throws {
        let file = try PipedFile(bytes)
        var table = try SecretCSV(
            try SecretInput(file.descriptor), columns: Self.known, required: ["name"], secrets: ["secret"])
        columns = table.columns
        while try table.advance() {
            var record: [[UInt8]] = []
            for column in columns {
                if column == "secret" {
                    let secret = try table.takeSecret(column)
                    switch secret {
                    case .some(let secret): record.append(unlocked(secret))
                    case .none: record.append([])
                    }
                } else {
                    record.append(Array((table.string(column) ?? "").utf8))
                }
            }
            records.append(record)
        }
    }

    var quoted: [UInt8] {
        let rows = [columns.map { Array($0.utf8) }] + records
        let quote = UInt8(ascii: "\"")
        let lines = rows.map { row in
            row.map { field in [quote] + field.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote] }
                .joined(separator: [UInt8(ascii: ",")])
        }
        return lines.flatMap { Array($0) + [UInt8(ascii: "\n")] }
    }
}
