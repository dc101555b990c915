import FoundationEssentials
import VaultCore

/// The folder in which a user's service manager looks for units.
struct UnitFolder {
    let path: String

    init(_ given: String?, environment: [String: String]) throws {
        if let given {
            path = given
        } else if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
            path = config + "/systemd/user"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = home + "/.config/systemd/user"
        } else {
            throw Values.usage("there is no home directory to put units into", "give --directory FOLDER")
        }
    }

    /// Writes what differs, after a look at all of it: either every file may be written, or none is.
    ///
    /// - Returns: the names of the files that were written.
    func write(_ files: [(name: String, text: String)], force: Bool) throws -> [String] {
        let different = try files.filter { try !isThere($0.name, $0.text, force: force) }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw VaultFailure(.failure, "the folder \(Printable.text(path)) cannot be made")
        }
        // No secret is in them, and the service manager shows them to everyone anyway.
        for file in different { try OutputFile.write(file.text, to: "\(path)/\(file.name)", mode: 0o644) }
        return different.map(\.name)
    }

    private func isThere(_ name: String, _ text: String, force: Bool) throws -> Bool {
        guard let isSame = try OutputFile.holds(text, at: "\(path)/\(name)") else { return false }
        if isSame { return true }
        guard force else {
            throw VaultFailure(
                .alreadyThere, "there is another \(name) in \(Printable.text(path))",
                hint: "give --force to replace it")
        }
        return false
    }
}
