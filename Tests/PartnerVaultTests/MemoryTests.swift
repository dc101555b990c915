#if os(Linux)
import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// What is left in the program's memory: at its end, and while someone is asked.
@Suite("The memory of the program", .onOwnThreads, .enabled(if: MemoryProbe.works))
struct MemoryTests {
    private static let secret = Marker("Zq7~mArK/er+sE=cret%Vw3&xKp9.LtY")
    private static let newSecret = Marker("Nw2~oThEr/mA+rK=er%Bd8&cHs4.QjF0")
    private static let passphrase = Marker("pAss/phrase+mArK=er of%Seven&words~Jx4")

    /// A desk with a vault and one tenant, and what its memory is searched for.
    private struct Bench {
        let desk: Desk
        let authority: Authority
        let markers: [String: Marker]

        init(tls: Bool = false) throws {
            desk = try Desk(passphrase: passphrase.text)
            authority = try Authority(secret: secret.text, tls: tls)
            if let caFile = authority.caFile { desk.program.environment["PARTNER_VAULT_CA_FILE"] = caFile }
            markers = try KnownKeys.markers(vault: desk.vault, passphrase: passphrase.text).merging([
                "the passphrase": passphrase, "the secret": secret, "the new secret": newSecret,
                "the control": Marker(desk.vault),
            ]) { $1 }
            try desk.good(add("contoso", .contoso), input: secret.text)
        }

        func add(_ name: String, _ known: KnownApplication) -> [String] {
            [
                "add", name, "--directory-id", known.directory, "--client-id", known.client, "--secret-fd", "0",
                "--authority", authority.url, "--graph", authority.url,
            ]
        }

        func probe(_ more: [String: Marker] = [:]) throws -> MemoryProbe {
            try MemoryProbe(markers.merging(more) { $1 }, home: desk.home)
        }

        /// Runs a command and expects that it leaves nothing.
        func leavesNothing(
            _ arguments: [String], _ status: Int32 = 0, input: String = "", passphrase: String? = nil,
            key: (name: String, text: String)? = nil, sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let probe = try probe(key.map { [$0.name: Marker($0.text)] } ?? [:])
            var program = probe.watching(desk.program)
            if passphrase != nil || key != nil { program.environment["PARTNER_VAULT_PASSPHRASE_FILE"] = nil }
            let descriptors = passphrase.map { [Int32(3): Array($0.utf8)] } ?? [:]
            let finished = try program.run(
                arguments + (passphrase == nil ? [] : ["--passphrase-fd", "3"]), input: Array(input.utf8),
                descriptors: descriptors)
            #expect(finished.status == status, "\(arguments): \(finished.errors)", sourceLocation: sourceLocation)
            expectNothing(try probe.findings(at: "exit"), sourceLocation: sourceLocation, "\(arguments)")
        }
    }

    /// Nothing but what proves that the search works.
    private static func expectNothing(
        _ findings: Set<MemoryProbe.Finding>, sourceLocation: SourceLocation = #_sourceLocation,
        _ comment: Comment? = nil
    ) {
        let (controls, secrets) = split(findings)
        #expect(!controls.isEmpty, comment, sourceLocation: sourceLocation)
        let lines = secrets.map(\.description).sorted()
        #expect(lines.isEmpty, comment, sourceLocation: sourceLocation)
    }

    private static func split(
        _ findings: Set<MemoryProbe.Finding>
    ) -> (controls: [MemoryProbe.Finding], secrets: [MemoryProbe.Finding]) {
        let controls = findings.filter { $0.what.hasPrefix("the control ") }
        return (Array(controls), Array(findings.subtracting(controls)))
    }

    @Test("is searched whole, and what lies open in it is found in every form")
    func canary() throws {
        let home = try TemporaryFolder()
        let probe = try MemoryProbe(["the secret": Self.secret, "the control": Marker(home.path)], home: home)
        var control = try Program(system: "/bin/true", home: home)
        let forms = Self.secret.forms.filter { !$0.key.hasPrefix("UTF-16") }
        for (index, form) in forms.values.enumerated() {
            control.environment["FORM_\(index)"] = String(decoding: form, as: UTF8.self)
        }
        #expect(try probe.watching(control).run([]).status == 0)
        let found = Set(try probe.findings(at: "exit").map(\.what))
        #expect(found.filter { $0.hasPrefix("the secret ") } == Set(forms.keys.map { "the secret in \($0)" }))
    }

