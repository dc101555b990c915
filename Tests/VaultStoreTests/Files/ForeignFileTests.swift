import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Files that are no vault, or not this one.
@Suite(.onOwnThreads) struct ForeignFileTests {
    @Test func nothingIsNoVault() throws {
        let fixture = try VaultFixture()
        #expect(throws: StoreError.noVault) { try fixture.find() }
        _ = try fixture.createSample()
        try FileManager.default.removeItem(atPath: fixture.files.database)
        #expect(throws: StoreError.noVault) { try fixture.find() }
    }

    static let foreign: [[UInt8]] = [
        [], Array("text\n".utf8), Array(repeating: 0, count: 4096), Array("SQLite format 3\0".utf8),
        Array("SQLite format 3\0".utf8) + Array(repeating: 0, count: 8192),
    ]

    @Test(arguments: foreign)
    func anotherFileIsNoVault(bytes: [UInt8]) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try FileManager.default.removeItem(atPath: fixture.files.database)
        try Data(bytes).write(to: URL(fileURLWithPath: fixture.files.database))
        try fixture.setMode(0o600, of: fixture.files.database)
        #expect(throws: StoreError.notAVault) { try fixture.find() }
        #expect(try fixture.bytes == bytes)
    }

    /// At every 512 bytes and around every page.
    @Test func aFileCutShortIsRefused() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let whole = try fixture.bytes
        let lengths = Set(stride(from: 0, to: whole.count, by: 512)).union([1, 99, 100, 101, whole.count - 1])
        for length in lengths.sorted(by: >) {
            let cut = Array(whole.prefix(length))
            try Data(cut).write(to: URL(fileURLWithPath: fixture.files.database))
            try fixture.setMode(0o600, of: fixture.files.database)
            let probes = Probes(fixture, sample)
            // What SQLite takes for zeroes may have been zeroes.
            if whole[length...].contains(where: { $0 != 0 }) { #expect(!probes.refusals.isEmpty, "\(length)") }
            #expect(probes.isAnswered, "\(length): \(probes)")
            #expect(try fixture.bytes == cut, "\(length)")
        }
    }

    @Test func aHeaderOfAnotherVaultIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let other = try SampleKeys.other
        try fixture.tamper("UPDATE header SET bytes = ?", [Data(other.header.bytes)])
        let found = try fixture.find()
        let keys = try KeyRing.open(
            found.header, with: .passphrase(Passphrase(try makeSecret(SampleKeys.passphrase))))
        let opened = found.open(with: keys)
        #expect(throws: StoreError.damaged(.manifest)) { _ = try opened.read { $0.generation } }
        // And with this vault's own keys.
        #expect(throws: StoreError.damaged(.header)) {
            _ = try fixture.find().open(with: try SampleKeys.shared.unlock()).read { $0.generation }
        }
    }

    /// The costs that a header asks for are refused before anything is derived, whatever the passphrase.
    @Test(
        arguments: [
            (148, [0xFF, 0xFF, 0xFF, 0xFF]), (148, [1, 0, 0, 0]), (152, [0xFF, 0xFF, 0xFF, 0xFF]), (152, [1, 0, 0, 0]),
        ] as [(Int, [UInt8])]
    )
    func aCostBombIsRefused(offset: Int, bytes: [UInt8]) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        var header = try SampleKeys.shared.header.bytes
        header.replaceSubrange(offset..<(offset + 4), with: bytes)
        try fixture.tamper("UPDATE header SET bytes = ?", [Data(header)])
        #expect(throws: KeyError.costOutOfBounds) { try fixture.find() }
    }
}
