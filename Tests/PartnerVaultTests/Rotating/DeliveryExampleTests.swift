import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The delivery commands that docs/rotation.md shows, run as they stand there.
@Suite("Delivery commands in the documentation", .onOwnThreads)
struct DeliveryExampleTests {
    /// Reads files as `az` does: whole, behind `--file` and behind `NAME=@`; and keeps what it was called with.
    private static let az = """
        printf '%s\\n' "$@" >>"$HOME/arguments"; env >>"$HOME/environment"
        while [ $# -gt 0 ]; do
            case $1 in
            --file) shift; cat "$1" >"$HOME/vault" ;;
            CLIENT_SECRET=@*) cat "${1#CLIENT_SECRET=@}" >"$HOME/settings" ;;
            esac
            shift
        done
        """

    /// The documented blocks of shell that hold `words`.
    private func example(_ words: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: folder.appendingPathComponent("docs/rotation.md"), encoding: .utf8)
        let blocks = text.components(separatedBy: "```sh\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }.filter { $0.contains(words) }
        try #require(!blocks.isEmpty)
        return try #require(blocks.first)
    }

    /// A scene whose programs are looked for in a folder of its own first.
    private func scene(_ program: String, _ lines: String) throws -> RotatingDesk {
        let scene = try RotatingDesk()
        try FileManager.default.createDirectory(
            atPath: "\(scene.desk.home.path)/bin", withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        _ = try scene.desk.script("bin/\(program)", lines)
        return scene
    }

    private func rotate(_ scene: RotatingDesk) throws -> JSON {
        let path = "\(scene.desk.home.path)/bin:/usr/bin:/bin"
        let (status, outcome) = try scene.rotate("north", environment: ["PATH": path])
        #expect(status == 0 && outcome["step"] == "promoted", "\(outcome)")
        return outcome
    }

    private func content(_ scene: RotatingDesk, _ name: String) throws -> String { try scene.desk.content(name) }

    @Test(
        "hand the secret to az by the pipe: on no command line and in no environment",
        arguments: [
            ("**Azure Key Vault**", "--vault-name", ["vault"]), ("App Service", "appsettings", ["settings"]),
            ("Both", "secret=$(cat <&3)", ["vault", "settings"]),
        ])
    func azure(title: String, words: String, files: [String]) throws {
        let scene = try scene("az", Self.az)
        let lines = try example(words)
        // One line is a command as it is; more are a script.
        if lines.split(separator: "\n").count == 1 {
            try scene.command(lines.trimmingCharacters(in: .newlines))
        } else {
            try scene.deliver("north", lines)
        }
        _ = try rotate(scene)
        let secret = try scene.secret().trimmingCharacters(in: .newlines)
        for file in files { #expect(try content(scene, file) == secret, "\(title)") }
        for file in ["arguments", "environment"] { #expect(!(try content(scene, file)).contains(secret), "\(title)") }
    }

    @Test("az that fails keeps both secrets alive, also where it is the first of two")
    func failing() throws {
        let scene = try scene("az", "cat /dev/stdin >/dev/null; echo '(Forbidden) no' >&2; exit 3")
        try scene.deliver("north", try example("secret=$(cat <&3)"))
        let path = "\(scene.desk.home.path)/bin:/usr/bin:/bin"
        let (status, outcome) = try scene.rotate("north", environment: ["PATH": path])
        #expect(status == 1)
        #expect(outcome["error"]?["message"]?.text?.contains("status 3, saying: (Forbidden) no") == true, "\(outcome)")
        #expect(try scene.listed().count == 2)
    }

    @Test("write a file in one step, for its owner alone, and reload the service that reads it")
    func file() throws {
        let lines = """
            echo "$@" >>"$HOME/called"; stat -c %a "$HOME/leads/client-secret" >"$HOME/mode"
            cat "$HOME/leads/client-secret" >"$HOME/seen"
            """
        let scene = try scene("systemctl", lines)
        let folder = "\(scene.desk.home.path)/leads"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        _ = try scene.desk.home.write("leads/client-secret", "the old one", mode: 0o644)
        try scene.deliver("north", try example("mktemp").replacing("#!/bin/sh\n", with: ""))
        _ = try rotate(scene)
        let secret = try scene.secret().trimmingCharacters(in: .newlines)
        #expect(try content(scene, "seen") == secret)
        #expect(try content(scene, "mode") == "600\n")
        #expect(try content(scene, "called") == "--user reload leads.service\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["client-secret"])
        // A reload that fails is a delivery that failed, and leaves nothing half written.
        _ = try scene.desk.script("bin/systemctl", "exit 5")
        try scene.desk.good(["rotate", "north", "--finish"])
        let path = "\(scene.desk.home.path)/bin:/usr/bin:/bin"
        #expect(try scene.rotate("north", environment: ["PATH": path]).status == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["client-secret"])
    }
}
