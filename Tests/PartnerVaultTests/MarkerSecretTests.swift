import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// A secret, a passphrase and a token that would be recognised anywhere, and a search for them everywhere.
@Suite("What is secret", .onOwnThreads)
struct MarkerSecretTests {
    private static let secret = Marker("Zq7~mArK/er+sE=cret%Vw3&xKp9.LtY")
    private static let passphrase = Marker("pAss/phrase+mArK=er of%Seven&words~Jx4")

    @Test("would be found in every form it could take")
    func canary() throws {
        let folder = try TemporaryFolder()
        for (name, form) in Self.secret.forms {
            let around = Data("xy".utf8)
            #expect(Self.secret.found(in: around + form + around).contains(name))
            #expect(Self.passphrase.found(in: around + form + around).isEmpty)
            try (around + form + around).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
        }
        // As it would come out of an encoder, at each of the three places where a group can begin.
        for before in ["", "a", "ab"] {
            let encoded = Data((before + Self.secret.text + "tail").utf8).base64EncodedData()
            #expect(!Self.secret.found(in: encoded).isEmpty)
        }
        #expect(Set(try Self.secret.found(below: folder.path)) == Set(Self.secret.forms.keys))
        #expect(try Self.passphrase.found(below: folder.path).isEmpty)
    }

    /// Everything that one desk's runs said.
    private final class Listener {
        let desk: Desk
        private(set) var said = Data()

        init(_ desk: Desk) { self.desk = desk }

        @discardableResult
        func run(
            _ arguments: [String], _ statuses: Set<Int32> = [0], input: String = "", descriptor: String = "",
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws -> Data {
            let run = try desk.run(arguments, input: input, descriptors: descriptor.isEmpty ? [:] : [3: descriptor])
            #expect(statuses.contains(run.status), "\(arguments): \(run.errors)", sourceLocation: sourceLocation)
            let words = Data(run.outputBytes) + Data(run.errors.utf8)
            said += words
            return words
        }
    }

    private func desk() throws -> Desk {
        let desk = try Desk(bare: Self.passphrase.text)
        let temporary = "\(desk.home.path)/tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
        desk.program.environment["TMPDIR"] = temporary
        return desk
    }

    private func add(_ authority: Authority) -> [String] {
        let known = KnownApplication.contoso
        return [
            "add", "contoso", "--directory-id", known.directory, "--client-id", known.client, "--secret-fd", "3",
            "--key-id", known.keyID, "--authority", authority.url, "--graph", authority.url, "--verbose",
        ]
    }

