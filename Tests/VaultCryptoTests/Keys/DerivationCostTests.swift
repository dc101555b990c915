import TestThreads
import Testing
import VaultCrypto

@Suite(.onOwnThreads) struct DerivationCostTests {
    @Test(arguments: [(64, 2), (64, 16), (1024, 2), (1024, 16), (256, 3)] as [(UInt32, UInt32)])
    func withinTheBounds(memoryMiB: UInt32, passes: UInt32) throws {
        let cost = try DerivationCost(memoryMiB: memoryMiB, passes: passes)
        #expect(cost.memoryMiB == memoryMiB)
        #expect(cost.passes == passes)
    }

    @Test(
        arguments: [
            (0, 0), (0, 3), (63, 3), (256, 0), (256, 1), (256, 17), (1025, 3), (4096, 3), (.max, 3), (256, .max),
            (.max, .max), (1 << 12, 1 << 20),
        ] as [(UInt32, UInt32)]
    )
    func beyondTheBounds(memoryMiB: UInt32, passes: UInt32) {
        #expect(throws: KeyError.costOutOfBounds) {
            try DerivationCost(memoryMiB: memoryMiB, passes: passes)
        }
    }

    @Test func theUsualCost() {
        #expect(DerivationCost.usual.memoryMiB == 256)
        #expect(DerivationCost.usual.passes == 3)
    }
}
