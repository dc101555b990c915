import Foundation
import ProgramHarness
import TestThreads
import Testing

/// Numbers in the header that are believed before any key is: costs and versions.
@Suite("A header that asks for", .onOwnThreads)
struct DerivationCostTests {
    struct Cost: Sendable, CustomTestStringConvertible {
        let memory: UInt32
        let passes: UInt32
        var testDescription: String { "\(memory) MiB, \(passes) passes" }
    }

    // Format u16 at 8, schema u16 at 10; the first slot at 140, its memory 8 and its passes 12 bytes on.
    private static let (formatOffset, schemaOffset, memoryOffset) = (8, 10, 148)
    private static let bomb = Cost(memory: .max, passes: .max)

    private func set(_ cost: Cost, _ desk: Desk) throws {
        try desk.overwrite(bytes(cost.memory) + bytes(cost.passes), at: try desk.headerOffset() + Self.memoryOffset)
    }

    private func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: 0, to: number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    @Test(
        "a cost out of bounds is refused",
        arguments: [
            Cost(memory: 63, passes: 2), Cost(memory: 0, passes: 2), Cost(memory: 64, passes: 1),
            Cost(memory: 64, passes: 0), Cost(memory: 0, passes: 0), Cost(memory: 1025, passes: 2),
            Cost(memory: 64, passes: 17), Cost(memory: 4096, passes: 2), Cost(memory: 0x8000_0000, passes: 2),
            Cost(memory: .max, passes: 3), Cost(memory: 64, passes: .max), bomb,
            // Would wrap around to 64 MiB in 32 bits of bytes, and in 64.
            Cost(memory: 4096 + 64, passes: 2), Cost(memory: 0x1000_0040, passes: 2),
        ]
    )
    func outOfBounds(cost: Cost) throws {
        let desk = try Desk.stocked()
        try set(cost, desk)
        let image = try desk.bytes()
        for arguments in [["list"], ["verify"], ["token", Desk.stockName(1)]] {
            expectFailure(try desk.run(arguments), 6, saying: "cost is out of bounds")
        }
        #expect(try desk.code(try desk.run(["list", "-o", "json"])) == "costOutOfBounds")
        // Refused before a passphrase is looked for.
        #expect(try desk.typing.run(["list"]).status == 6)
        #expect(try desk.bytes() == image)
    }

    @Test(
        "another cost than the slot was sealed with opens nothing",
        arguments: [
            Cost(memory: 64, passes: 2), Cost(memory: 64, passes: 3), Cost(memory: 96, passes: 2),
            Cost(memory: 97, passes: 3),
        ]
    )
    func otherCost(cost: Cost) throws {
        let desk = try Desk.stocked(["--kdf-memory", "96", "--kdf-passes", "3"])
        try set(cost, desk)
        let image = try desk.bytes()
        for arguments in [["list"], ["verify"]] {
            expectFailure(try desk.run(arguments), 3, saying: "wrong passphrase, or the key slot is damaged")
        }
        #expect(try desk.bytes() == image)
        try set(Cost(memory: 96, passes: 3), desk)
        try desk.good(["verify"])
    }

    @Test(
        "a bomb is refused where there is no memory even for an honest cost",
        .disabled(if: Sanitizer.isOn, "a sanitizer needs more than there is"))
    func bombWithoutMemory() throws {
        let desk = try Desk.stocked()
        let (vault, address) = (desk.program, UInt64(1) << 30)
        // Enough for the program, not for the largest cost that is allowed.
        desk.program.launcher = ["/bin/sh", "-c", "ulimit -v \(address / 1024) && exec \"$0\" \"$@\""]
        try desk.good(["list"])
        try set(Cost(memory: 1024, passes: 2), desk)
        expectFailure(try desk.run(["list"]), 1, saying: "not enough memory to derive the vault's key")
        for bomb in [Self.bomb, Cost(memory: 1025, passes: 2), Cost(memory: 0x1000_0040, passes: 2)] {
            try set(bomb, desk)
            expectFailure(try desk.run(["list"]), 6, saying: "cost is out of bounds")
        }
        desk.program = vault
        try set(Cost(memory: 64, passes: 2), desk)
        try desk.good(["verify"])
    }

    @Test(
        "a newer version is refused as newer",
        arguments: [formatOffset, schemaOffset],
        [UInt16(2), .max]
    )
    func newer(offset: Int, version: UInt16) throws {
        let desk = try Desk.stocked()
        try desk.overwrite(bytes(version), at: try desk.headerOffset() + offset)
        let image = try desk.bytes()
        for arguments in [["list"], ["verify"], ["remove", Desk.stockName(1), "--yes"]] {
            let complaint = expectFailure(try desk.run(arguments), 14, saying: "has version \(version)")
            #expect(complaint?.hint == "update partner-vault")
        }
        #expect(try desk.bytes() == image)
    }

    @Test("version 0 is damage", arguments: [formatOffset, schemaOffset])
    func none(offset: Int) throws {
        let desk = try Desk.stocked()
        try desk.overwrite([0, 0], at: try desk.headerOffset() + offset)
        expectFailure(try desk.run(["list"]), 4)
    }
}
