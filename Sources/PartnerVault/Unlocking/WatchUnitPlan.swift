import FoundationEssentials
import VaultCore
import VaultCrypto

/// From options to units: everything by its absolute path, and looked at now rather than at night.
struct WatchUnitPlan {
    private let options: WatchUnits
    private let surroundings: Surroundings

    init(_ options: WatchUnits, _ surroundings: Surroundings) {
        self.options = options
        self.surroundings = surroundings
    }

    private var environment: [String: String] { surroundings.environment }

    func unit() throws -> WatchUnit {
        _ = try Values.duration(options.within, option: "--within")
        let calendar = options.onCalendar
        guard !calendar.isEmpty, calendar.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw Values.usage("--on-calendar is no calendar event", "write it as systemd.time(7) has it: daily")
        }
        let vault = try VaultLocation.path(options.vault, environment: environment)
        _ = try DirectVault.find(
            at: vault, caFile: nil, options: options.vault.opening, surroundings: surroundings)
        let hook = try options.hook.map { try Hook($0, limit: .zero).path }
        return WatchUnit(
            program: try program(), vault: try absolute(vault, "the vault"), key: try key(),
            hook: try hook.map { try absolute($0, "the hook") },
            caFile: try VaultLocation.caFile(options.vault, environment: environment).map {
                try absolute($0, "the certificate file")
            },
            stateHome: try stateHome(), within: options.within, calendar: calendar, rotates: options.rotate)
    }

    /// What opens the vault, read once to see that it can be.
    private func key() throws -> WatchUnit.Key {
        switch KeySource(options.vault, environment: environment, again: false, yesReveal: false) {
        case .identity(let file):
            _ = try IdentityFile.read(file)
            return .identity(try absolute(file, "the identity file"))
        case .file(let file):
            _ = try PrivateFile.read(file, called: "passphrase file")
            let keyFile = VaultLocation.keyFile(options.vault, environment: environment)
            if let keyFile { _ = try KeyFiles.read(keyFile) }
            return .passphrase(
                file: try absolute(file, "the passphrase file"),
                keyFile: try keyFile.map { try absolute($0, "the key file") })
        case .recoveryKey, .descriptor, .credential, .terminal:
            throw Values.usage(
                "at night nobody can open the vault by hand", "give --identity FILE or --passphrase-file FILE")
        }
    }

    private func program() throws -> String {
        // systemd refuses quotes and backslashes in the name of a program, however they are written.
        guard let path = Paths.program(environment), UnitText.isFit(path),
            !path.contains(where: { $0 == "\"" || $0 == "'" || $0 == "\\" })
        else { throw Values.usage("this program lies where systemd cannot start it", "install it as /usr/bin") }
        return path
    }

    /// Said only where it is set, so that the job compares the vault with the same witness as its owner does.
    private func stateHome() throws -> String? {
        guard let path = environment["XDG_STATE_HOME"], path.hasPrefix("/") else { return nil }
        guard UnitText.isFit(path) else { throw unfit("the folder in XDG_STATE_HOME") }
        return path
    }

    private func absolute(_ path: String, _ what: String) throws -> String {
        guard let path = Paths.absolute(path), UnitText.isFit(path) else { throw unfit(what) }
        return path
    }

    private func unfit(_ what: String) -> VaultFailure {
        Values.usage("\(what) has a name that cannot stand in a unit file", "rename it")
    }
}
