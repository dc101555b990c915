import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Surroundings in which a vault is not opened.
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
}

extension VaultFixture {
    func setMode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
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
