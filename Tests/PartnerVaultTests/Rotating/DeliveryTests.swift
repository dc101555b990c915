import Foundation
import ProgramHarness
import TestThreads
import Testing

/// What a delivery command is given, and what becomes of what it says.
@Suite("A delivery command", .onOwnThreads)
struct DeliveryTests {
    @Test("reads the secret from descriptor 3 and the rest from standard input; nothing else is open or told")
    func given() throws {
        let scene = try RotatingDesk()
        try scene.deliver(
            "north",
            """
            cat <&3 >"$HOME/secret"; cat >"$HOME/note"; env >"$HOME/environment"
            tr '\\0' ' ' </proc/$$/cmdline >"$HOME/arguments"; tr '\\0' ' ' </proc/$PPID/cmdline >>"$HOME/arguments"
            cut -d' ' -f5,6 /proc/$$/stat | tr ' ' '\\n' >"$HOME/group"
            echo into nothing; ls -l /proc/self/fd >&2; ls /proc/self/fd | tr '\\n' ' ' >"$HOME/open"
            """)
        let run = try scene.desk.program.run(
            [
                "rotate", "north", "--passphrase-fd", "7", "-o", "json",
            ], descriptors: [7: Array(scene.desk.passphrase.utf8), 9: Array("more".utf8)],
            environment: [
                "CREDENTIALS_DIRECTORY": "/nowhere", "AZURE_CLIENT_SECRET": "s3cret", "MY_TOKEN": "s3cret",
                "LC_TIME": "C", "HOOK_CHANNEL": "ops", "LD_PRELOAD": "",
            ])
        #expect(run.status == 0, "\(run.errors)")
        let outcome = try JSON(run.output)
        let secret = try scene.desk.content("secret")
        #expect(secret.utf8.count >= 16)
        #expect(try scene.secret() == secret + "\n" || scene.secret() == secret)
        let note = try JSON(try scene.desk.content("note"))
        #expect(
            note.without("rotationId", "notBefore") == [
                "tenant": "north", "directoryId": .text(RotatingDesk.north.directory),
                "clientId": .text(RotatingDesk.north.client), "kind": "clientSecret",
                "keyId": try #require(outcome["keyId"]), "previousKeyId": .text(RotatingDesk.north.keyID),
                "expires": try #require(outcome["expires"]), "format": "secret",
            ])
        #expect(note["rotationId"]?.text.flatMap { UUID(uuidString: $0) } != nil)
        #expect(note["notBefore"]?.text?.hasSuffix("Z") == true)
        // The fourth is the pipe, the fifth the folder itself.
        #expect(try scene.desk.content("open") == "0 1 2 3 4 ")
        let names = Set(
            try scene.desk.content("environment").split(separator: "\n")
                .compactMap { $0.split(separator: "=").first.map(String.init) })
        #expect(
            names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == [
                "PATH", "HOME", "TERM", "LANG", "LC_TIME", "HOOK_CHANNEL",
            ])
        // The session is led by the program, as the test has started it; the group is not.
        let group = try scene.desk.content("group").split(separator: "\n")
        #expect(group.count == 2 && group[0] != group[1])
        for file in ["environment", "arguments", "note"] {
            #expect(!(try scene.desk.content(file)).contains(secret), "\(file)")
        }
        #expect(!run.output.contains("into nothing") && !run.errors.contains("into nothing"))
        #expect(!run.output.contains(secret) && !run.errors.contains(secret))
        // It has left the vault.
        let active = try scene.desk.json(["show", "north"])["credentials"]?.elements.first
        #expect(active?["state"] == "active" && active?["exposed"] == true)
    }

    @Test(
        "that fails, or does not read the secret, stops there: both sign in, and the error says why",
        arguments: [
            ("cat <&3 >/dev/null; exit 3", "the delivery command ended with status 3; both"),
            ("cat <&3 >/dev/null; kill -9 $$", "the delivery command was ended by signal 9; both"),
            ("exit 0", "the delivery command ended without reading the secret from descriptor 3 to its end; both"),
            ("head -c 5 <&3 >/dev/null", "ended without reading the secret from descriptor 3 to its end; both"),
            ("exec 3<&-", "ended without reading the secret from descriptor 3 to its end; both"),
            ("cat <&3 >/dev/null; echo no such vault >&2; exit 1", "status 1, saying: no such vault; both"),
            ("no-such-program-at-all", "status 127, saying: "),
            ("printf 'a\\033[2Jb\\n\\nc\\n' >&2; exit 1", "status 1, saying: a\\u{1b}[2Jb; c; both"),
        ])
    func fails(command: String, words: String) throws {
        let scene = try RotatingDesk()
        try scene.command(command)
        let (status, outcome) = try scene.rotate("north")
        #expect(status == 1 && outcome["step"] == "failed")
        let message = try #require(outcome["error"]?["message"]?.text)
        #expect(message.contains(words), "\(message)")
        #expect(message.hasSuffix("; both credentials go on"))
        #expect(outcome["error"]?["hint"]?.text?.contains("rotate north --resume") == true)
        #expect(try scene.listed().count == 2)
        #expect(Set(try scene.states()) == ["active", "pending"])
        // It is run again, since nobody can know how far it came.
        try scene.command("cat <&3 >\"$HOME/got\"")
        #expect(try scene.rotate("north", "--resume").outcome["step"] == "promoted")
        #expect(try scene.desk.content("got").utf8.count >= 16)
    }

    @Test(
        "is not repeated where it says the secret, however it writes it",
        arguments: [
            "cat", "base64", "base64 -w 7", "tr -d '\\n' | base64 | tr '+/' '-_'", "xxd -p", "od -An -tx1", "fold -w 3",
            "sed 's/./&\\n/g'", "cut -c 5-20", "sed 's/~/%7E/g'",
            "od -An -tx1 | tr -d '\\n' | sed 's/ /%/g'",
            "{ printf x; cat; } | base64", "{ printf xy; cat; } | base64", "tr -d '\\n' | od -An -tx1 | tr a-f A-F",
        ])
    func withheld(writer: String) throws {
        let scene = try RotatingDesk()
        try scene.deliver("north", "echo before >&2; cat <&3 >\"$HOME/got\"; { \(writer); } <\"$HOME/got\" >&2; exit 1")
        let run = try scene.desk.run(["rotate", "north"])
        let secret = try scene.desk.content("got")
        try #require(run.status == 1 && !secret.isEmpty)
        #expect(run.errors.contains("what it said held the secret and is not repeated"), "\(writer): \(run.errors)")
        #expect(!run.errors.contains("before"))
    }

    @Test("is the passphrase's to set and to take away, on record, one line, and shown")
    func set() throws {
        let scene = try RotatingDesk()
        let asking = try scene.desk.run(["edit", "north", "--deliver-command", "true"])
        expectFailure(asking, 2, saying: "asks for the passphrase again")
        try scene.command("echo \u{1F600} | cat")
        #expect(try scene.desk.json(["show", "north"])["deliverCommand"] == "echo \u{1F600} | cat")
        #expect(try scene.desk.json(["list"]).elements.map { $0["deliverCommand"] } == ["echo \u{1F600} | cat"])
        #expect(try scene.desk.json(["audit", "north", "--event", "destinationChanged"]).elements.count == 1)
        for wrong in ["a\nb", "a\u{1b}", String(repeating: "x", count: 2049)] {
            let run = try scene.desk.run(
                ["edit", "north", "--deliver-command", wrong, "--passphrase-file", scene.desk.passphraseFile])
            expectFailure(run, 64, saying: "--deliver-command takes one line")
        }
        try scene.command("")
        #expect(try scene.desk.json(["show", "north"])["deliverCommand"] == .null)
    }
}
