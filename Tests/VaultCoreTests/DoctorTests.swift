import Foundation
import TestThreads
import Testing
import VaultCore
import VaultModel

/// What `doctor` says of one fault each, without any key.
@Suite("Doctor", .onOwnThreads)
struct DoctorTests {
    /// A closed vault.
    private func folder(passes: Int? = 2) async throws -> VaultFolder {
        let folder = try VaultFolder()
        await (try await folder.create(passes: passes)).close()
        return folder
    }

    private func examine(_ folder: VaultFolder, _ environment: [String: String] = [:]) -> [DoctorFinding] {
        var surroundings = folder.surroundings
        surroundings.environment.merge(environment) { $1 }
        surroundings.patience = .milliseconds(50)
        return Doctor(file: folder.file, surroundings: surroundings).examine()
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let check: String
        let state: DoctorFinding.State
        /// What is found, and what mends it, in part.
        let words: [String]
        let make: @Sendable (VaultFolder) throws -> Void

        init(
            _ description: String, _ check: String, _ words: [String],
            _ make: @escaping @Sendable (VaultFolder) throws -> Void
        ) {
            self.init(description, check, .finding, words, make)
        }

        init(
            _ description: String, _ check: String, _ state: DoctorFinding.State, _ words: [String],
            _ make: @escaping @Sendable (VaultFolder) throws -> Void
        ) {
            (testDescription, self.check, self.state, self.words, self.make) = (description, check, state, words, make)
        }
    }

    private static func mode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private static func write(_ path: String, _ bytes: Int = 1) throws {
        try Data(repeating: 7, count: bytes).write(to: URL(fileURLWithPath: path))
        try mode(0o600, path)
    }