    @Test("holds no secret at the end of a command that reads")
    func reading() throws {
        let bench = try Bench()
        for command in [
            ["list"], ["show", "contoso"], ["token", "contoso"], ["token", "contoso"],
            ["token", "contoso", "--force-new", "-o", "json"], ["probe", "contoso"], ["expiring"], ["audit"],
            ["verify"], ["reveal", "contoso", "--yes-reveal"],
        ] {
            try bench.leavesNothing(command)
        }
        try bench.leavesNothing(["list"], passphrase: Self.passphrase.text)
    }

    @Test("holds no secret at the end of a command that writes")
    func writing() throws {
        let bench = try Bench()
        let (secret, newSecret) = (Self.secret.text, Self.newSecret.text)
        try bench.leavesNothing(["edit", "contoso", "--notes", "new"])
        try bench.leavesNothing(["edit", "contoso", "--secret-fd", "0", "--replace"], input: secret)
        try bench.leavesNothing(["rename", "contoso", "litware"])
        try bench.leavesNothing(["remove", "litware", "--yes"])
        try bench.leavesNothing(bench.add("contoso", .contoso), input: secret)
        let ids = (1...3).map { (Desk.guid(1, $0), Desk.guid(2, $0)) }
        try bench.leavesNothing(
            ["import", "-"], input: "name,directoryId,clientId,secret\ncsv,\(ids[0].0),\(ids[0].1),\(newSecret)\n")
        try bench.leavesNothing(
            ["import", "-"],
            input: #"{"name":"x","directoryId":"\#(ids[1].0)","clientId":"\#(ids[1].1)","secret":"\#(newSecret)"}"#)
        try bench.leavesNothing(
            ["import", "-"],
            input: #"{"appId":"\#(ids[2].1)","displayName":"y","password":"\#(newSecret)","tenant":"\#(ids[2].0)"}"#)
    }

    @Test("holds no secret when the program was made to fail")
    func failing() throws {
        let bench = try Bench()
        try bench.leavesNothing(["list"], 3, passphrase: Self.passphrase.text + "x")
        try bench.leavesNothing(["list"], 3, passphrase: Self.newSecret.text)
        // A secret that the directory does not know, and one that the program will not have.
        try bench.leavesNothing(bench.add("fabrikam", .fabrikam), 9, input: Self.newSecret.text)
        try bench.leavesNothing(bench.add("contoso", .contoso), 8, input: Self.secret.text)
        try bench.leavesNothing(
            ["import", "-", "--format", "csv"], 1, input: "name,secret\n\(Self.newSecret.text),\(Self.secret.text)\n")
    }

    @Test("holds no key at the end of a command that changes them")
    func keys() throws {
        let bench = try Bench()
        let (passphrase, other) = (Self.passphrase.text, Self.newSecret.text)
        let cheap = ["--kdf-memory", "64", "--kdf-passes", "2", "--new-passphrase-fd", "0"]
        try bench.leavesNothing(["slot", "add", "passphrase"] + cheap, input: other, passphrase: passphrase)
        try bench.leavesNothing(["slot", "remove", "2"], passphrase: passphrase)
        try bench.leavesNothing(["passphrase"] + cheap, input: other, passphrase: passphrase)
        try bench.leavesNothing(["passphrase"] + cheap, input: passphrase, passphrase: other)
        let file = "\(bench.desk.home.path)/identity"
        let publicKey = try bench.desk.good(["keygen", "--output-file", file])
            .split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("pvpub1") }
        try bench.leavesNothing(
            ["slot", "add", "recipient", try #require(publicKey.map(String.init))], passphrase: passphrase)
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let identity = String(try #require(lines.last).dropFirst("PV-IDENTITY-1-".count))
        try bench.leavesNothing(["list", "--identity", file], key: ("the identity", identity))
        let issued = try JSON(
            try bench.desk.good(
                ["slot", "add", "recovery-key", "-o", "json", "--passphrase-file", bench.desk.passphraseFile]))
        let recovery = try #require(issued["recoveryKey"]?.text)
        try bench.leavesNothing(
            ["list", "--recovery-key-fd", "0"], input: recovery, key: ("the recovery key", recovery))
        try bench.leavesNothing(["rekey"], passphrase: passphrase)
        try bench.leavesNothing(["verify"], passphrase: passphrase)
    }

    @Test("holds no secret at the end of a command that writes or reads a backup or an export")
    func copies() throws {
        let bench = try Bench()
        let folder = bench.desk.home.path
        try bench.leavesNothing(["backup", "\(folder)/backup", "--yes-reveal"])
        try bench.leavesNothing(["restore", "\(folder)/backup", "--yes"])
        try bench.leavesNothing(["export", "contoso", "--plaintext", "--yes", "--yes-reveal"])
        let identity = "\(folder)/identity"
        let publicKey = try bench.desk.good(["keygen", "--output-file", identity])
            .split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("pvpub1") }
        let recipient = String(try #require(publicKey))
        try bench.leavesNothing(
            ["export", "contoso", "--to", recipient, "--output-file", "\(folder)/bundle", "--yes-reveal"])
        try bench.leavesNothing(["remove", "contoso", "--yes"])
        try bench.leavesNothing(["import", "\(folder)/bundle", "--identity", identity])
    }

    @Test("holds no secret that went through TLS")
    func encrypted() throws {
        let bench = try Bench(tls: true)
        try bench.leavesNothing(["token", "contoso", "--force-new"])
        try bench.leavesNothing(["edit", "contoso", "--secret-fd", "0"], 9, input: Self.newSecret.text)
    }

    @Test("holds what is typed in locked memory only, then the subkeys alone, then nothing")
    func atThePrompt() throws {
        let bench = try Bench()
        let probe = try bench.probe()
        let session = try TerminalSession(probe.watching(bench.desk.typing), ["remove", "contoso"])
        try session.expect("passphrase for ")
        Self.expectNothing(try probe.findings(at: try session.searchMemory(probe)))
        try session.send(Self.passphrase.text)
        // Nothing tells when a key was read but that it is there.
        var typed = ""
        #expect(
            try session.wait {
                typed = try session.searchMemory(probe)
                return !Self.split(try probe.findings(at: typed)).secrets.isEmpty
            })
        #expect(Self.split(try probe.findings(at: typed)).secrets.allSatisfy(\.isLocked))
        try session.send("\r")
        try session.expect("[y/N]")
        let open = Self.split(try probe.findings(at: try session.searchMemory(probe))).secrets
        #expect(open.filter { !$0.isLocked }.map(\.description) == [])
        let kept = Set(open.map(\.what))
        for name in ["records", "the index", "the manifest", "the audit log", "the witness"] {
            #expect(kept.contains("the key of \(name) in plain"))
        }
        for name in ["the passphrase", "the wrapping key", "the vault key", "the secret"] {
            #expect(!kept.contains { $0.hasPrefix("\(name) in ") }, "\(name)")
        }
        try session.send("n\r")
        #expect(try session.finish() == 1)
        Self.expectNothing(try probe.findings(at: "exit"))
    }

    @Test("holds no secret that was typed")
    func typed() throws {
        let bench = try Bench()
        let probe = try bench.probe()
        let session = try TerminalSession(probe.watching(bench.desk.typing), ["edit", "contoso", "--new-secret"])
        for answer in [Self.newSecret, Self.passphrase] {
            try session.expect("passphrase for ")
            try session.send(answer.text + "\r")
        }
        try session.expect("client secret of contoso: ")
        try session.send(Self.secret.text + "\r")
        #expect(try session.finish() == 0)
        Self.expectNothing(try probe.findings(at: "exit"))
    }
}
#endif
