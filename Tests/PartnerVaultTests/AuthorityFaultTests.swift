import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// Whatever answers in the directory's place: nothing is stored, nothing is given out, and it is said what it was.
@Suite("An authority that misbehaves", .onOwnThreads)
struct AuthorityFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: Fault
        let status: Int32
        let words: String
        var hasHint = true

        var testDescription: String { name }
    }

    private static func token(_ configure: (inout Fault) -> Void) -> Fault {
        Fault(match: .init(path: "/oauth2/"), configure)
    }

    private static func body(_ text: String, _ type: String = "application/json", status: Int = 200) -> Fault {
        token {
            $0.status = status
            $0.body = text
            $0.contentType = type
        }
    }

    private static let elsewhere: JSONValue = "22222222-2222-4222-8222-222222222222"

    static let cases: [Case] = [
        Case(name: "HTML", fault: body("<html><p>sign in</p></html>", "text/html"), status: 10, words: "a web page"),
        Case(name: "HTML called JSON", fault: body("<!DOCTYPE html>"), status: 10, words: "makes no sense"),
        Case(name: "garbage", fault: body("\u{0}\u{1}\u{2}"), status: 10, words: "it is not JSON"),
        Case(name: "nothing", fault: body(""), status: 10, words: "makes no sense"),
        Case(name: "a JSON array", fault: body("[]"), status: 10, words: "makes no sense"),
        Case(name: "half of JSON", fault: body(#"{"access_token":"ey"#), status: 10, words: "it is not JSON"),
        Case(
            name: "no token", fault: body(#"{"token_type":"Bearer","expires_in":3599}"#), status: 10, words: "missing"),
        Case(name: "half a body", fault: token { $0.truncateBody = 60 }, status: 10, words: "ended before the reply"),
        Case(
            name: "200 with an error",
            fault: body(#"{"error":"invalid_client","error_description":"AADSTS7000215: no"}"#),
            status: 9, words: "AADSTS7000215"
        ),
        Case(
            name: "a token of another tenant", fault: token { $0.claims = ["tid": elsewhere] }, status: 9,
            words: "a token of another tenant"
        ),
        Case(
            name: "a token of another application", fault: token { $0.claims = ["appid": elsewhere] }, status: 9,
            words: "a token of another application"
        ),
        Case(
            name: "a token for another audience",
            fault: token { $0.claims = ["aud": "https://graph.microsoft.com"] },
            status: 9, words: "a token of another audience"
        ),
        Case(
            name: "no tenant in the token", fault: token { $0.claims = ["tid": nil] }, status: 9,
            words: "another tenant"),
        Case(
            name: "a lifetime in words", fault: token { $0.reply = ["expires_in": "soon"] }, status: 10,
            words: #""expires_in" has the wrong type"#
        ),
        Case(
            name: "a negative lifetime", fault: token { $0.reply = ["expires_in": -5] }, status: 10, words: "lifetime"),
        Case(
            name: "another kind of token", fault: token { $0.reply = ["token_type": "MAC"] }, status: 10,
            words: "bearer"),
        Case(name: "throttled", fault: token { $0.retryAfter = "7" }, status: 10, words: "patience"),
        Case(name: "redirected", fault: token { $0.redirect = "http://127.0.0.1:1/" }, status: 10, words: "redirect"),
        Case(name: "failing", fault: token { $0.status = 503 }, status: 10, words: "HTTP 503"),
        Case(name: "closing at once", fault: token { $0.drop = .before }, status: 10, words: "connection ended"),
        Case(
            name: "refusing with advice", fault: token { $0.error = .init(code: 53003, error: "access_denied") },
            status: 9, words: "hint"
        ),
    ]

    @Test("nothing is stored at add, and a token is not given out", arguments: cases)
    func misbehaves(_ fault: Case) throws {
        let (desk, authority) = (try Desk(), try Authority())
        try authority.setFaults(fault.fault)
        let known = KnownApplication.contoso
        let arguments = [
            "add", "contoso", "--directory-id", known.directory, "--client-id", known.client, "--secret-fd", "0",
            "--authority", authority.url, "--graph", authority.url,
        ]
        let before = try desk.bytes()
        let run = try desk.run(arguments, input: known.secret)
        expectFailure(run, fault.status, saying: fault.words)
        #expect(!run.errors.contains(known.secret))
        #expect(try desk.bytes() == before)

        try desk.good(arguments + ["--no-verify"], input: known.secret)
        let token = try desk.run(["token", "contoso"])
        let complaint = expectFailure(token, fault.status, saying: fault.words)
        #expect((complaint?.hint != nil) == fault.hasHint, "\(token.errors)")
        try authority.setFaults()
        if fault.name == "throttled" {
            // Remembered: the directory is not asked again before its time.
            let count = try authority.tokenRequests()
            let again = expectFailure(try desk.run(["token", "contoso"]), 10, saying: "patience")
            #expect(again?.hint?.contains("try again in") == true)
            #expect(try authority.tokenRequests() == count)
        } else {
            #expect(try desk.good(["token", "contoso"]).hasPrefix("eyJ"))
        }
    }

    @Test("a lifetime is understood as a number and as text", arguments: [1800 as JSONValue, "1800"])
    func lifetimes(_ seconds: JSONValue) throws {
        let (desk, authority) = (try Desk(), try Authority())
        try authority.setFaults(Self.token { $0.reply = ["expires_in": seconds] })
        try desk.add("contoso", .contoso, at: authority)
        let expires = try #require(try desk.json(["token", "contoso"])["expiresOn"]?.text)
        let left = try Date(expires, strategy: .iso8601).timeIntervalSinceNow
        #expect(left > 1500 && left < 1810)
    }

    @Test("a failure that passes is retried once")
    func retried() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add("contoso", .contoso, at: authority)
        let before = try authority.tokenRequests()
        var once = Self.token { $0.status = 500 }
        once.times = 1
        try authority.setFaults(once)
        #expect(try desk.good(["token", "contoso"]).hasPrefix("eyJ"))
        #expect(try authority.tokenRequests() == before + 2)
    }

    @Test("no network at all")
    func closed() throws {
        let desk = try Desk()
        let known = KnownApplication.contoso
        let url = "http://127.0.0.1:\(try Loopback.closedPort())"
        let before = try desk.bytes()
        let arguments = [
            "add", "contoso", "--client-id", known.client, "--secret-fd", "0", "--authority", url, "--graph", url,
        ]
        for directory in [known.directory, known.domain] {
            let run = try desk.run(arguments + ["--directory-id", directory], input: known.secret)
            #expect(expectFailure(run, 10, saying: "cannot be reached")?.hint != nil)
        }
        #expect(try desk.bytes() == before)
        try desk.good(arguments + ["--directory-id", known.directory, "--no-verify"], input: known.secret)
        expectFailure(try desk.run(["token", "contoso"]), 10, saying: "cannot be reached")
        expectFailure(try desk.run(["probe", "contoso"]).withoutOutput, 10)
        #expect(try desk.json(["show", "contoso"])["lastProbe"]?["ok"] == false)
    }

    @Test("a wrong secret is not stored, and what the directory says of it is")
    func wrongSecret() throws {
        let (desk, authority) = (try Desk(), try Authority())
        let before = try desk.bytes()
        let known = KnownApplication.contoso
        for (more, words) in [
            (["--directory-id", known.directory, "--client-id", known.client], "AADSTS7000215"),
            (
                ["--directory-id", known.directory, "--client-id", "aaaaaaaa-0000-4000-8000-0000000000ff"],
                "AADSTS700016"
            ),
            (["--directory-id", "33333333-3333-4333-8333-333333333333", "--client-id", known.client], "AADSTS90002"),
            (["--directory-id", "nowhere.example", "--client-id", known.client], ""),
        ] {
            let run = try desk.run(
                ["add", "x", "--secret-fd", "0", "--authority", authority.url, "--graph", authority.url] + more,
                input: "W0n8Q~wrong-secret-of-some-length"
            )
            expectFailure(run, 9, saying: words)
            #expect(Complaint(run.errors)?.hint != nil, "\(run.errors)")
            #expect(!run.errors.contains("W0n8Q"))
        }
        #expect(try desk.bytes() == before)
    }
}

extension Program.Finished {
    /// For commands that print a table of failures too.
    var withoutOutput: Program.Finished {
        Program.Finished(status: status, output: "", errors: errors, outputBytes: [])
    }
}
