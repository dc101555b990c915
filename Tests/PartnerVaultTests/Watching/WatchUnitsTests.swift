import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The nightly job's files.
@Suite("Units of the nightly job", .onOwnThreads)
struct WatchUnitsTests {
    private static let service = "partner-vault-watch.service"
    private static let timer = "partner-vault-watch.timer"

    /// A desk with an identity that opens its vault, in a folder with a name that systemd would misread.
    private func desk() throws -> (desk: Desk, identity: String) {
        let desk = try Desk.watched()
        let folder = "\(desk.home.path)/a $b %h \"c\""
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let identity = "\(folder)/watch.key"
        let key = try desk.good(["keygen", "--output-file", identity]).trimmingCharacters(in: .whitespacesAndNewlines)
        try desk.good(["slot", "add", "recipient", key, "--label", "watch", "--yes-reveal"])
        desk.program.environment["XDG_CONFIG_HOME"] = "\(desk.home.path)/config"
        return (desk, identity)
    }

    private func unit(_ desk: Desk, _ name: String) throws -> [String] {
        try desk.content("config/systemd/user/\(name)").split(separator: "\n").map(String.init)
    }

    private func value(_ key: String, _ lines: [String]) -> String? {
        let values = lines.filter { $0.hasPrefix(key + "=") }
        return values.count == 1 ? values.first.map { String($0.dropFirst(key.count + 1)) } : nil
    }

