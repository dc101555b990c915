import Foundation
import ProgramHarness
import Testing

/// One command, what there was before it, what there is after it, and the calls it makes on the way.
struct CrashScene {
    let command: CrashCommand
    /// As the command finds it; each case works on a copy.
    let desk: Desk
    let old: VaultState
    let new: VaultState
    let trace: DiskTrace
    /// What the calls of `trace` began with.
    let start: DiskModel
    /// What the traced run left.
    let end: [String: [UInt8]?]
    private let authority: Authority?

    init(_ command: CrashCommand) async throws {
        self.command = command
        desk = try Desk(bare: Desk.passphrase)
        var authority: Authority?
        if command.start != .nothing {
            try desk.good(["init", "--kdf-memory", "64", "--kdf-passes", "2"])
            try desk.stock(1...4)
        }
        if command.start == .twoSlots {
            try desk.good(
                ["slot", "add", "passphrase", "--yes-reveal", "--new-passphrase-fd", "0"]
                    + ["--kdf-memory", "64", "--kdf-passes", "2"],
                input: CrashCommand.newPassphrase)
        }
        if command.start == .backedUp {
            try desk.good(["backup", desk.backupFile, "--yes-reveal"])
            try desk.good(["rename", Desk.stockName(3), "changed since"])
        }
        if command.start == .reachable {
            let reachable = try Authority()
            try desk.add("contoso", .contoso, at: reachable)
            authority = reachable
        }
        self.authority = authority
        old = try await VaultReader(desk: desk, keys: command.keys).read()

        let done = try desk.copy()
        let traces = try TemporaryFolder()
        start = try DiskModel(home: done.home.path)
        let finished = try Self.run(command, on: done, CrashShim.environment(done, traceFile: "\(traces.path)/trace"))
        try #require(finished.status == 0, "\(finished.errors)")
        trace = try DiskTrace(file: "\(traces.path)/trace")
        end = try DiskModel(home: done.home.path).contents(after: .nothing)
        new = try await VaultReader(desk: done, keys: command.keys).read()
        try #require(new != old)
    }

    /// Runs the command on a copy of the desk, with `fault` at its call `number`.
    func run(_ fault: CrashShim.Fault, at number: Int) throws -> (desk: Desk, run: Program.Finished) {
        let copy = try desk.copy()
        return (copy, try Self.run(command, on: copy, CrashShim.environment(copy, fault, at: number)))
    }

    static func run(
        _ command: CrashCommand, on desk: Desk, _ environment: [String: String]
    ) throws -> Program.Finished {
        try desk.run(command.arguments(desk), input: command.input, environment: environment)
    }

    /// Expects the vault to open as the old or the new state, whole, to take a change, and to be in order then.
    ///
    /// - Returns: whether it is the new state; nil where something was wrong already.
    @discardableResult
    func judge(_ desk: Desk, confirmed: Bool, _ what: String) async -> Bool? {
        let reader = VaultReader(desk: desk, keys: command.keys)
        do {
            let state = try await reader.readAndGoOn()
            let isNew = state.withoutIDs == new.withoutIDs || (!confirmed && isHalfMade(state))
            #expect(
                isNew || (state == old && !confirmed), "\(what): \(state.summary), confirmed: \(confirmed)")
            if command.start != .nothing {
                #expect(reader.notes.all == [], "\(what)")
            }
            let left = try leftovers(desk)
            #expect(left == [], "\(what)")
            try expectWholeBackup(desk, confirmed: confirmed, what)
            try expectNothingAbandoned(desk, what)
            return isNew
        } catch {
            Issue.record("\(what): \(error)")
            return nil
        }
    }

    /// A vault that was put in its place whole, and did not come to its witness any more.
    private func isHalfMade(_ state: VaultState) -> Bool {
        guard command.start == .nothing, case .there(let tenants, let events, _) = state else { return false }
        return tenants.isEmpty && [["witnessMissing "], ["created ", "witnessMissing "]].contains(events)
    }

    /// A backup under its name is a whole one, whatever became of the command that wrote it; what was confirmed is there.
    private func expectWholeBackup(_ desk: Desk, confirmed: Bool, _ what: String) throws {
        let isMade = confirmed && command.name.hasPrefix("backup")
        guard FileManager.default.fileExists(atPath: desk.backupFile) else {
            return #expect(!isMade, "\(what): no backup")
        }
        let elsewhere = try Desk(bare: desk.passphrase)
        let restored = try elsewhere.run(["restore", desk.backupFile])
        #expect(restored.status == 0, "\(what): \(restored.errors)")
        try elsewhere.good(["verify"])
        if isMade, command.start == .backedUp {
            #expect(try elsewhere.good(["list"]).contains("changed since"), "\(what): an earlier backup")
        }
    }

    /// What a killed backup left goes with the next one to the same file.
    private func expectNothingAbandoned(_ desk: Desk, _ what: String) throws {
        guard command.name.hasPrefix("backup") else { return }
        try desk.good(["backup", desk.backupFile, "--yes-reveal"])
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(desk.home.path)/data").sorted()
        #expect(names == ["partner-vault", "vault.pvb"], "\(what)")
    }

    /// Files in the folders of vault and witness that are neither's own.
    private func leftovers(_ desk: Desk) throws -> [String] {
        let files = FileManager.default
        var beside = try files.contentsOfDirectory(atPath: desk.folder)
            .filter { $0 != "vault.db" && $0 != "vault.lock" }
        // What a restore replaced stays; what it had begun is taken away by the next one, and doctor names it.
        if command.name == "restore" {
            beside.removeAll { name in ["vault.db.before-restore", "vault.db.new"].contains { name.hasPrefix($0) } }
        }
        let witnesses = try files.contentsOfDirectory(atPath: desk.witnessFolder)
        let names = witnesses.filter { !$0.hasSuffix(".witness") && !$0.hasSuffix(".witness.lock") }
        return beside + names + (witnesses.count(where: { $0.hasSuffix(".witness") }) == 1 ? [] : witnesses)
    }
}

extension Desk {
    /// Another home with the same files in it.
    func copy() throws -> Desk {
        let copy = try Desk(bare: passphrase)
        for name in ["data", "state"] where FileManager.default.fileExists(atPath: "\(home.path)/\(name)") {
            try FileManager.default.copyItem(atPath: "\(home.path)/\(name)", toPath: "\(copy.home.path)/\(name)")
        }
        return copy
    }

    /// A home with these files in it; nil stands for a folder.
    static func holding(_ contents: [String: [UInt8]?]) throws -> Desk {
        let desk = try Desk(bare: Desk.passphrase)
        for (name, bytes) in contents.sorted(by: { $0.key < $1.key }) {
            let path = "\(desk.home.path)/\(name)"
            if let bytes {
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            } else {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            }
        }
        return desk
    }
}