    private static func witness(_ folder: VaultFolder) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.witnesses)
        return folder.witnesses + "/" + (try #require(names.first { $0.hasSuffix(".witness") }))
    }

    static let faults: [Fault] = [
        Fault("no vault", "file", ["there is no vault", "partner-vault init"]) {
            try FileManager.default.removeItem(atPath: $0.file)
        },
        Fault("a file that others read", "file", ["can be read or written by other users", "chmod 600"]) {
            try mode(0o640, $0.file)
        },
        Fault("a folder that others enter", "folder", ["can be read or written by other users", "chmod 700"]) {
            try mode(0o755, $0.path + "/vault")
        },
        Fault("a second name", "file", ["has several hard links", "samefile"]) {
            try FileManager.default.linkItem(atPath: $0.file, toPath: $0.path + "/other")
        },
        Fault("a symbolic link", "file", ["is a symbolic link"]) {
            try FileManager.default.moveItem(atPath: $0.file, toPath: $0.path + "/other")
            try FileManager.default.createSymbolicLink(atPath: $0.file, withDestinationPath: $0.path + "/other")
        },
        Fault("a lock file that others open", "lock", ["other users", "chmod 600", "vault.lock"]) {
            try mode(0o666, $0.path + "/vault/vault.lock")
        },
        Fault("a journal of a strange program", "companions", ["other users", "vault.db-journal"]) {
            try write($0.file + "-journal")
            try mode(0o644, $0.file + "-journal")
        },
        Fault("a log that was left", "residue", .warning, ["pending: 40 KiB", "partner-vault verify"]) {
            try write($0.file + "-wal", 40 << 10)
        },
        Fault("a vault that was being made", "leftovers", .warning, ["vault.db.new", "rm "]) {
            try write($0.file + ".new")
        },
        Fault("a vault of before a restore", "leftovers", .warning, ["is what a restore replaced", "rm "]) {
            try write($0.file + ".before-restore")
        },
        Fault("a witness that was being written", "leftovers", .warning, [".new", "rm "]) {
            try write(try witness($0) + ".77.new")
        },
        Fault("no witness", "witness", .warning, ["there is none on this machine"]) {
            try FileManager.default.removeItem(atPath: try witness($0))
        },
        Fault("a damaged witness", "witness", ["it is damaged", "--accept-rollback"]) { try write(try witness($0)) },
        Fault("a witness that others read", "witness", ["other users", "chmod 600"]) {
            try mode(0o644, try witness($0))
        },
        Fault("a witness of a later state", "witness", ["older than it was last seen", "--accept-rollback"]) {
            let path = try witness($0)
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            bytes[bytes.startIndex + 21] = 9
            try bytes.write(to: URL(fileURLWithPath: path))
            try mode(0o600, path)
        },
        Fault("no database", "vault", ["is not a partner-vault"]) { try write($0.file, 4096) },
        Fault("a header with a bomb in it", "vault", ["cost"]) {
            // The first slot's memory: 64 MiB.
            try $0.patch(after: "PVAULT\r\n", at: 148) { _ in 0xff }
            try $0.patch(after: "PVAULT\r\n", at: 149) { _ in 0xff }
        },
    ]

    @Test("Each fault is found, and its mend named", arguments: faults)
    func fault(_ fault: Fault) async throws {
        let folder = try await folder()
        try fault.make(folder)
        let findings = examine(folder).filter { $0.check == fault.check && $0.state == fault.state }
        let text = findings.map { "\($0.found) \($0.mend ?? "")" }.joined(separator: "\n")
        for word in fault.words { #expect(text.contains(word), "\(word) is not in \(text)") }
        // It looks and leaves alone.
        #expect(!examine(folder).isEmpty)
    }

    @Test("A vault in good order has no finding, and says what it looked at")
    func sound() async throws {
        let folder = try VaultFolder()
        await (try await folder.create(memoryMiB: nil, passes: nil)).close()
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        let findings = examine(folder, ["SWIFT_BACKTRACE": "enable=no", "XDG_RUNTIME_DIR": folder.path])
        // This is a test's process, not the hardened program.
        let ownMemory: Set = ["coreFiles", "dumpable"]
        #expect(findings.filter { $0.state == .finding && !ownMemory.contains($0.check) } == [])
        let checks = Set(findings.map(\.check))
        let all: Set = [
            "folder", "file", "lock", "residue", "leftovers", "fileSystem", "freeSpace", "vault", "slots",
            "derivationCost", "recoveryKey", "witness", "coreFiles", "dumpable", "lockedMemory", "backtraces", "sqlite",
            "libsodium", "ptraceScope", "swap", "runtimeFolder", "agent",
        ]
        #expect(checks == all)
        #expect(findings.first { $0.check == "derivationCost" }?.state == .ok)
        #expect(findings.first { $0.check == "recoveryKey" }?.mend == "partner-vault slot add recovery-key")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == before)
    }

    @Test("A cost that was chosen below the usual is a warning")
    func chosenCost() async throws {
        let found = examine(try await folder()).first { $0.check == "derivationCost" }
        #expect(found?.state == .warning && found?.mend == "partner-vault passphrase")
        #expect(found?.found.hasPrefix("slot 1: 64 MiB and 2 passes") == true)
    }

    @Test("A vault that is open elsewhere is said to be, and its log is no residue")
    func inUse() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let findings = examine(bench.folder)
            #expect(findings.first { $0.check == "lock" }?.found == "another command has the vault open")
            #expect(findings.first { $0.check == "residue" }?.state == .ok)
            #expect(findings.first { $0.check == "witness" }?.state == .ok)
            // What it opened beside the open vault took no lock of that away.
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            #expect(try await bench.vault.verify { _, _ in }.tenants == 2)
        }
    }

    @Test(
        "The environment is looked at",
        arguments: [
            (["SWIFT_BACKTRACE": "enable=yes,color=no"], "backtraces", DoctorFinding.State.finding),
            (["SWIFT_BACKTRACE": "color=no, enable=no"], "backtraces", .ok),
            (["XDG_RUNTIME_DIR": "/nowhere/at/all"], "runtimeFolder", .warning),
            ([:], "runtimeFolder", .warning), (["XDG_RUNTIME_DIR": "/proc"], "runtimeFolder", .finding),
            (["PARTNER_VAULT_PASSPHRASE_FILE": "/nowhere/at/all"], "passphraseFile", .finding),
            (["PARTNER_VAULT_KEY_FILE": "/etc/passwd"], "keyFile", .finding),
            (["PARTNER_VAULT_IDENTITY": "/etc/passwd"], "identityFile", .finding),
        ])
    func environment(variables: [String: String], check: String, state: DoctorFinding.State) async throws {
        #expect(examine(try await folder(), variables).filter { $0.check == check }.map(\.state) == [state])
    }

    @Test("A passphrase file beside the vault is worth a warning")
    func besideTheVault() async throws {
        let folder = try await folder()
        let path = folder.path + "/vault/passphrase"
        try Self.write(path)
        let found = examine(folder, ["PARTNER_VAULT_PASSPHRASE_FILE": path]).filter { $0.check == "passphraseFile" }
        #expect(found.map(\.state) == [.warning] && found.first?.found.contains("lies beside the vault") == true)
    }
}
