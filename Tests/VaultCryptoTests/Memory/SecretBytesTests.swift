import Foundation
import TestThreads
import Testing

@testable import VaultCrypto

@Suite struct SecretBytesTests {
    /// The slab stays mapped for the life of the process, so a released block can be looked at; it may have been given
    /// out again by then, but never with the marker in it.
    @Test func releasedBytesAreWiped() throws {
        let marker = [UInt8](repeating: 0xA7, count: 64)
        var addresses: [UInt] = []
        for _ in 0..<50 {
            let secret = try secret(marker)
            addresses.append(unsafe secret.withUnsafeBytes { bytes in UInt(bitPattern: bytes.baseAddress) })
        }
        for address in addresses {
            #expect(try peek(address, 64) != marker)
        }
    }

    @Test func aFailedFillIsWipedToo() throws {
        struct Stop: Error {}
        var address: UInt = 0
        #expect(throws: Stop.self) {
            _ = unsafe try SecretBytes(count: 64) { block in
                unsafe block.initializeMemory(as: UInt8.self, repeating: 0xA8)
                address = UInt(bitPattern: block.baseAddress)
                throw Stop()
            }
        }
        #expect(try peek(address, 64) != Array(repeating: 0xA8, count: 64))
    }

    @Test(arguments: [0, 1, 63, 64, 65, 4096, 262_143, 262_144, 262_145, 1 << 20])
    func anyLengthIsKept(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let secret = try secret(bytes)
        #expect(secret.count == count)
        #expect(secret.isEmpty == (count == 0))
        #expect(secret.exposed() == bytes)
        let duplicate = try secret.duplicate()
        let isIdentical = duplicate.isIdentical(to: secret)
        #expect(isIdentical)
        #expect(try secret.prefix(count / 2).exposed() == Array(bytes.prefix(count / 2)))
        #expect(try secret.dropFirst(count / 2).exposed() == Array(bytes.dropFirst(count / 2)))
    }

    @Test func comparisonSeesEveryByte() throws {
        let bytes = [UInt8](repeating: 9, count: 100)
        let secret = try secret(bytes)
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            let isIdentical = secret.isIdentical(to: try VaultCryptoTests.secret(other))
            #expect(!isIdentical)
        }
        let isIdentical = secret.isIdentical(to: try VaultCryptoTests.secret(Array(bytes.dropLast())))
        #expect(!isIdentical)
    }

    /// Live blocks never share memory, whatever the order of release.
    @Test func manySecretsStayApart() throws {
        var kept: [Int: Boxed] = [:]
        for round in 0..<3000 {
            let length = 1 + (round * 37) % 300
            kept[round % 97] = Boxed(
                secret: try secret([UInt8](repeating: UInt8(truncatingIfNeeded: round), count: length)),
                expected: [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: length)
            )
            if round % 50 == 0 { #expect(kept.values.allSatisfy { $0.isWhole }) }
        }
        #expect(kept.values.allSatisfy { $0.isWhole })
    }

    @Test func manyThreadsStayApart() {
        let failures = Failures()
        DispatchQueue.concurrentPerform(iterations: 64) { thread in
            for round in 0..<200 {
                let expected = [UInt8](repeating: UInt8(truncatingIfNeeded: thread &* 31 &+ round), count: 1 + round)
                guard let secret = try? secret(expected), secret.exposed() == expected,
                    (try? secret.duplicate())?.exposed() == expected
                else {
                    failures.add()
                    continue
                }
            }
        }
        #expect(failures.count == 0)
    }

    @Test func randomSecretsDiffer() throws {
        let all = try (0..<100).map { _ in try SecretBytes(randomCount: 32).exposed() }
        #expect(Set(all).count == 100)
    }

    #if os(Linux)
    /// Locked against paging, left out of core dumps, and not inherited by a fork, as the kernel tells.
    @Test(.disabled(if: Sanitizer.isOn, "a sanitizer does not lock memory"), arguments: [1, 1 << 20])
    func memoryIsLocked(count: Int) throws {
        let secret = try SecretBytes(randomCount: count)
        let address = unsafe secret.withUnsafeBytes { bytes in UInt(bitPattern: bytes.baseAddress) }
        var isInside = false
        var flags: [Substring] = []
        // Read to its end: the file says that it is empty.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        let text = String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            if bounds.count == 2 { isInside = (bounds[0]..<bounds[1]).contains(address) }
            if isInside, words[0] == "VmFlags:" { flags = Array(words.dropFirst()) }
        }
        #expect(flags.contains("lo") && flags.contains("dd") && flags.contains("wf"), "\(flags)")
        #expect(secret.count == count)
    }
    #endif

    /// What lies at an address of the slab now.
    private func peek(_ address: UInt, _ count: Int) throws -> [UInt8] {
        guard let start = unsafe UnsafeRawPointer(bitPattern: address) else { throw SecretMemoryError.cannotLock }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    private final class Boxed {
        let secret: SecretBytes
        let expected: [UInt8]

        init(secret: consuming SecretBytes, expected: [UInt8]) {
            self.secret = secret
            self.expected = expected
        }

        var isWhole: Bool { secret.exposed() == expected }
    }
}