    @Test("is neither said nor left lying about, whatever is done with it")
    func nowhere() throws {
        let (desk, authority, secret) = (try desk(), try Authority(secret: Self.secret.text), Self.secret)
        let listener = Listener(desk)
        try listener.run(["init", "--kdf-memory", "64", "--kdf-passes", "2", "--verbose", "-o", "json"])
        try listener.run(add(authority), descriptor: secret.text)
        // Holds the vault open, so that SQLite's files beside it stay where they can be searched.
        let holder = try TerminalSession(desk.program, ["remove", "contoso"])
        try holder.expect("[y/N]")

        try work(listener, authority)
        try fail(listener, authority)
        let token = try read(listener)

        #expect(FileManager.default.fileExists(atPath: desk.vault + "-wal"))
        try holder.send("n\r")
        #expect(try holder.finish() == 1)
        let screen = Data(holder.transcript.utf8)
        let theirs = Data(try authority.output().utf8)
        #expect(!theirs.isEmpty)
        for marker in [secret, Self.passphrase, token] {
            for words in [listener.said, screen, theirs] { #expect(marker.found(in: words).isEmpty) }
            #expect(try marker.found(below: desk.home.path, without: [desk.passphraseFile]).isEmpty)
        }
        #expect(try Self.passphrase.found(below: desk.home.path) == ["passphrase"])
        let revealed = try desk.run(["reveal", "contoso", "--yes-reveal"])
        #expect(secret.found(in: Data(revealed.outputBytes)).contains("plain"))
        #expect(secret.found(in: Data(revealed.errors.utf8)).isEmpty)
        try desk.good(["remove", "contoso", "--yes"])
        #expect(try secret.found(below: desk.home.path).isEmpty)
    }

    private func work(_ listener: Listener, _ authority: Authority) throws {
        let secret = Self.secret.text
        try listener.run(
            ["edit", "contoso", "--secret-fd", "3", "--notes", "new", "--verbose", "-o", "json"], descriptor: secret)
        let columns = "name,directoryId,clientId,secret\n"
        let ids = (1...3).map { "\(Desk.guid(1, $0)),\(Desk.guid(2, $0))" }
        try listener.run(["import", "-", "--format", "csv", "--verbose"], input: columns + "csv,\(ids[0]),\(secret)\n")
        let line =
            #"{"name":"jsonl","directoryId":"\#(Desk.guid(1, 2))","clientId":"\#(Desk.guid(2, 2))","secret":"\#(secret)"}"#
        try listener.run(["import", "-", "-o", "json"], input: line)
        let az =
            #"{"appId":"\#(Desk.guid(2, 3))","displayName":"az","password":"\#(secret)","tenant":"\#(Desk.guid(1, 3))"}"#
        try listener.run(["import", "-", "--dry-run"], input: az)
        try listener.run(["import", "-"], input: az)
        try listener.run(["probe", "contoso", "--verbose"])
        for command in [["list"], ["show", "contoso"], ["show", "csv"], ["expiring"], ["audit"], ["verify"]] {
            try listener.run(command + ["--verbose"])
            try listener.run(command + ["-o", "json"])
        }
        for command in [["expiring"], ["audit"]] { try listener.run(command + ["-o", "csv"]) }
    }

    private func fail(_ listener: Listener, _ authority: Authority) throws {
        let (secret, known) = (Self.secret.text, KnownApplication.fabrikam)
        try listener.run(add(authority), [8], descriptor: secret)
        let other = [
            "add", "other", "--directory-id", known.directory, "--client-id", known.client, "--secret-fd", "3",
            "--authority", authority.url, "--graph", authority.url,
        ]
        try listener.run(other, [9], descriptor: secret)
        try listener.run(other + ["--verbose", "-o", "json"], [9], descriptor: secret)
        // A directory that repeats what it was sent, in words of its own and in a page.
        for repeated in [secret, Self.secret.text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""] {
            try authority.setFaults(
                Fault(match: .init(path: "/oauth2/"), times: 1) {
                    $0.error = .init(code: 7_000_215, error: "invalid_client", message: "no such secret: \(repeated)")
                },
                Fault(match: .init(path: "/oauth2/"), times: 1) {
                    $0.status = 400
                    $0.body = "<html>client_secret=\(repeated)</html>"
                }
            )
            try listener.run(other, [9], descriptor: secret)
            try listener.run(other + ["--verbose", "-o", "json"], [10], descriptor: secret)
        }
        try authority.setFaults()
        for text in [
            "name,directoryId,clientId,secret\nbroken,\"\(secret)", "name,secret\n\(secret),\(secret),\(secret)\n",
            #"{"name":"x","secret":"\#(secret)"#, #"{"name":"x","secret":"\#(secret)","directoryId":"nonsense"}"#,
            #"{"password":"\#(secret)""#, #"{"appId":"x","password":"\#(secret)","tenant":"y"}"#, secret,
        ] {
            for format in [[], ["-o", "json", "--verbose"], ["--format", "csv"], ["--format", "az"]] {
                try listener.run(["import", "-"] + format, [1, 11, 64], input: text)
            }
        }
        try listener.run(["list", "--passphrase-fd", "3"], [3], descriptor: Self.passphrase.text + "x")
        try listener.run(["add", "x", "--secret=\(secret)"], [64])
        try listener.run(["add", "x", "--secret-fd", secret], [64])
        try listener.run(["init", "--passphrase", Self.passphrase.text], [64])
        try listener.run(["inspect"], [64], input: secret)
    }

    /// The token goes to standard output of the command that asks for it, and nowhere else.
    private func read(_ listener: Listener) throws -> Marker {
        let minted = try listener.desk.run(["token", "contoso", "--verbose"])
        let token = Marker(String(minted.output.dropLast().suffix(48)))
        #expect(minted.status == 0 && token.found(in: Data(minted.outputBytes)).contains("plain"))
        #expect(token.found(in: Data(minted.errors.utf8)).isEmpty)
        #expect(Self.secret.found(in: Data(minted.outputBytes)).isEmpty)
        try listener.run(["inspect", "-o", "json"], input: minted.output)
        try listener.run(["inspect"], input: minted.output)
        try listener.run(["list"])
        try listener.run(["audit", "-o", "json"])
        return token
    }
}
