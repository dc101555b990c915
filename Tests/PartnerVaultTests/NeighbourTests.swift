import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The vault's file and log are changed while a program has them open, at a question that waits for a person.
@Suite("A hostile neighbour", .onOwnThreads)
struct NeighbourTests {
    /// What is done to the files meanwhile; `old` are those of before the last changes.
    struct Deed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// How the waiting program may end: done, or a named refusal.
        let statuses: Set<Int32>
        /// Everything that was confirmed is still in what now has the vault's name.
        var isHarmless = false
        let perform: @Sendable (Desk, _ old: Data) throws -> Void
    }

    static let deeds: [Deed] = [
        Deed(testDescription: "the file is replaced by a copy of itself", statuses: [17], isHarmless: true) { desk, _ in
            try desk.replace(with: try desk.bytes())
        },
        Deed(testDescription: "the file is replaced by an old copy", statuses: [17]) { desk, old in
            try desk.replace(with: old)
        },
        Deed(testDescription: "the file is moved away", statuses: [17]) { desk, _ in
            try FileManager.default.moveItem(atPath: desk.vault, toPath: desk.vault + ".away")
        },
        Deed(testDescription: "an old copy is written over the file", statuses: [0, 4, 5]) { desk, old in
            try desk.replaceVault(with: old)
        },
        Deed(testDescription: "the log is emptied", statuses: [0, 1, 4, 5]) { desk, _ in
            try desk.overwriteLog(with: Data())
        },
        Deed(testDescription: "the log is overwritten with another vault's", statuses: [0, 1, 4, 5]) { desk, _ in
            try desk.overwriteLog(with: try VectorFile.source("foreign.wal"))
        },
        Deed(testDescription: "the log is deleted", statuses: [0, 1, 4, 5]) { desk, _ in
            try FileManager.default.removeItem(atPath: desk.vault + "-wal")
        },
        Deed(testDescription: "the log's index is deleted", statuses: [0, 1, 4, 5]) { desk, _ in
            try FileManager.default.removeItem(atPath: desk.vault + "-shm")
        },
    ]

    @Test("makes no confirmed change disappear unnoticed, and none appear", arguments: deeds)
    func deed(_ deed: Deed) throws {
        let desk = try Desk.stocked()
        let old = try desk.bytes()
        try desk.stock(7...7)
        let waiting = try Waiting(desk, removing: 2)
        // Confirmed, and in the log as long as someone has the vault open.
        try desk.stock(8...8)
        try deed.perform(desk, old)
        let status = try waiting.answer()
        #expect(deed.statuses.contains(status), "\(waiting.said)")
        // What was confirmed is there, or the loss is named; what was not is not there.
        let numbers = Set(1...8).subtracting(status == 0 ? [2] : [])
        let listed = try desk.run(["list", "-o", "json"])
        if listed.status == 0 {
            let names = Set(try JSON(listed.output).elements.compactMap { $0["name"]?.text })
            #expect(names == Set(numbers.map(Desk.stockName)), "\(waiting.said)")
            try desk.good(["verify"])
        } else {
            #expect(!deed.isHarmless && [2, 4, 5].contains(listed.status), "\(listed.errors)")
            let again = try desk.run([listed.status == 2 ? "list" : "verify"])
            expectFailure(again, listed.status, afterOutput: listed.status == 4)
        }
    }

    @Test("that closes the vault at the wrong moment takes nothing with it", arguments: [false, true])
    func closing(isKilled: Bool) throws {
        let desk = try Desk.stocked()
        let waiting = try Waiting(desk, removing: 2)
        for number in 7...9 {
            try desk.stock(number...number)
            try desk.good(["list"])
        }
        if isKilled { try waiting.kill() } else { #expect(try waiting.answer() == 0) }
        let names = Set(try desk.json(["list"]).elements.compactMap { $0["name"]?.text })
        #expect(names == Set(Set(1...9).subtracting(isKilled ? [] : [2]).map(Desk.stockName)))
        try desk.good(["verify"])
    }
}

/// A program that has the vault open and waits for a person to say whether to remove a tenant.
private final class Waiting {
    private let session: TerminalSession
    var said: String { session.transcript }

    init(_ desk: Desk, removing number: Int) throws {
        session = try TerminalSession(desk.program, ["remove", Desk.stockName(number)])
        try session.expect("remove this tenant?")
    }

    func answer() throws -> Int32 {
        try session.send("y\r")
        return try session.finish(within: .seconds(60))
    }

    func kill() throws {
        session.signal(SIGKILL)
        _ = try session.finish()
    }
}

extension Desk {
    /// Puts another file in the place of the vault's.
    fileprivate func replace(with bytes: Data) throws {
        let path = vault + ".copy"
        try bytes.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try FileManager.default.removeItem(atPath: vault)
        try FileManager.default.moveItem(atPath: path, toPath: vault)
    }

    /// Writes other bytes into the log, which stays the same file.
    fileprivate func overwriteLog(with bytes: Data) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: vault + "-wal"))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: bytes)
        try file.close()
    }
}
