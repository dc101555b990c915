import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Surroundings in which a vault is not opened, and files that are none.
@Suite(.onOwnThreads) struct UnsafeFileTests {
    static let companions = ["-wal", "-shm", "-journal"]

    @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o620, 0o601])
    func aFileOpenToOthersIsRefused(mode: Int) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.setMode(mode, of: fixture.files.database)
        #expect(throws: StoreError.unsafe(.openToOthers)) { try fixture.find() }
    }

    @Test(arguments: [0o755, 0o750, 0o705, 0o710, 0o701, 0o770])
    func aFolderOpenToOthersIsRefused(mode: Int) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.setMode(mode, of: fixture.files.folder)
        #expect(throws: StoreError.unsafe(.openToOthers)) { try fixture.find() }
        let other = VaultFiles(
            database: fixture.files.folder + "/second.db",
            witnessFolder: fixture.files.witnessFolder
        )
        #expect(throws: StoreError.unsafe(.openToOthers)) { try VaultFixture.create(other) }
    }

    @Test func whatIsMadeIsTheOwnersAlone() throws {
        let fixture = try VaultFixture()
        let vault = try fixture.create()
        for path in try [
            fixture.files.folder, fixture.files.witnessFolder, fixture.files.database, fixture.witnessPath,
        ]
            + Self.companions.prefix(2).map({ fixture.files.database + $0 })
        {
            #expect(try #require(FileFacts(path)).mode & 0o077 == 0, "\(path)")
        }
        try vault.close()
        // Nothing but the vault and its lock is left.
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.files.folder).sorted()
                == ["vault.db", "vault.lock"]
        )
    }

    /// Only root can give a file away.
    @Test(.enabled(if: geteuid() == 0), arguments: ["", "-wal", "folder"])
    func whatBelongsToAnotherIsRefused(what: String) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let path = what == "folder" ? fixture.files.folder : fixture.files.database + what
        if what == "-wal" { #expect(FileManager.default.createFile(atPath: path, contents: Data())) }
        try fixture.setMode(what == "folder" ? 0o700 : 0o600, of: path)
        #expect(unsafe chown(path, 65_534, 65_534) == 0)
        #expect(throws: StoreError.unsafe(.foreignOwner)) { try fixture.find() }
    }

    @Test func aSymbolicLinkIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try FileManager.default.moveItem(atPath: fixture.files.database, toPath: fixture.folder + "/elsewhere.db")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.files.database,
            withDestinationPath: fixture.folder + "/elsewhere.db"
        )
        #expect(throws: StoreError.unsafe(.symbolicLink)) { try fixture.find() }
        #expect(throws: StoreError.vaultExists) { try fixture.create() }
    }

    @Test func aFolderBehindALinkIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try FileManager.default.moveItem(atPath: fixture.files.folder, toPath: fixture.folder + "/moved")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.files.folder,
            withDestinationPath: fixture.folder + "/moved"
        )
        #expect(throws: StoreError.unsafe(.symbolicLink)) { try fixture.find() }
    }

    @Test func aFileInTheFoldersPlaceIsRefused() throws {
        let fixture = try VaultFixture()
        #expect(FileManager.default.createFile(atPath: fixture.files.folder, contents: Data()))
        #expect(throws: StoreError.unsafe(.notFolder)) { try fixture.find() }
    }

    @Test func aHardLinkIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try FileManager.default.linkItem(atPath: fixture.files.database, toPath: fixture.folder + "/second.db")
        #expect(throws: StoreError.unsafe(.severalLinks)) { try fixture.find() }
    }

    @Test func aFolderIsNoVault() throws {
        let fixture = try VaultFixture()
        try FileManager.default.createDirectory(
            atPath: fixture.files.database,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try fixture.setMode(0o700, of: fixture.files.folder)
        #expect(throws: StoreError.unsafe(.notRegular)) { try fixture.find() }
        #expect(throws: StoreError.vaultExists) { try fixture.create() }
    }

    @Test func aPipeIsNotWaitedFor() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        for path in try [fixture.files.database, fixture.witnessPath] {
            try FileManager.default.removeItem(atPath: path)
            #expect(unsafe mkfifo(path, 0o600) == 0)
        }
        #expect(throws: StoreError.unsafe(.notRegular)) { try fixture.find() }
        let keys = try SampleKeys.shared.unlock()
        let witness = WitnessFile(path: try fixture.witnessPath, patience: .zero)
        #expect(throws: (any Error).self) { _ = try witness.read(keys) }
    }

    @Test(arguments: companions)
    func aLinkBesideTheVaultIsRefused(companion: String) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let victim = fixture.folder + "/victim"
        try Data("precious".utf8).write(to: URL(fileURLWithPath: victim))
        try FileManager.default.createSymbolicLink(
            atPath: fixture.files.database + companion,
            withDestinationPath: victim
        )
        #expect(throws: StoreError.unsafe(.symbolicLink)) { try fixture.find() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: victim)) == Data("precious".utf8))
    }

    @Test(arguments: companions)
    func aSharedFileBesideTheVaultIsRefused(companion: String) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let path = fixture.files.database + companion
        try Data().write(to: URL(fileURLWithPath: path))
        try fixture.setMode(0o666, of: path)
        #expect(throws: StoreError.unsafe(.openToOthers)) { try fixture.find() }
    }

    @Test func aLinkInTheLocksPlaceIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try FileManager.default.removeItem(atPath: fixture.files.lock)
        try FileManager.default.createSymbolicLink(atPath: fixture.files.lock, withDestinationPath: "/dev/null")
        #expect(throws: StoreError.unsafe(.symbolicLink)) { try fixture.find() }
    }

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

    @Test func aFileThatWasReplacedUnderAnOpenVaultIsNotWrittenTo() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let moved = fixture.folder + "/moved.db"
        try fixture.replaceFile(keepingItAs: moved)
        let bytes = try fixture.bytes
        var isAsked = false
        #expect(throws: StoreError.replaced) { try vault.write { _ in isAsked = true } }
        // Not even the file that is no longer the vault, and nobody is told that there was a transaction.
        #expect(!isAsked)
        #expect(throws: StoreError.replaced) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        try FileManager.default.removeItem(atPath: fixture.files.database)
        #expect(throws: StoreError.replaced) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        try Data(bytes).write(to: URL(fileURLWithPath: fixture.files.database))
        #expect(throws: StoreError.replaced) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        #expect(try fixture.bytes == bytes)
    }

    #if os(Linux)
    /// What was inspected is what is opened: the exchange happens while the lock is waited for.
    @Test func aFileThatIsReplacedBeforeItIsOpenedIsRefused() async throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let lock = try FileLock(fixture.files.lock, .exclusive, patience: .zero)
        let finding = Task { _ = try fixture.find(patience: .seconds(600)) }
        // Inspected by then: the lock's file is opened after that, and ours is the first of the two.
        while try openFiles(at: fixture.files.lock) < 2 { try await Task.sleep(for: .milliseconds(5)) }
        try fixture.replaceFile(keepingItAs: fixture.folder + "/moved.db")
        lock.release()
        await #expect(throws: StoreError.replaced) { try await finding.value }
    }

    /// How many of this process's descriptors are of the file at `path`.
    private func openFiles(at path: String) throws -> Int {
        let folder = "/proc/self/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .count { (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path }
    }
    #endif

    /// A change that went into a file which is no longer the vault is not reported as done.
    @Test func aFileThatIsReplacedDuringAChangeIsNamed() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let witness = try Data(contentsOf: URL(fileURLWithPath: fixture.witnessPath))
        #expect(throws: StoreError.replaced) {
            try vault.write { edit in
                try edit.record(VaultFixture.entry(.added))
                #expect(unsafe rename(fixture.files.database, fixture.files.database + ".old") == 0)
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.witnessPath)) == witness)
    }

    @Test func aHeaderOfAnotherVaultIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let other = try SampleKeys.other
        try fixture.tamper("UPDATE header SET bytes = ?", [Data(other.header.bytes)])
        let found = try fixture.find()
        let keys = try KeyRing.open(found.header, with: .passphrase(Passphrase(try makeSecret(SampleKeys.passphrase))))
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

    /// A header that was changed under an open vault.
    @Test func aHeaderThatChangesUnderAnOpenVaultIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let sound = try SampleKeys.shared.header.bytes
        for (offset, error) in [(300, StoreError.damaged(.header)), (28, .rekeyed), (12, .damaged(.header))] {
            var header = sound
            header[offset] ^= 1
            try fixture.tamper("UPDATE header SET bytes = ?", [Data(header)])
            #expect(throws: error) { _ = try vault.read { $0.generation } }
            #expect(throws: error) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        }
    }
}

extension VaultFixture {
    func setMode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    /// Puts a copy in the vault's place.
    fileprivate func replaceFile(keepingItAs path: String) throws {
        try FileManager.default.moveItem(atPath: files.database, toPath: path)
        try FileManager.default.copyItem(atPath: path, toPath: files.database)
    }

    static func create(_ files: VaultFiles) throws -> SealedVault {
        let keys = try SampleKeys.shared
        return try SealedVault.create(
            files,
            header: keys.header,
            keys: try keys.unlock(),
            recording: entry(.created),
            patience: .seconds(30)
        )
    }
}
