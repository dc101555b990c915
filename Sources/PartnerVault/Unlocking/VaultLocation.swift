import VaultCore

/// Where the vault lies when nobody says.
enum VaultLocation {
    static func path(_ options: VaultOptions, environment: [String: String]) throws -> String {
        if let path = options.vault { return path }
        if let path = environment["PARTNER_VAULT_FILE"], !path.isEmpty { return path }
        // A relative path is to be ignored (XDG base directory specification).
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/partner-vault/vault.db" }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw VaultFailure(.usage, "there is no home directory to look for a vault in", hint: "give --vault FILE")
        }
        return "\(home)/.local/share/partner-vault/vault.db"
    }

    /// `path` for prompts, with a tilde for the home directory: a terminal may be narrow.
    static func shown(_ path: String, environment: [String: String]) -> String {
        guard let home = environment["HOME"], home.count > 1, path.hasPrefix(home + "/") else {
            return Printable.text(path)
        }
        return Printable.text("~" + path.dropFirst(home.count))
    }

    static func caFile(_ options: VaultOptions, environment: [String: String]) -> String? {
        options.caFile ?? environment["PARTNER_VAULT_CA_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    static func keyFile(_ options: VaultOptions, environment: [String: String]) -> String? {
        options.keyFile ?? environment["PARTNER_VAULT_KEY_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
