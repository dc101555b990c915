import Foundation
import Testing
import VaultCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What keeps a vault from being made or opened, by code and exit status. What its witness has
/// to say is in `RollbackTests`.
@Suite("Making and opening")
struct OpeningTests {
    struct Trouble: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: FailureCode
        let status: Int32
        let make: @Sendable (VaultFolder) throws -> Void

        init(
            _ testDescription: String, _ code: FailureCode, _ status: Int32,
            _ make: @escaping @Sendable (VaultFolder) throws -> Void
        ) {
            self.testDescription = testDescription
            self.code = code
            self.status = status
            self.make = make
        }
    }

    private static func patch(
        _ offset: Int, _ change: @escaping @Sendable (UInt8) -> UInt8
    ) -> @Sendable (VaultFolder) throws -> Void {
        // The header's fields by their offsets, as docs/format.md lists them.
        { try $0.patch(after: "PVAULT\r\n", at: offset, change) }
    }

    private static func chmod(_ mode: Int, _ path: @escaping @Sendable (VaultFolder) -> String)
        -> @Sendable (VaultFolder) throws -> Void
    {
        { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path($0)) }
    }

    static let troubles = [
        Trouble("no file", .noVault, 2) { try FileManager.default.removeItem(atPath: $0.file) },
        Trouble("no folder", .noVault, 2) { try FileManager.default.removeItem(atPath: $0.path + "/vault") },
        Trouble("a slot's sealed key", .wrongPassphrase, 3, patch(244) { $0 ^ 1 }),
        Trouble("a slot's salt", .wrongPassphrase, 3, patch(156) { $0 ^ 1 }),
        Trouble("the header's MAC", .tampered, 4, patch(3499) { $0 ^ 1 }),
        Trouble("the witness key", .tampered, 4, patch(40) { $0 ^ 1 }),
        Trouble("the manifest", .tampered, 4) { try $0.patch(after: "PV1T", at: 40) { $0 ^ 1 } },
        Trouble("the header's magic", .notAVault, 4, patch(0) { $0 ^ 1 }),
        Trouble("the schema", .tampered, 4) { try $0.patch(after: "CREATE TABLE", at: 13) { $0 ^ 1 } },
        Trouble("another file", .notAVault, 4) { folder in
            // Written over, since a new file would have modes of its own.
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.file))
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(repeating: 0x41, count: 5000))
            try handle.close()
        },
        Trouble("too much memory", .costOutOfBounds, 6, patch(150) { _ in 1 }),
        Trouble("too little memory", .costOutOfBounds, 6, patch(148) { _ in 63 }),
        Trouble("too many passes", .costOutOfBounds, 6, patch(152) { _ in 17 }),
        Trouble("too few passes", .costOutOfBounds, 6, patch(152) { _ in 1 }),
        Trouble("a newer format", .vaultTooNew, 14, patch(8) { $0 + 1 }),
        Trouble("a newer schema", .vaultTooNew, 14, patch(10) { $0 + 1 }),
        Trouble("a file that others may read", .unsafeFiles, 13, chmod(0o640) { $0.file }),
        Trouble("a folder that others may enter", .unsafeFiles, 13, chmod(0o711) { $0.path + "/vault" }),
        Trouble("a second link", .unsafeFiles, 13) {
            try FileManager.default.linkItem(atPath: $0.file, toPath: $0.path + "/second")
        },
    ]

    @Test("Is refused by name", arguments: troubles)
    func refused(_ trouble: Trouble) async throws {
        let folder = try VaultFolder()
        let vault = try await folder.create()
        await vault.close()
        try trouble.make(folder)
        let failure = await expectFailure(trouble.code) { await (try folder.open()).close() }
        #expect(failure?.code.status.rawValue == trouble.status)
    }

    @Test("A wrong passphrase, or one without or with the key file that it goes with")
    func wrongPassphrase() async throws {
        let (plain, combined) = (try VaultFolder(), try VaultFolder())
        await (try await plain.create()).close()
        await (try await combined.create(keyFile: "the other half")).close()
        #expect(try combined.find().needsKeyFile && !plain.find().needsKeyFile)
        let failures = [
            await expectFailure(.wrongPassphrase) { _ = try await plain.open("wrong horse battery staple") },
            await expectFailure(.wrongPassphrase) { _ = try await plain.open(keyFile: "the other half") },
            await expectFailure(.wrongPassphrase) { _ = try await combined.open(keyFile: "another half") },
            await expectFailure(.keyFileNeeded) { _ = try await combined.open() },
        ]
        #expect(failures.map { $0?.code.status.rawValue } == [3, 3, 3, 2])
        await (try await combined.open(keyFile: "the other half")).close()
    }

    @Test("A vault that another process holds alone is busy")
    func busy() async throws {
        let folder = try VaultFolder()
        await (try await folder.create()).close()
        let lock = try #require(FileHandle(forUpdatingAtPath: folder.path + "/vault/vault.lock"))
        #expect(flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
        var surroundings = folder.surroundings
        surroundings.patience = .milliseconds(50)
        let failure = await expectFailure(.busy) {
            _ = try DirectVault.find(at: folder.file, caFile: nil, options: OpenOptions(), surroundings: surroundings)
        }
        #expect(failure?.code.status.rawValue == 17)
        try lock.close()
        await (try await folder.open()).close()
    }

    @Test("Nothing is made in a vault's place")
    func exists() async throws {
        let folder = try VaultFolder()
        await (try await folder.create()).close()
        let failure = await expectFailure(.vaultExists) { _ = try await folder.create("another good passphrase") }
        #expect(failure?.code.status.rawValue == 8)
        await (try await folder.open()).close()
    }

    @Test(
        "A passphrase below the floor, counted in bytes and in different ones",
        arguments: ["", "short", "elevenbytes", "aaaaaaaaaaaaaaaaaaaa", "abcdeabcdeabcdeabcde"])
    func weak(passphrase: String) async throws {
        let folder = try VaultFolder()
        let failure = await expectFailure(.weakPassphrase) { _ = try await folder.create(passphrase) }
        #expect(failure?.code.status.rawValue == 64)
        #expect(!FileManager.default.fileExists(atPath: folder.file))
    }

    @Test(
        "A cost out of bounds is refused before anything is made",
        arguments: [
            (63, 3), (1025, 3), (256, 1), (256, 17), (-1, 3), (256, -1), (.max, .max),
        ])
    func cost(memoryMiB: Int, passes: Int) async throws {
        let folder = try VaultFolder()
        let failure = await expectFailure(.costOutOfBounds) {
            _ = try await folder.create(memoryMiB: memoryMiB, passes: passes)
        }
        #expect(failure?.code.status.rawValue == 6)
        #expect(!FileManager.default.fileExists(atPath: folder.file))
    }

    @Test("Every code has an exit status of the contract, and every failing status a code")
    func codes() {
        let statuses = Set(FailureCode.allCases.map(\.status))
        #expect(statuses == Set(ExitStatus.allCases).subtracting([.done]))
    }
}
