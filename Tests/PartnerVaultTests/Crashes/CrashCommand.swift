import ProgramHarness
import Testing

/// A command that changes the vault, as the sweeps run it; one line each.
struct CrashCommand: Sendable, CustomTestStringConvertible {
    /// What it finds.
    enum Start: Sendable { case nothing, stock, twoSlots, reachable, backedUp }

    /// What opens the vault.
    struct Key: Sendable {
        var passphrase = Desk.passphrase
        var hasKeyFile = false
    }

    let name: String
    let arguments: @Sendable (Desk) -> [String]
    var start = Start.stock
    var input = ""
    /// What the vault may open with, before or after.
    var keys = [Key()]
    /// Gives out a recovery key that nobody can see again.
    var issuesRecoveryKey = false

    var testDescription: String { name }

    /// Where it stands among all.
    var place: Int { Self.all.firstIndex { $0.name == name } ?? 0 }

    init(
        _ name: String, from start: Start = .stock, input: String = "", keys: [Key] = [Key()],
        issuesRecoveryKey: Bool = false, _ arguments: @escaping @Sendable (Desk) -> [String]
    ) {
        self.name = name
        self.arguments = arguments
        self.start = start
        self.input = input
        self.keys = keys
        self.issuesRecoveryKey = issuesRecoveryKey
    }

    static let all: [CrashCommand] = [
        Self("init", from: .nothing) { _ in ["init"] + cheap },
        Self(
            "init, key file and recovery key", from: .nothing, keys: [Key(hasKeyFile: true)], issuesRecoveryKey: true
        ) {
            ["init", "--key-file-out", $0.keyFile, "--recovery-key"] + cheap
        },
        Self("add", input: secret) { _ in
            ["add", "new", "--directory-id", Desk.guid(1, 9), "--client-id", Desk.guid(2, 9)] + takingSecret
        },
        Self("edit", input: secret) { _ in ["edit", tenant, "--notes", "n", "--owner", "o"] + takingSecret },
        Self("edit --replace", input: secret) { _ in ["edit", tenant, "--replace"] + takingSecret },
        Self("rename") { _ in ["rename", tenant, "another"] },
        Self("remove") { _ in ["remove", tenant, Desk.stockName(4), "--yes"] },
        Self("import", input: table) { _ in ["import", "-", "--format", "csv"] },
        Self("reveal") { _ in ["reveal", tenant, "--yes-reveal"] },
        Self("token", from: .reachable) { _ in ["token", "contoso"] },
        Self("passphrase", input: newPassphrase, keys: [Key(), Key(passphrase: newPassphrase)]) { _ in
            ["passphrase", "--yes-reveal"] + takingPassphrase
        },
        Self(
            "passphrase, key file", input: newPassphrase,
            keys: [Key(), Key(passphrase: newPassphrase, hasKeyFile: true)]
        ) {
            ["passphrase", "--yes-reveal", "--key-file-out", $0.keyFile] + takingPassphrase
        },
        Self("slot add passphrase", input: newPassphrase) { _ in
            ["slot", "add", "passphrase", "--label", "second", "--yes-reveal"] + takingPassphrase
        },
        Self("slot add recovery-key", issuesRecoveryKey: true) { _ in ["slot", "add", "recovery-key", "--yes-reveal"] },
        Self("slot remove", from: .twoSlots) { _ in ["slot", "remove", "2", "--yes-reveal"] },
        Self("rekey", from: .twoSlots) { _ in ["rekey", "--drop-slot", "2", "--yes-reveal"] },
        Self("backup") { ["backup", $0.backupFile, "--yes-reveal"] },
        Self("backup, over another", from: .backedUp) { ["backup", $0.backupFile, "--yes-reveal"] },
        Self("restore", from: .backedUp) { ["restore", $0.backupFile, "--yes"] },
    ]

    /// No run may print it but `reveal`'s.
    static let secret = "N3w8Q~crash-0123456789abcdefghij"
    private static let tenant = Desk.stockName(2)
    static let newPassphrase = "wrong cow capacitor clip zebra"
    private static let takingPassphrase = ["--new-passphrase-fd", "0"] + cheap
    private static let cheap = ["--kdf-memory", "64", "--kdf-passes", "2"]
    private static let takingSecret = ["--secret-fd", "0", "--no-verify"]
    private static let table =
        "name,directoryId,clientId,secret\n"
        + (11...13).map { "new \($0),\(Desk.guid(1, $0)),\(Desk.guid(2, $0)),\(secret)\($0)\n" }.joined()
}

extension Desk {
    var keyFile: String { "\(home.path)/vault.key" }
    /// Where copies of the desk take it along.
    var backupFile: String { "\(home.path)/data/vault.pvb" }
}