    @Test("name this program, the vault and the key by absolute paths, and run")
    func made() throws {
        let (desk, identity) = try desk()
        let hook = try desk.script("a hook $x", "cat >\"$HOME/heard\"")
        let output = try desk.good(
            ["watch-units", "--identity", identity, "--hook", hook, "--within", "60d", "--on-calendar", "*-*-* 05:00"])
        #expect(output.contains("\n  systemctl --user daemon-reload\n"))
        #expect(output.contains("\n  systemctl --user enable --now partner-vault-watch.timer\n"))
        let lines = try unit(desk, Self.service)
        let arguments = try words(try #require(value("ExecStart", lines)))
        #expect(
            arguments == [
                desk.program.path, "watch", "--vault", desk.vault, "--within", "60d", "--hook", hook,
            ])
        let credential = identity.replacing("%", with: "%%")
        #expect(value("LoadCredential", lines) == "partner-vault.identity:\(credential)")
        #expect(value("Environment", lines) == "\"XDG_STATE_HOME=\(desk.home.path)/state\"")
        #expect(value("Type", lines) == "oneshot")
        #expect(value("NoNewPrivileges", lines) == "yes")
        // Findings must leave the unit failed.
        #expect(value("SuccessExitStatus", lines) == nil)
        let timer = try unit(desk, Self.timer)
        #expect(value("OnCalendar", timer) == "*-*-* 05:00")
        #expect(value("Persistent", timer) == "true")
        #expect(value("RandomizedDelaySec", timer) != nil)
        #expect(value("WantedBy", timer) == "timers.target")
        #expect(try desk.home.mode(of: "config/systemd/user/\(Self.service)") == 0o644)
        // As systemd would run it: the identity in the credentials' folder, and nothing else to open the vault with.
        let credentials = "\(desk.home.path)/credentials"
        try FileManager.default.createDirectory(
            atPath: credentials, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try FileManager.default.copyItem(atPath: identity, toPath: "\(credentials)/partner-vault.identity")
        var program = desk.program
        program.environment = [
            "HOME": desk.home.path, "PATH": "/usr/bin:/bin", "XDG_STATE_HOME": "\(desk.home.path)/state",
            "CREDENTIALS_DIRECTORY": credentials,
        ]
        let run = try program.run(Array(arguments.dropFirst()))
        #expect(run.status == 12, "\(run.errors)")
        #expect(try JSON(try desk.content("heard"))["findings"]?.elements.count == 1)
    }

    @Test("open the vault with a passphrase file and a key file too")
    func passphrase() throws {
        let desk = try Desk.watched()
        let folder = "\(desk.home.path)/units"
        let report = try desk.json(["watch-units", "--directory", folder, "--passphrase-file", desk.passphraseFile])
        #expect(report["service"] == .text("\(folder)/\(Self.service)"))
        #expect(report["written"] == [.text(Self.service), .text(Self.timer)])
        #expect(report["commands"]?.elements.isEmpty == false)
        let lines = try desk.content("units/\(Self.service)").split(separator: "\n").map(String.init)
        let arguments = try words(try #require(value("ExecStart", lines)))
        #expect(arguments.suffix(2) == ["--passphrase-file", desk.passphraseFile])
        #expect(value("LoadCredential", lines) == nil)
        #expect(try desk.run(Array(arguments.dropFirst()) + ["--no-sync"]).status == 12)
    }

    @Test("that are there and differ are left alone, all of them, unless that is forced")
    func present() throws {
        let (desk, identity) = try desk()
        let make = ["watch-units", "--identity", identity]
        try desk.good(make)
        let first = try unit(desk, Self.service)
        #expect(try desk.json(make)["written"] == [])
        let refused = try desk.run(make + ["--on-calendar", "weekly", "--within", "90d"])
        expectFailure(refused, 8, saying: "there is another")
        #expect(try unit(desk, Self.service) == first)
        // The service would be the same, and is not written either way.
        expectFailure(try desk.run(make + ["--on-calendar", "weekly"]), 8, saying: "partner-vault-watch.timer")
        #expect(try value("OnCalendar", unit(desk, Self.timer)) == "daily")
        #expect(try desk.json(make + ["--on-calendar", "weekly", "--force"])["written"] == [.text(Self.timer)])
        #expect(try value("OnCalendar", unit(desk, Self.timer)) == "weekly")
    }

    @Test("are not made where they could not work")
    func impossible() throws {
        let (desk, identity) = try desk()
        desk.program.environment["PARTNER_VAULT_PASSPHRASE_FILE"] = nil
        expectFailure(try desk.run(["watch-units"]), 64, saying: "nobody can open the vault by hand")
        expectFailure(
            try desk.run(["watch-units", "--passphrase-fd", "0"], input: desk.passphrase), 64, saying: "by hand")
        let make = ["watch-units", "--identity", identity]
        expectFailure(try desk.run(make + ["--within", "soon"]), 64, saying: "--within")
        expectFailure(try desk.run(make + ["--on-calendar", "daily\nExecStart=/bin/sh"]), 64, saying: "--on-calendar")
        expectFailure(try desk.run(make + ["--vault", "\(desk.home.path)/none"]), 2)
        expectFailure(try desk.run(make + ["--hook", "\(desk.home.path)/none"]), 1, saying: "the hook")
        let open = try desk.home.write("open.key", try String(contentsOfFile: identity, encoding: .utf8), mode: 0o644)
        expectFailure(try desk.run(["watch-units", "--identity", open]), 13, saying: "open to other users")
        let odd = "\(desk.home.path)/line\nbreak"
        try FileManager.default.copyItem(atPath: identity, toPath: odd)
        expectFailure(try desk.run(["watch-units", "--identity", odd]), 64, saying: "cannot stand in a unit file")
        #expect(!FileManager.default.fileExists(atPath: "\(desk.home.path)/config/systemd"))
    }

    /// The words of a command line as systemd parts them; specifiers and variables are only taken as escapes.
    private func words(_ line: String) throws -> [String] {
        var words: [String] = []
        var rest = line.unicodeScalars[...]
        func next() throws -> Unicode.Scalar {
            let scalar = rest.popFirst()
            return try #require(scalar)
        }
        while !rest.isEmpty {
            #expect(try next() == "\"")
            var word = ""
            while case let scalar = try next(), scalar != "\"" {
                let isEscape = scalar == "\\" || scalar == "%" || (scalar == "$" && !words.isEmpty)
                let meant = isEscape ? try next() : scalar
                #expect(!isEscape || scalar == "\\" || meant == scalar, "\(line)")
                word.unicodeScalars.append(meant)
            }
            words.append(word)
            if !rest.isEmpty { #expect(try next() == " ") }
        }
        return words
    }
}
