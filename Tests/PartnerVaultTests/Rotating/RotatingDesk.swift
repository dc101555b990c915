import EntraDouble
import Foundation
import ProgramHarness
import Testing

/// A desk with tenants whose applications may rotate themselves, and one that may not.
struct RotatingDesk {
    /// May rotate itself.
    static let north = known(5, "north.example")
    /// May rotate itself too.
    static let south = known(6, "south.example")
    /// Has no right at all.
    static let closed = known(7, "closed.example")

    let desk: Desk
    let authority: Authority

    /// With `names` of north, south and closed stored.
    init(_ names: [String] = ["north"], more: [String] = []) throws {
        desk = try Desk()
        authority = try Authority(more: try [Self.north, Self.south, Self.closed].map { try Self.tenant($0) })
        for name in names {
            let known = try #require(Self.all[name])
            try desk.add(
                name, known, at: authority,
                ["--no-verify", "--key-id", known.keyID, "--expires", "2096-10-02T07:06:40Z"] + more)
        }
    }

    static let all = ["north": north, "south": south, "closed": closed]

    private static func known(_ number: Int, _ domain: String) -> KnownApplication {
        KnownApplication(
            directory: "55555555-5555-4555-8555-55555555555\(number)", domain: domain,
            client: "aaaaaaaa-0000-4000-8000-00000000000\(number)",
            secret: "R0t8Q~\(domain)-qWe7rTy2uIoPaSdFgHjKlZxCv", keyID: "cccccccc-0000-4000-8000-00000000000\(number)")
    }

    private static func tenant(_ known: KnownApplication) throws -> Seed.Tenant {
        var application = try Authority.application(known)
        if known.domain != closed.domain {
            application.roles = ["Application.ReadWrite.OwnedBy"]
            application.owners = ["self"]
        }
        return try Authority.tenant(known, [application])
    }

    /// Has the application's new secrets delivered by lines of the shell.
    func deliver(_ name: String = "north", _ lines: String) throws {
        let script = try desk.script("deliver-\(name)", lines)
        try command(script, for: name)
    }

    func command(_ command: String, for name: String = "north") throws {
        try desk.good(["edit", name, "--deliver-command", command, "--passphrase-file", desk.passphraseFile])
    }

    /// Rotates one tenant and gives what is said in JSON, whatever the status.
    func rotate(_ arguments: String..., environment: [String: String] = [:]) throws -> (status: Int32, outcome: JSON) {
        let run = try desk.run(["rotate"] + arguments + ["-o", "json"], environment: environment)
        return (run.status, try JSON(run.output))
    }

    /// The key IDs of the secrets that the directory lists.
    func listed(_ name: String = "north") throws -> Set<String> {
        let known = try #require(Self.all[name])
        let state = try JSON(try Loopback.request("GET", port: authority.port, "/double/state"))
        let tenant = state["tenants"]?.elements.first { $0["directoryId"]?.text == known.directory }
        let secrets = tenant?["applications"]?.elements.first?["passwordCredentials"]?.elements ?? []
        return Set(secrets.compactMap { $0["keyId"]?.text })
    }

    /// All that the directory has, as it shows it to tests.
    func state() throws -> String {
        try Loopback.request("GET", port: authority.port, "/double/state")
    }

    /// The secret itself.
    func secret(_ name: String = "north") throws -> String {
        try desk.good(["reveal", name, "--passphrase-file", desk.passphraseFile])
    }

    /// Whether the process still does anything; whoever adopts one that has ended may take a moment to bury it.
    static func isAlive(_ process: Int32) -> Bool {
        let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return !state.isEmpty && !state.contains(") Z ") && !state.contains(") X ")
    }

    /// The states of the tenant's secrets in the vault.
    func states(_ name: String = "north") throws -> [String] {
        try desk.json(["show", name])["credentials"]?.elements.compactMap { $0["state"]?.text } ?? []
    }
}
