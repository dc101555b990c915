import VaultCore

/// Where the key to a vault is to come from, in the order of the command line's contract.
enum KeySource: Equatable {
    case recoveryKey(Int32)
    case descriptor(Int32)
    case file(String)
    case identity(String)
    /// An identity that systemd hands to a unit, with rights of its own.
    case credential(String)
    case terminal

    /// What a unit's credential with an identity is called.
    static let credentialName = "partner-vault.identity"

    /// Chooses; `again` is for what an unlocked vault alone does not allow, where the environment does not count.
    init(_ options: VaultOptions, environment: [String: String], again: Bool, yesReveal: Bool) {
        func variable(_ name: String) -> String? {
            guard !again || yesReveal else { return nil }
            return environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let credentials = variable("CREDENTIALS_DIRECTORY").map { $0 + "/" + Self.credentialName }
        if let descriptor = options.recoveryKeyFd {
            self = .recoveryKey(descriptor)
        } else if let descriptor = options.passphraseFd {
            self = .descriptor(descriptor)
        } else if let file = options.passphraseFile {
            self = .file(file)
        } else if let identity = options.identity {
            // Before the environment's: what was typed for this very command counts first.
            self = .identity(identity)
        } else if let file = variable("PARTNER_VAULT_PASSPHRASE_FILE") {
            self = .file(file)
        } else if let identity = variable("PARTNER_VAULT_IDENTITY") {
            self = .identity(identity)
        } else if let credentials, PrivateFile.exists(credentials) {
            self = .credential(credentials)
        } else {
            self = .terminal
        }
    }
}
