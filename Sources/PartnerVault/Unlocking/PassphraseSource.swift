import VaultCore
import VaultCrypto

/// Where a passphrase is to come from, in the order of the command line's contract.
enum PassphraseSource: Equatable {
    case descriptor(Int32)
    case file(String)
    case terminal

    /// Chooses; `again` is for what an unlocked vault alone does not allow, where the environment does not count.
    init(_ options: VaultOptions, environment: [String: String], again: Bool, yesReveal: Bool) {
        let variable = environment["PARTNER_VAULT_PASSPHRASE_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        if let descriptor = options.passphraseFd {
            self = .descriptor(descriptor)
        } else if let file = options.passphraseFile {
            self = .file(file)
        } else if let variable, !again || yesReveal {
            self = .file(variable)
        } else {
            self = .terminal
        }
    }
}
