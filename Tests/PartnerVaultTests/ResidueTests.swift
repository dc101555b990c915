import Foundation
import GRDB
import ProgramHarness
import TestThreads
import Testing

/// Old ciphertext is looked for in the vault's file, its log, the log's index and the temporary folder, by the
/// commitment and a piece of each box.
@Suite("What was replaced or removed", .onOwnThreads)
struct ResidueTests {
    static let changes: [[String]] = [
        ["edit", Desk.stockName(1), "--secret-fd", "0", "--no-verify", "--replace"],
        ["edit", Desk.stockName(2), "--notes", "other"],
        ["rename", Desk.stockName(3), "renamed"],
        ["remove", Desk.stockName(4), "--yes"],
        ["remove", "--all", "--yes"],
        ["slot", "remove", "2", "--passphrase-fd", "3"],
        ["passphrase", "--passphrase-fd", "3", "--new-passphrase-fd", "4", "--kdf-memory", "64", "--kdf-passes", "2"],
        ["rekey", "--passphrase-fd", "3", "--drop-slot", "2"],
    ]

    private static let secret = "N3w8Q~another-secret"
    private static let descriptors: [Int32: String] = [3: Desk.passphrase, 4: Desk.passphrase]

    @Test("is in no file after the command, whoever else has the vault open", arguments: changes, [false, true])
    func gone(change: [String], isShared: Bool) throws {
        let desk = try Self.desk()
        let before = try desk.pieces()
        let other = isShared ? try Reader(desk) : nil
        try desk.good(change, input: Self.secret, descriptors: Self.descriptors)
        try desk.expectGone(before)
        withExtendedLifetime(other) {}
    }

    @Test("and is kept by a reader goes as soon as anyone closes the vault after that reader", arguments: changes)
    func pending(change: [String]) throws {
        let desk = try Self.desk()
        let before = try desk.pieces()
        let reader = try Reader(desk)
        try reader.begin()
        try desk.good(change, input: Self.secret, descriptors: Self.descriptors)
        // The control: while it is read, it is there.
        #expect(try !desk.found(before).isEmpty)
        try reader.end()
        // Still connected, so that nobody is the last to close.
        try desk.good(["list"])
        try desk.expectGone(before)
        withExtendedLifetime(reader) {}
    }

    private static func desk() throws -> Desk {
        let desk = try Desk.stocked()
        try desk.good(["slot", "add", "recovery-key", "--passphrase-fd", "3"], descriptors: descriptors)
        let folder = "\(desk.home.path)/tmp"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        desk.program.environment["TMPDIR"] = folder
        return desk
    }
}

/// Another program that has the vault's file open.
private final class Reader {
    private let queue: DatabaseQueue

    init(_ desk: Desk) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.readonly = true
        queue = try DatabaseQueue(path: desk.vault, configuration: configuration)
        try look()
    }

    /// Keeps the state that it sees now.
    func begin() throws {
        try queue.inDatabase { try $0.execute(sql: "BEGIN") }
        try look()
    }

    func end() throws { try queue.inDatabase { try $0.execute(sql: "COMMIT") } }

    private func look() throws { _ = try queue.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM record") } }
}

extension Desk {
    /// Commitments and pieces of ciphertext of all records, secrets, index rows and key slots.
    fileprivate func pieces() throws -> Set<Data> {
        var pieces: Set<Data> = []
        // Without a checkpoint, which would tidy up what is looked for.
        let queue = try DatabaseQueue(path: vault)
        for (table, length) in [("record", 32), ("secret", 32), ("name_index", 16)] {
            for (start, count) in [(25, 32), (57, length)] {
                let sql = "SELECT substr(box, \(start), \(count)) FROM \(table)"
                pieces.formUnion(try queue.inDatabase { try Data.fetchAll($0, sql: sql) })
            }
        }
        let header = try queue.inDatabase { try Data.fetchOne($0, sql: "SELECT bytes FROM header") } ?? Data()
        for slot in stride(from: 140, to: 140 + 2 * 208, by: 208) {
            for start in [slot + 128, slot + 160] { pieces.insert(header[start..<(start + 32)]) }
        }
        try queue.close()
        // Of a slot that is not in use.
        return pieces.filter { $0.contains { $0 != 0 } }
    }

    /// Which of them are in any file of the vault or of the temporary folder.
    fileprivate func found(_ pieces: Set<Data>, in files: [Data]) -> Set<Data> {
        pieces.filter { piece in files.contains { $0.firstRange(of: piece) != nil } }
    }

    /// What all files hold now, read by another process: to close the database here would drop the locks of a reader.
    fileprivate func files() throws -> [Data] {
        let copy = "\(home.path)/copy"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
        let copying = try Program(system: "/bin/cp", home: home).run(["-R", folder, "\(home.path)/tmp", copy + "/"])
        try #require(copying.status == 0, "\(copying.errors)")
        defer { try? FileManager.default.removeItem(atPath: copy) }
        return try FileManager.default.subpathsOfDirectory(atPath: copy).compactMap {
            FileManager.default.contents(atPath: "\(copy)/\($0)")
        }
    }

    /// Those of `before` that no row has any more, and some file still has.
    fileprivate func found(_ before: Set<Data>) throws -> Set<Data> {
        // The files as they are before anyone else opens them.
        let files = try files()
        return found(before.subtracting(try pieces()), in: files)
    }

    fileprivate func expectGone(_ before: Set<Data>, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let files = try files()
        let old = before.subtracting(try pieces())
        #expect(!old.isEmpty, sourceLocation: sourceLocation)
        #expect(found(old, in: files).isEmpty, sourceLocation: sourceLocation)
    }
}
