import ProgramHarness
import TestThreads
import Testing

@Suite("Arguments that cannot be followed", .onOwnThreads)
struct UsageTests {
    let home = try? TemporaryFolder()

    private func program() throws -> Program { try Program(home: try #require(home)) }

    @Test(
        "end in 64, say what was wrong and where help is",
        arguments: [
            (["add"], "missing expected argument '<name>'", "help add"),
            (["list", "--bogus"], "unknown option --bogus", "help list"),
            (["list", "--tagg", "a"], "unknown option --tagg; did you mean --tag?", "help list"),
            (["--no-agent", "list", "one"], "there is an argument too many", "help list"),
            (["nonsense"], "there is no such command", "help"),
            (["add", "a", "--secret-fd", "x"], "--secret-fd takes the number of an open file descriptor", "help add"),
        ]
    )
    func usage(arguments: [String], message: String, help: String) throws {
        let run = try program().run(arguments)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors == "partner-vault: error: \(message)\npartner-vault: hint: run \"partner-vault \(help)\"\n")
    }

    @Test(
        "that may be a secret in the wrong place are not repeated",
        arguments: [
            ["add", "a", "--secret=hunter2"], ["add", "a", "--secret", "hunter2"],
            ["add", "a", "--secret-fd", "hunter2"],
            ["add", "a", "--secret-fd=hunter2"], ["add", "a", "hunter2"], ["inspect", "a", "hunter2", "hunter2"],
            ["init", "--passphrase", "hunter2"], ["init", "--no-agent=hunter2"], ["hunter2"],
        ]
    )
    func discretion(arguments: [String]) throws {
        let run = try program().run(arguments)
        #expect(run.status == 64)
        #expect(!run.errors.contains("hunter2"))
    }

    @Test(
        "are refused before a vault is looked for",
        arguments: [
            (["token"], "no tenant is named"),
            (["token", "a", "b"], "several tokens do not fit this form"),
            (["token", "a", "--resource", "graph", "--scope", "x"], "--resource and --scope exclude each other"),
            (["token", "a", "--min-valid", "soon"], "--min-valid is no duration"),
            (["add", "a", "--client-id", "x"], "--directory-id is missing"),
            (["add", "a", "--directory-id", "x"], "--client-id is missing"),
            (["add", "a", "--directory-id", "x", "--client-id", "x"], "--client-id is no GUID"),
            (["add", "a", "--directory-id", "x", "--app", "b", "--cloud", "china"], "--cloud does not go with --app"),
            (["edit", "a"], "nothing is to be changed"),
            (["edit", "a", "--owner", "b", "--replace"], "--replace needs a new secret"),
            (["edit", "a", "--authority", "http://example.com"], "--authority would send secrets in the clear"),
            (["remove", "a"], "there is no terminal to ask whether to remove them"),
        ]
    )
    func early(arguments: [String], message: String) throws {
        let run = try program().run(arguments)
        #expect(run.status == 64)
        #expect(run.errors.hasPrefix("partner-vault: error: \(message)\n"))
    }

    @Test("speak JSON on one line where that was asked for, wherever the option stands")
    func json() throws {
        for arguments in [["-o", "json", "list", "--bogus"], ["list", "--bogus", "--output=json"]] {
            let run = try program().run(arguments)
            #expect(run.status == 64)
            #expect(
                run.errors == #"{"error":{"code":"usage","message":"unknown option --bogus","#
                    + #""hint":"run \"partner-vault help list\"","aadsts":null}}"# + "\n"
            )
        }
    }
}

@Suite("Requests that need no vault", .onOwnThreads)
struct HelpTests {
    @Test(
        "print to standard output and end in 0",
        arguments: [
            ["--help"], ["help"], ["help", "token"], ["token", "--help"], ["--version"], ["exit-codes"], [],
        ]
    )
    func answers(arguments: [String]) throws {
        let run = try Program(home: TemporaryFolder()).run(arguments)
        #expect(run.status == 0)
        #expect(!run.output.isEmpty)
        #expect(run.errors.isEmpty)
    }

    @Test("list every code once, with statuses that scripts rely on")
    func codes() throws {
        let run = try Program(home: TemporaryFolder()).run(["exit-codes", "-o", "json"])
        let rows = try Records(run.output)
        #expect(Set(rows.texts("code")).count == rows.count)
        #expect(rows.first("code", "wrongPassphrase")?["status"] as? Int == 3)
        #expect(rows.first("code", "interrupted")?["status"] as? Int == 130)
    }

    @Test("leave quietly when nobody reads")
    func brokenPipe() throws {
        let run = try Program(home: TemporaryFolder()).runUnread(["exit-codes"])
        #expect(run.status == 1)
        #expect(run.errors.isEmpty)
    }

    @Test("decode a token and say that it was not verified")
    func inspect() throws {
        let program = try Program(home: TemporaryFolder())
        // {"alg":"none"} . {"tid":"d","appid":"a","roles":["x\u001b[2J"],"exp":1}
        let token = "eyJhbGciOiJub25lIn0.eyJ0aWQiOiJkIiwiYXBwaWQiOiJhIiwicm9sZXMiOlsieFx1MDAxYlsySiJdLCJleHAiOjF9."
        let run = try program.run(["inspect"], input: Array("Bearer \(token)\n".utf8))
        #expect(run.status == 0)
        #expect(run.output.contains("decoded, not verified"))
        #expect(run.output.contains("1970-01-01T00:00:01Z (expired)"))
        #expect(run.output.contains(#"x\u{1b}[2J"#))
        #expect(try program.run(["inspect", "nonsense"]).status == 64)
    }
}
