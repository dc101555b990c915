import Foundation
import ProgramHarness
import TestThreads
import Testing

/// Whole files put back: sound in themselves, and not what was last seen here.
@Suite("A copy put in the vault's place", .onOwnThreads)
struct RollbackTests {
    private func names(_ desk: Desk, _ more: [String] = []) throws -> [String] {
        try desk.json(["list"] + more).elements.compactMap { $0["name"]?.text }
    }

    private func events(_ desk: Desk) throws -> [String] {
        try desk.json(["audit"]).elements.compactMap { $0["event"]?.text }
    }

    @Test("that is older is refused until it is accepted, once, and on the record")
    func older() throws {
        let desk = try Desk.stocked()
        let old = try desk.bytes()
        let before = try names(desk)
        try desk.stock(7...9)
        try desk.replaceVault(with: old)
        let witnesses = try desk.witnesses()
        for arguments in [["list"], ["verify"], ["remove", Desk.stockName(1), "--yes"]] {
            let complaint = expectFailure(try desk.run(arguments), 5, saying: "older than it was last seen")
            #expect(complaint?.hint?.contains("--accept-rollback") == true)
        }
        #expect(try desk.code(try desk.run(["list", "-o", "json"])) == "rolledBack")
        #expect(try desk.bytes() == old)
        #expect(try desk.witnesses() == witnesses)

        #expect(try names(desk, ["--accept-rollback"]) == before)
        #expect(try events(desk).filter { $0 == "rollbackAccepted" }.count == 1)
        #expect(try names(desk) == before)
        try desk.good(["verify"])
        #expect(try events(desk).filter { $0 == "rollbackAccepted" }.count == 1)
        // The old copy again: acceptance was for what was looked at then.
        try desk.replaceVault(with: old)
        expectFailure(try desk.run(["list"]), 5)
    }

    @Test("that went another way since is called forked", arguments: [1, 3])
    func forked(changes: Int) throws {
        let desk = try Desk.stocked()
        let (common, witnesses) = (try desk.bytes(), try desk.witnesses())
        try desk.stock(7...7)
        let (mine, myWitnesses) = (try desk.bytes(), try desk.witnesses())
        // What the other copy's owner does, with a witness of theirs.
        try desk.replaceVault(with: common)
        try desk.put(witnesses)
        for number in 0..<changes { try desk.stock((20 + number)...(20 + number)) }
        let theirs = try desk.bytes()
        try desk.put(myWitnesses)
        for arguments in [["list"], ["verify"]] {
            expectFailure(try desk.run(arguments), 5, saying: "not a continuation of what was last seen here")
        }
        #expect(try desk.code(try desk.run(["list", "-o", "json"])) == "forked")
        #expect(try desk.bytes() == theirs)
        #expect(try desk.witnesses() == myWitnesses)

        #expect(try names(desk, ["--accept-rollback"]).count == 6 + changes)
        #expect(try events(desk).contains("rollbackAccepted"))
        try desk.replaceVault(with: mine)
        expectFailure(try desk.run(["list"]), 5)
    }

    @Test("is noticed only with a witness: a missing one is said and recorded, or refused on request")
    func witnessMissing() throws {
        let desk = try Desk.stocked()
        let bytes = try desk.bytes()
        try FileManager.default.removeItem(atPath: desk.witnessFolder)
        expectFailure(try desk.run(["list", "--require-witness"]), 5, saying: "no witness on this machine")
        #expect(try desk.code(try desk.run(["list", "--require-witness", "-o", "json"])) == "witnessMissing")
        #expect(try desk.bytes() == bytes)
        #expect(!FileManager.default.fileExists(atPath: desk.witnessFolder))

        let first = try desk.run(["list"])
        #expect(first.status == 0)
        #expect(first.errors.contains("note: this vault has no witness on this machine yet"))
        let second = try desk.run(["list", "--require-witness"])
        #expect(second.status == 0 && second.errors.isEmpty)
        #expect(try events(desk).filter { $0 == "witnessMissing" }.count == 1)
    }

    @Test("is not hidden by a damaged witness", arguments: [0, 20, 30, 91])
    func witnessDamaged(offset: Int) throws {
        let desk = try Desk.stocked()
        let (name, witness) = try #require(try desk.witnesses().first)
        var damaged = witness
        damaged[offset] ^= 1
        try desk.put([name: damaged])
        expectFailure(try desk.run(["list"]), 5, saying: "the vault's witness is damaged")
        try desk.put([name: witness.dropLast()])
        expectFailure(try desk.run(["list"]), 5)
        try desk.put([name: witness])
        try desk.good(["list"])
    }
}
