import Foundation
import GRDB
import ProgramHarness
import Testing

/// What someone who can write the vault's file, and has no key, can do to it.
extension Desk {
    /// A desk whose vault has six tenants, stored without asking any directory.
    static func stocked(_ more: [String] = []) throws -> Desk {
        let desk = try Desk(bare: Desk.passphrase)
        try desk.good(["init"] + (more.isEmpty ? ["--kdf-memory", "64", "--kdf-passes", "2"] : more))
        try desk.stock(1...6)
        return desk
    }

    func stock(_ numbers: ClosedRange<Int>) throws {
        let rows = numbers.map { "\(Self.stockName($0)),\(Self.guid(1, $0)),\(Self.guid(2, $0)),\(Self.secret($0)),eu" }
        try good(["import", "-"], input: "name,directoryId,clientId,secret,tags\n" + rows.joined(separator: "\n"))
    }

    static func stockName(_ number: Int) -> String { "customer \(number)" }
    static func secret(_ number: Int) -> String { "S3c8Q~stock-\(number)-tYu7oPlKjHgFdSa" }

    static func guid(_ kind: Int, _ number: Int) -> String {
        let digits = String(number)
        return "0000000\(kind)-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// Changes the closed file through SQLite, without any of the program's safeguards, and leaves no log behind.
    @discardableResult
    func tamper<Result>(_ body: (Database) throws -> Result) throws -> Result {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: vault, configuration: configuration)
        let result = try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON")
            let result = try body(database)
            try database.execute(sql: "PRAGMA writable_schema = OFF; PRAGMA wal_checkpoint(TRUNCATE)")
            return result
        }
        try queue.close()
        return result
    }

    func tamper(_ sql: String) throws {
        try tamper { try $0.execute(sql: sql) }
    }

    /// Writes over some bytes of the file, which stays the same file.
    func overwrite(_ bytes: [UInt8], at offset: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: vault))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    /// Puts another file's bytes in the place of the file's own.
    func replaceVault(with bytes: Data) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: vault))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: bytes)
        try file.close()
    }

    /// Where the header begins in the file.
    func headerOffset() throws -> Int {
        try #require(try bytes().firstRange(of: Data("PVAULT\r\n".utf8))?.lowerBound)
    }

    /// Where the bytes of a column lie in the file, as far as they lie in one piece.
    func pieces(of column: String, in table: String) throws -> [Range<Int>] {
        let boxes = try tamper { try Data.fetchAll($0, sql: "SELECT \(column) FROM \(table)") }
        let image = try bytes()
        return boxes.flatMap { box in
            stride(from: 0, to: box.count, by: 64).compactMap { start in
                image.firstRange(of: box[box.startIndex + start..<box.startIndex + min(start + 64, box.count)])
            }
        }
    }

    /// All witnesses, by name.
    func witnesses() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: witnessFolder)
        return try Dictionary(
            uniqueKeysWithValues: names.filter { $0.hasSuffix(".witness") }.map { name in
                (name, try Data(contentsOf: URL(fileURLWithPath: "\(witnessFolder)/\(name)")))
            })
    }

    /// Puts witnesses in the place of the present ones.
    func put(_ witnesses: [String: Data]) throws {
        for (name, bytes) in witnesses {
            let path = "\(witnessFolder)/\(name)"
            try bytes.write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
    }

    /// The code of an error in JSON, as scripts see it.
    func code(_ run: Program.Finished) throws -> String? { try JSON(run.errors)["error"]?["code"]?.text }
}

/// Numbers that look random and are the same each time (splitmix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
