import Foundation
import ProgramHarness
import TestThreads
import Testing

/// Every slip has an error that says what it was, a status that scripts can tell apart, and costs nothing.
@Suite("Bad input", .onOwnThreads)
struct BadInputTests {
    /// One slip, and what is to come of it.
    struct Slip: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var input = KnownApplication.fabrikam.secret
        let status: Int32
        let words: String
        var hasHint = true

        var testDescription: String { arguments.joined(separator: " ") }
    }

    private static let fabrikam = KnownApplication.fabrikam
    private static let adding = ["add", "fabrikam", "--no-verify"]
    private static let withSecret = ["--secret-fd", "0"]
    private static let whole = adding + ["--directory-id", fabrikam.directory, "--client-id", fabrikam.client]
    private static let other = "aaaaaaaa-0000-4000-8000-0000000000ff"

    static let slips: [Slip] = [
        Slip(arguments: ["show", "nobody"], status: 7, words: #"there is no tenant "nobody""#),
        Slip(arguments: ["token", "nobody"], status: 7, words: "no tenant"),
        Slip(arguments: ["probe", "nobody"], status: 7, words: "no tenant"),
        Slip(arguments: ["edit", "nobody", "--owner", "x"], status: 7, words: "no tenant"),
        Slip(arguments: ["rename", "nobody", "x"], status: 7, words: "no tenant"),
        Slip(arguments: ["remove", "nobody", "--yes"], status: 7, words: "no tenant"),
        Slip(arguments: ["remove", "contoso", "nobody", "--yes"], status: 7, words: "no tenant"),
        Slip(arguments: ["reveal", "nobody", "--yes-reveal"], status: 7, words: "no tenant"),
        Slip(arguments: ["reveal", "contoso", "--credential", "x", "--yes-reveal"], status: 7, words: "credential"),
        Slip(arguments: ["show", other], status: 7, words: "no tenant"),
        Slip(arguments: ["expiring", "nobody"], status: 7, words: "no tenant"),
        Slip(arguments: ["sync", "nobody"], status: 7, words: "no tenant"),
        Slip(arguments: ["sync"], status: 64, words: "no tenant is named"),
        Slip(arguments: ["sync", "contoso", "--older-than", "soon"], status: 64, words: "--older-than is no duration"),
        Slip(
            arguments: ["sync", "contoso", "--concurrency", "0"], status: 64, words: "--concurrency goes from 1",
            hasHint: false),
        Slip(
            arguments: ["sync", "contoso", "--as", "root"], status: 64, words: "--as is neither app nor user",
            hasHint: false),
        Slip(arguments: ["policy", "show", "nobody"], status: 7, words: "no tenant"),
        Slip(arguments: ["policy", "check", "nobody"], status: 7, words: "no tenant"),
        Slip(
            arguments: ["policy", "set", "patience", "1d", "--yes-reveal"], status: 64, words: "there is no such rule"),
        Slip(
            arguments: ["policy", "set", "critical", "1y", "--yes-reveal"], status: 64,
            words: "that is no value for critical"),
        Slip(
            arguments: ["policy", "set", "critical", "31d", "--yes-reveal"], status: 64,
            words: "a credential would be critical before its rotation is due"),
        Slip(
            arguments: ["policy", "set", "critical", "5d", "--tenant", "nobody", "--yes-reveal"], status: 7,
            words: "no tenant"),
        Slip(
            arguments: ["policy", "set", "critical", "5d", "--tenant", "contoso", "--tag", "x", "--yes-reveal"],
            status: 64, words: "a rule is for a tag or for a tenant", hasHint: false),
        Slip(
            arguments: [
                "add", "contoso", "--no-verify", "--directory-id", fabrikam.directory, "--client-id",
                fabrikam.client,
            ] + withSecret,
            status: 8, words: #"a tenant "contoso" already"#
        ),
        Slip(
            arguments: ["add", "CONTOSO", "--no-verify", "--directory-id", fabrikam.directory, "--app", "contoso"],
            status: 8, words: "already"
        ),
        Slip(
            arguments: adding + [
                "--directory-id", fabrikam.directory, "--client-id",
                KnownApplication.contoso.client,
            ] + withSecret,
            status: 8, words: "that client ID is stored already"
        ),
        Slip(arguments: ["rename", "second", "contoso"], status: 8, words: "already"),
        Slip(arguments: ["remove", "contoso", "--yes"], status: 8, words: "use"),
        Slip(
            arguments: whole + withSecret, input: fabrikam.keyID, status: 64, words: "that is the secret's ID"
        ),
        Slip(
            arguments: ["edit", "contoso", "--no-verify", "--secret-fd", "0"], input: fabrikam.keyID, status: 64,
            words: "that is the secret's ID"
        ),
        Slip(arguments: whole + withSecret, input: "", status: 1, words: "--secret-fd is empty", hasHint: false),
        Slip(arguments: whole + withSecret, input: "\n", status: 1, words: "--secret-fd is empty", hasHint: false),
        Slip(arguments: whole + withSecret, input: "two words", status: 64, words: "white space"),
        Slip(arguments: whole + withSecret, input: "a\u{1b}[2Jb", status: 64, words: "control characters"),
        Slip(
            arguments: whole + withSecret, input: String(repeating: "x", count: 70_000), status: 1,
            words: "longer than", hasHint: false
        ),
        Slip(arguments: whole + ["--secret-fd", "987"], status: 1, words: "bad file descriptor"),
        Slip(arguments: whole + ["--secret-fd", "4"], status: 1, words: "bad file descriptor"),
        Slip(arguments: whole + ["--secret-fd", "-1"], status: 64, words: "--secret-fd"),
        Slip(arguments: whole, status: 64, words: "no terminal to ask for the client secret"),
        Slip(
            arguments: adding + ["--directory-id", fabrikam.directory, "--client-id", "aaaaaaaa-0000-4000-8000"],
            status: 64, words: "--client-id is no GUID"
        ),
        Slip(
            arguments: adding + [
                "--directory-id", "22222222-2222-4222-8222-22222222222g", "--client-id",
                fabrikam.client,
            ] + withSecret,
            status: 64, words: "neither a GUID nor a domain", hasHint: false
        ),
        Slip(arguments: whole + withSecret + ["--key-id", "x"], status: 64, words: "--key-id is no GUID"),
        Slip(arguments: whole + withSecret + ["--expires", "tomorrow"], status: 64, words: "--expires is no instant"),
        Slip(arguments: whole + withSecret + ["--cloud", "moon"], status: 64, words: "--cloud"),
        Slip(
            arguments: whole + withSecret + ["--cloud", "china", "--resource", "partner"], status: 64,
            words: "resource"
        ),
        Slip(arguments: whole + withSecret + ["--authority", "ftp://x"], status: 64, words: "--authority"),
        Slip(arguments: whole + withSecret + ["--authority", "https://x/y"], status: 64, words: "--authority"),
        Slip(
            arguments: whole + withSecret + ["--authority", "http://localhost.example"], status: 64,
            words: "in the clear"
        ),
        Slip(arguments: whole + withSecret + ["--tag", "a b"], status: 64, words: "no tag"),
        Slip(arguments: whole + withSecret + ["--via", "nobody"], status: 7, words: "no tenant"),
        Slip(
            arguments: ["add", "x", "--directory-id", fabrikam.directory, "--app", "nobody"], status: 7,
            words: "no tenant"
        ),
        Slip(arguments: ["token", "contoso", "--claims", "{"], status: 64, words: "not a JSON object", hasHint: false),
        Slip(
            arguments: ["token", "contoso", "--claims", "[1]"], status: 64, words: "not a JSON object", hasHint: false),
        Slip(arguments: ["token", "contoso", "-o", "yaml"], status: 64, words: "'-o <format>'"),
        Slip(arguments: ["list", "-o", "csv"], status: 64, words: "'-o <format>'"),
        Slip(arguments: ["token", "contoso", "--resource", "nope"], status: 64, words: "--resource"),
        Slip(
            arguments: ["token", "contoso", "--scope", "https://a.example/.default", "--scope", "https://b.example/x"],
            status: 64, words: "several resources", hasHint: false
        ),
        Slip(arguments: ["token", "contoso", "second"], status: 64, words: "-o json"),
        Slip(arguments: ["token", "contoso", "--as", "robot"], status: 64, words: "--as", hasHint: false),
        Slip(arguments: ["token", "contoso", "--bogus"], status: 64, words: "unknown option --bogus"),
        Slip(arguments: ["login"], status: 64, words: "no tenant is named"),
        Slip(arguments: ["login", "contoso", "--due"], status: 64, words: "--due goes without a name"),
        Slip(arguments: ["login", "nobody", "--device-code"], status: 7, words: "no tenant"),
        Slip(arguments: ["login", "second", "--device-code"], status: 64, words: "with the application of"),
        Slip(
            arguments: ["login", "contoso", "--browser", "--device-code"], status: 64, words: "exclude each other",
            hasHint: false),
        Slip(
            arguments: ["login", "contoso", "--redirect-port", "0"], status: 64, words: "--redirect-port",
            hasHint: false),
        Slip(arguments: ["login", "contoso", "--timeout", "soon"], status: 64, words: "--timeout is no duration"),
        Slip(arguments: ["consent", "contoso"], status: 64, words: "one of --check", hasHint: false),
        Slip(
            arguments: ["consent", "contoso", "--check", "--revoke"], status: 64, words: "one of --check",
            hasHint: false),
        Slip(
            arguments: ["consent", "contoso", "--check", "--permission", "graph:User.Read"], status: 64,
            words: "go with --grant", hasHint: false),
        Slip(
            arguments: ["consent", "contoso", "--grant", "--permission", "graph"], status: 64,
            words: "an API and scopes"),
        Slip(arguments: ["consent", "--check"], status: 64, words: "no tenant is named"),
        Slip(arguments: ["consent", "nobody", "--check"], status: 7, words: "no tenant"),
        Slip(
            arguments: whole + withSecret + ["--certificate", "x.pem"], status: 64,
            words: "one thing to sign in with"),
        Slip(arguments: whole + ["--public", "--username", "a@b.c"], status: 64, words: "one thing to sign in with"),
        Slip(
            arguments: whole + withSecret + ["--certificate-password-fd", "3"], status: 64,
            words: "goes with --certificate", hasHint: false),
        Slip(
            arguments: whole + withSecret + ["--password-fd", "3"], status: 64, words: "goes with --username",
            hasHint: false),
        Slip(arguments: whole + ["--certificate", "nowhere.pem"], status: 1, words: "nowhere.pem", hasHint: false),
        Slip(arguments: whole + ["--federated-token-file", "token"], status: 64, words: "absolute path"),
        Slip(arguments: whole + ["--federated-token-file", "/nowhere/token"], status: 1, words: "/nowhere/token"),
        Slip(arguments: whole + ["--public", "--as", "app"], status: 64, words: "cannot sign in as itself"),
        Slip(
            arguments: adding + ["--directory-id", fabrikam.directory, "--app", "contoso", "--public"], status: 64,
            words: "--public does not go with --app", hasHint: false),
        Slip(arguments: ["expiring", "--within", "soon"], status: 64, words: "--within is no duration"),
        Slip(arguments: ["audit", "--since", "yesterday"], status: 64, words: "--since is no instant"),
        Slip(arguments: ["import", "nowhere.csv"], status: 1, words: "nowhere.csv cannot be opened", hasHint: false),
        Slip(arguments: ["import", "-", "-"], status: 64, words: "named twice", hasHint: false),
        Slip(arguments: ["init"], status: 8, words: "there is a vault"),
        Slip(arguments: ["edit", "contoso", "--authority", "http://127.0.0.1:1"], status: 2, words: "again"),
        Slip(arguments: ["reveal", "contoso"], status: 2, words: "again"),
        Slip(arguments: ["list", "--passphrase-fd", "988"], status: 1, words: "bad file descriptor"),
        Slip(arguments: ["list", "--passphrase-fd", "0"], input: "", status: 1, words: "empty", hasHint: false),
        Slip(
            arguments: ["list", "--passphrase-fd", "0"], input: "mistaken", status: 3, words: "passphrase",
            hasHint: false),
        Slip(
            arguments: ["list", "--passphrase-fd", "0"], input: Desk.passphrase + " ", status: 3, words: "passphrase",
            hasHint: false
        ),
        Slip(arguments: ["list", "--passphrase-file", "nowhere"], status: 1, words: "nowhere", hasHint: false),
        Slip(arguments: ["list", "--key-file", "nowhere"], status: 1, words: "nowhere", hasHint: false),
        Slip(arguments: ["verify", "x"], status: 64, words: "an argument too many"),
        Slip(arguments: ["exit-codes", "x"], status: 64, words: "an argument too many"),
        Slip(arguments: ["inspect", "garbage"], status: 64, words: "no token", hasHint: false),
        Slip(arguments: ["audit", "--until", "x"], status: 64, words: "--until is no instant"),
        Slip(arguments: ["keygen"], status: 64, words: "--output-file"),
        Slip(arguments: ["slot", "add"], status: 64, words: "<kind>"),
        Slip(arguments: ["slot", "remove", "x"], status: 64, words: "<id>"),
        Slip(arguments: ["slot", "list", "x"], status: 64, words: "an argument too many"),
        Slip(arguments: ["passphrase", "x"], status: 64, words: "an argument too many"),
        Slip(arguments: ["rekey", "--drop-slot", "x"], status: 64, words: "--drop-slot"),
        Slip(arguments: ["list", "--vault", "nowhere/vault.db"], status: 2, words: "no vault"),
    ]

    /// A vault with a tenant and another that uses its application, and the files it lies in.
    private static func stocked() throws -> (desk: Desk, files: [String: Data]) {
        let desk = try Desk()
        let known = KnownApplication.contoso
        try desk.good(
            [
                "add", "contoso", "--no-verify", "--directory-id", known.directory, "--client-id", known.client,
                "--secret-fd", "0",
            ],
            input: known.secret
        )
        try desk.good(["add", "second", "--no-verify", "--directory-id", known.directory, "--app", "contoso"])
        return (desk, try desk.remains())
    }

    @Test("is said in words, in JSON and by the status, and changes no byte", arguments: slips)
    func slip(_ slip: Slip) throws {
        let (desk, before) = try Self.stocked()
        let run = try desk.run(slip.arguments, input: slip.input)
        let complaint = expectFailure(run, slip.status, saying: slip.words)
        #expect((complaint?.hint != nil) == slip.hasHint, "\(run.errors)")
        if slip.input.utf8.count > 4 { #expect(!run.errors.contains(slip.input)) }
        #expect(try desk.remains() == before)
        guard !slip.arguments.contains("-o"), slip.arguments.first != "reveal" else { return }
        // In JSON, several tokens are no slip.
        guard slip.words != "-o json" else { return }
        let json = try desk.run(slip.arguments + ["-o", "json"], input: slip.input)
        #expect(json.status == slip.status)
        let error = try JSON(json.errors)["error"]
        #expect(error?.names == ["code", "message", "hint", "aadsts"])
        #expect(json.errors.split(separator: "\n").count == 1)
    }

    @Test("files that others can read, or that are no files, are refused", arguments: [0o644, 0o640, 0o604, 0o620])
    func openFiles(mode: Int) throws {
        let (desk, before) = try Self.stocked()
        let folder = try TemporaryFolder()
        let file = try folder.write("secret", KnownApplication.fabrikam.secret, mode: mode)
        try folder.link("link", to: try folder.write("private", KnownApplication.fabrikam.secret))
        for path in [file, "\(folder.path)/link", folder.path] {
            let secret = try desk.run(Self.whole + ["--secret-file", path])
            expectFailure(secret, 13, saying: path)
            expectFailure(try desk.run(["list", "--passphrase-file", path]), 13, saying: path)
            expectFailure(try desk.run(["list", "--key-file", path]), 13, saying: path)
            let environment = ["PARTNER_VAULT_PASSPHRASE_FILE": path]
            expectFailure(try desk.run(["list"], environment: environment), 13, saying: path)
        }
        #expect(try desk.remains() == before)
    }

    @Test("a vault held by another process is waited for, then said to be busy, and works afterwards")
    func held() throws {
        let desk = try Desk()
        let before = try desk.remains()
        let lock = try ForeignLock("\(desk.folder)/vault.lock")
        expectFailure(try desk.run(["list"]), 17, saying: "held by another process")
        #expect(try desk.remains() == before)
        lock.release()
        #expect(try desk.run(["list"]).status == 0)
    }

    @Test("a passphrase below the floor makes no vault", arguments: ["short", "aaaaaaaaaaaaaaaaaaaaaaaa", ""])
    func weak(passphrase: String) throws {
        let desk = try Desk(bare: passphrase)
        let run = try desk.run(["init", "--kdf-memory", "64", "--kdf-passes", "2"])
        expectFailure(run, passphrase.isEmpty ? 1 : 64)
        #expect(!FileManager.default.fileExists(atPath: desk.vault))
    }

    @Test(
        "costs out of bounds make no vault",
        arguments: [
            ["--kdf-memory", "63"], ["--kdf-memory", "1025"], ["--kdf-passes", "1"], ["--kdf-passes", "17"],
            ["--kdf-passes", "99999999999"], ["--kdf-memory", "4294967360"],
        ])
    func cost(arguments: [String]) throws {
        let desk = try Desk(bare: Desk.passphrase)
        let run = try desk.run(["init"] + arguments)
        expectFailure(run, 6, saying: "64 to 1024 MiB")
        #expect(!FileManager.default.fileExists(atPath: desk.vault))
    }
}
