import Foundation
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// The witness itself: gone, damaged, made elsewhere, and when it is written.
@Suite(.onOwnThreads) struct WitnessFileTests {
    @Test func aMissingWitnessIsSaid() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try FileManager.default.removeItem(atPath: fixture.witnessPath)
        let vault = try fixture.open()
        #expect(try vault.standing() == .missing)
        #expect(throws: StoreError.witnessMissing) { _ = try vault.read { $0.generation } }
        #expect(throws: StoreError.witnessMissing) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        try vault.admit(.missing, recording: VaultFixture.entry(.witnessMissing))
        #expect(try vault.standing() == .sound)
    }

    @Test func everyDamageOfTheWitnessIsSeen() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let url = URL(fileURLWithPath: try fixture.witnessPath)
        let sound = try Data(contentsOf: url)
        #expect(sound.count == Witness.length)
        let vault = try fixture.open()
        var damaged = sound.indices.flatMap { index in
            (0..<8).map { bit in
                var bytes = sound
                bytes[index] ^= 1 << bit
                return bytes
            }
        }
        damaged += (0..<sound.count).map { sound.prefix($0) }
        damaged += [sound + [0], sound + sound, Data(repeating: 0, count: Witness.length)]
        for bytes in damaged {
            try bytes.write(to: url)
            #expect(try vault.standing() == .damaged)
        }
        #expect(throws: StoreError.witnessDamaged) { _ = try vault.read { $0.generation } }
        #expect(throws: StoreError.witnessDamaged) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        try vault.admit(.damaged, recording: VaultFixture.entry(.witnessMissing))
        #expect(try vault.standing() == .sound)
    }

    @Test func aWitnessOfAnotherVaultIsDamaged() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let other = try VaultFixture()
        let keys = try SampleKeys.other
        try other.create(keys).close()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: other.files.witness(of: keys.header.vaultID)))
        try bytes.write(to: URL(fileURLWithPath: fixture.witnessPath))
        #expect(try fixture.open().standing() == .damaged)
    }

    @Test func theLayoutIsFrozen() throws {
        let keys = try SampleKeys.shared.unlock()
        let root = Root(
            generation: 42,
            previous: .zero,
            stateHash: .zero,
            unverified: Hash32(words: [1, 2, 3, 4])
        )
        let bytes = Witness(root).bytes(keys)
        var writer = ByteWriter()
        writer.put("PV1W")
        writer.put(keys.vaultID)
        writer.put(UInt64(42))
        for word in [UInt64(1), 2, 3, 4] { writer.put(word) }
        #expect(Array(bytes.prefix(60)) == writer.bytes)
        var mac = ByteWriter()
        mac.put(Hash32(of: writer.bytes, key: keys.witness))
        #expect(Array(bytes.suffix(32)) == mac.bytes)
        #expect(Witness(bytes, keys: keys) == Witness(root))
    }

    @Test func theWitnessOnlyGoesUp() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let file = WitnessFile(path: try fixture.witnessPath, patience: .seconds(30))
        let roots = (100..<160).map {
            Root(generation: $0, previous: .zero, stateHash: .zero, keys: vault.keys)
        }
        DispatchQueue.concurrentPerform(iterations: roots.count) { index in
            // In an order of their own.
            try? file.raise(to: roots[(index * 37) % roots.count], vault.keys)
        }
        guard case .sound(let witness) = try file.read(vault.keys) else {
            Issue.record("the witness does not read back")
            return
        }
        #expect(witness.generation == 159)
        try file.raise(to: roots[3], vault.keys)
        guard case .sound(witness) = try file.read(vault.keys) else {
            Issue.record("the witness went down")
            return
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: fixture.files.witnessFolder)
        #expect(left.filter { $0.hasSuffix(".new") }.isEmpty)
    }

    /// Raised after the commit: until then others would meet a vault that is older than its witness. Someone else
    /// holds the witness here, and the change is there for all to see meanwhile.
    @Test func theWitnessIsRaisedAfterTheCommit() async throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let writer = try fixture.open()
        let reader = try fixture.open(patience: .zero)
        let before = try reader.read(\.generation)
        let held = try FileLock(try fixture.witnessPath + ".lock", .exclusive, patience: .zero)
        async let written: Void = writer.write { try $0.record(VaultFixture.entry(.added)) }
        var seen = before
        for _ in 0..<100 where seen == before {
            try await Task.sleep(for: .milliseconds(20))
            seen = try reader.read(\.generation)
        }
        #expect(seen == before + 1)
        held.release()
        try await written
        #expect(try reader.standing() == .sound)
    }

    /// A witness at the end of what can be counted, as a former holder of the keys could make it.
    @Test(arguments: [UInt64.max, UInt64(Int64.max), UInt64(Int64.max) - 1])
    func anAbsurdWitnessStopsNothingButTheChange(generation: UInt64) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let root = Root(generation: generation, previous: .zero, stateHash: .zero, keys: vault.keys)
        try Data(Witness(root).bytes(vault.keys)).write(to: URL(fileURLWithPath: fixture.witnessPath))
        let standing = try vault.standing()
        #expect(standing == .rolledBack(witness: generation, vault: 6))
        if generation < UInt64(Int64.max) {
            try vault.admit(standing, recording: VaultFixture.entry(.rollbackAccepted))
        } else {
            #expect(throws: StoreError.damaged(.manifest)) {
                try vault.admit(standing, recording: VaultFixture.entry(.rollbackAccepted))
            }
        }
    }
}
