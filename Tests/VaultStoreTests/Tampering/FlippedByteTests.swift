import Foundation
import Synchronization
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Any flipped byte anywhere in the vault's file is refused by name or changes no answer at all.
@Suite(.onOwnThreads) struct FlippedByteTests {
    /// A vault as small as can be: a third of the bytes that are not zero, chosen anew each time, and a few zeroes.
    ///
    /// `PARTNER_VAULT_FLIPS=all` flips every byte, which takes minutes.
    @Test func ofASmallVault() throws {
        let run = try FlipRun(extra: 0)
        let isThorough = ProcessInfo.processInfo.environment["PARTNER_VAULT_FLIPS"] == "all"
        let start = Int.random(in: 0..<3)
        let flips = run.image.indices.filter { offset in
            isThorough || (run.image[offset] == 0 ? offset % 64 == 0 : offset % 3 == start)
        }
        try run.perform(flips.map { Flip(offset: $0, mask: 1 << UInt8($0 % 8)) })
    }

    /// What SQLite believes without a checksum: the file's header and the heads of all pages with their first cell
    /// pointers, four bits of each byte.
    @Test func ofTheDatabasesStructure() throws {
        let run = try FlipRun(extra: 0)
        let heads = stride(from: 4096, to: run.image.count, by: 4096).flatMap { $0..<($0 + 16) }
        let flips = (Array(0..<124) + heads).flatMap { offset in
            [0x01, 0x04, 0x20, 0x80].map { Flip(offset: offset, mask: $0) }
        }
        try run.perform(flips)
    }

    /// A false signpost in an inner page of a tree leads a look-up astray, and a scan not.
    @Test func ofTheInnerPagesOfALargerVault() throws {
        let run = try FlipRun(extra: 40)
        let inner = stride(from: 4096, to: run.image.count, by: 4096).filter { run.image[$0] == 5 }
        #expect(inner.count >= 3)
        let flips = inner.flatMap { page in
            (page..<(page + 4096)).filter { run.image[$0] != 0 }.map { Flip(offset: $0, mask: 1 << UInt8($0 % 8)) }
        }
        try run.perform(flips)
    }
}

struct Flip: Sendable {
    let offset: Int
    let mask: UInt8
}

/// Flips bytes of one vault's file, one at a time, and asks everything each time.
private final class FlipRun: Sendable {
    let image: [UInt8]
    private let sample: Sample
    private let original: VaultFixture

    init(extra: Int) throws {
        original = try VaultFixture()
        sample = Sample(extra: extra)
        let vault = try original.create()
        try sample.fill(vault)
        try vault.close()
        image = try original.bytes
    }

    struct Tally {
        var refused = 0
        var unchanged = 0
        var faults: [String] = []
    }

    func perform(_ flips: [Flip]) throws {
        let workers = ProcessInfo.processInfo.activeProcessorCount
        let tally = Mutex(Tally())
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            do {
                let copy = try original.copy()
                for index in stride(from: worker, to: flips.count, by: workers) {
                    try perform(flips[index], on: copy, tally)
                }
            } catch {
                tally.withLock { $0.faults.append("\(error)") }
            }
        }
        tally.withLock { tally in
            #expect(tally.faults.isEmpty, "\(tally.faults.prefix(10))")
            #expect(tally.refused + tally.unchanged == flips.count)
            #expect(tally.refused > 0)
            Attachment.record("\(flips.count) flips: \(tally.refused) refused, \(tally.unchanged) without effect")
        }
    }

    private func perform(_ flip: Flip, on copy: VaultFixture, _ tally: borrowing Mutex<Tally>) throws {
        var flipped = image
        flipped[flip.offset] ^= flip.mask
        try copy.overwrite([flipped[flip.offset]], at: flip.offset)
        let probes = Probes(copy, sample)
        let isSame = try copy.bytes == flipped
        // What reads well must take a change well.
        let isWritable = !probes.isSound || accepts(copy)
        tally.withLock { tally in
            if probes.isSound { tally.unchanged += 1 } else { tally.refused += 1 }
            if !probes.isAnswered || !isSame || !isWritable {
                tally.faults.append("\(flip): \(probes), file unchanged: \(isSame), writable: \(isWritable)")
            }
        }
        if probes.isSound || !isSame { try copy.restore(from: original) }
        try copy.overwrite([image[flip.offset]], at: flip.offset)
    }

    /// Whether a vault that looks sound is so after a change, or refuses the change by name.
    private func accepts(_ copy: VaultFixture) -> Bool {
        do {
            let vault = try copy.open()
            defer { try? vault.close() }
            try vault.write { try $0.record(VaultFixture.entry(.probed)) }
            return try vault.read { try $0.verifyEverything { _, _ in }.auditRows } == sample.events.count + 2
        } catch is StoreError {
            return true
        } catch {
            return false
        }
    }
}

extension VaultFixture {
    /// A closed copy of the vault and its witness elsewhere.
    func copy() throws -> VaultFixture {
        let copy = try VaultFixture()
        try FileManager.default.copyItem(atPath: files.folder, toPath: copy.files.folder)
        try FileManager.default.copyItem(atPath: files.witnessFolder, toPath: copy.files.witnessFolder)
        return copy
    }

    func restore(from original: VaultFixture) throws {
        for path in [files.folder, files.witnessFolder] { try FileManager.default.removeItem(atPath: path) }
        try FileManager.default.copyItem(atPath: original.files.folder, toPath: files.folder)
        try FileManager.default.copyItem(atPath: original.files.witnessFolder, toPath: files.witnessFolder)
    }
}
