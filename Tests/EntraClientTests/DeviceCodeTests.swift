import EntraClient
import Foundation
import Testing
import VaultModel

@Suite("A sign-in by device code")
struct DeviceCodeTests {
    static func reply(_ changes: [String: String?] = [:]) -> String {
        var fields: [String: String?] = [
            "device_code": #""d-s3cr3t""#, "user_code": #""ABCD-1234""#,
            "verification_uri": #""https://microsoft.com/devicelogin""#, "expires_in": "900", "interval": "5",
            "message": #""To sign in,\u001b[2J open the page""#,
        ]
        fields.merge(changes) { _, new in new }
        return "{" + fields.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",") + "}"
    }

    static func prompt(_ changes: [String: String?] = [:], authority: String? = nil) async throws -> DeviceCodePrompt {
        var request = try Sample.request()
        if let authority {
            request.destination = Destination(cloud: .public, authority: try Origin(authority))
        }
        return try await Sample.entra(StubTransport([.reply(200, reply(changes))])).requestDeviceCode(
            request, proof: .none)
    }

    static func pending(_ error: String, _ code: Int = 70016) -> StubTransport.Answer {
        .reply(400, #"{"error":"\#(error)","error_description":"AADSTS\#(code): x.","error_codes":[\#(code)]}"#)
    }

    static let good = StubTransport.Answer.reply(200, Sample.reply(["refresh_token": #""r""#]))

    static func wait(_ answers: [StubTransport.Answer], _ time: PassingTime = PassingTime()) async throws -> Minted {
        let prompt = try await Self.prompt()
        return try await time.entra(StubTransport(answers)).awaitDeviceCode(prompt, Sample.request(), proof: .none)
    }

    @Test("The request and its reply, v1 and v2")
    func prompts() async throws {
        let old: [String: String?] = [
            "verification_uri": nil, "verification_url": #""https://microsoft.com/devicelogin""#,
            "expires_in": #""900""#, "interval": #""5""#,
        ]
        let cases: [(TokenEndpoint, [String: String?], String, String)] = [
            (.v1, old, "/oauth2/devicecode?api-version=1.0", GrantTests.resource),
            (.v2, [:], "/oauth2/v2.0/devicecode", GrantTests.scope),
        ]
        for (endpoint, changes, path, target) in cases {
            let stub = StubTransport([.failure(.closed), .reply(200, Self.reply(changes))])
            let prompt = try await Sample.entra(stub).requestDeviceCode(
                try Sample.request(endpoint: endpoint), proof: .none)
            #expect(prompt.userCode == "ABCD-1234")
            #expect(prompt.verificationURI == "https://microsoft.com/devicelogin")
            #expect(prompt.message == "To sign in,[2J open the page")
            #expect(prompt.expiresOn == Sample.instant.addingTimeInterval(900))
            #expect(prompt.interval == .seconds(5))
            #expect(Sample.text(prompt.code) == "d-s3cr3t")
            #expect(!String(reflecting: prompt).contains("s3cr3t"))
            let seen = try #require(stub.seen.last)
            #expect(seen.line.hasSuffix(Sample.directory + path))
            #expect(seen.text == "client_id=\(Sample.client)&\(target)")
        }
    }

    @Test(
        "What is no prompt for a person is refused",
        arguments: [
            (["device_code": nil], ReplyProblem.missing("device_code")),
            (["device_code": "1"], .wrongType("device_code")),
            (["user_code": nil], .missing("user_code")), (["user_code": #""A\u001bB""#], .wrongType("user_code")),
            (["verification_uri": nil], .missing("verification_uri")),
            (["verification_uri": #""http://microsoft.com/devicelogin""#], .wrongType("verification_uri")),
            (["verification_uri": #""http://127.0.0.1:9/x""#], .wrongType("verification_uri")),
            (["verification_uri": #""https://a@b/""#], .wrongType("verification_uri")),
            (["verification_uri": #""https://a.example/\u001b""#], .wrongType("verification_uri")),
            (["verification_uri": #""javascript:alert(1)""#], .wrongType("verification_uri")),
            (["expires_in": nil], .missing("expires_in")), (["expires_in": "0"], .lifetime),
            (["expires_in": "86400"], .lifetime),
        ] as [([String: String?], ReplyProblem)]
    )
    func malformed(changes: [String: String?], problem: ReplyProblem) async {
        await #expect(throws: EntraError.malformedReply(problem)) { try await Self.prompt(changes) }
    }

    @Test("A stand-in's own page on a loopback address is taken, another's is not")
    func loopback() async throws {
        let page = #""http://127.0.0.1:8080/devicelogin""#
        let prompt = try await Self.prompt(["verification_uri": page], authority: "http://127.0.0.1:8080")
        #expect(prompt.verificationURI == "http://127.0.0.1:8080/devicelogin")
        await #expect(throws: EntraError.malformedReply(.wrongType("verification_uri"))) {
            try await Self.prompt(["verification_uri": page], authority: "http://127.0.0.1:8081")
        }
    }

    @Test(
        "The interval is kept within reason",
        arguments: [(nil, 5), ("0", 1), ("-9", 1), ("999", 60), (#""7""#, 7)] as [(String?, Int)]
    )
    func interval(given: String?, seconds: Int) async throws {
        #expect(try await Self.prompt(["interval": given]).interval == .seconds(seconds))
    }

    @Test("It asks at the interval until the person has signed in, slower where told or where a reply is lost")
    func polling() async throws {
        let time = PassingTime()
        let minted = try await Self.wait(
            [
                Self.pending("authorization_pending"), .failure(.timeout), Self.pending("slow_down"), .reply(503, ""),
                .reply(429, ["Retry-After": "40"], ""), Self.pending("authorization_pending"), Self.good,
            ], time)
        #expect(Sample.text(minted.refreshToken) == "r")
        #expect(time.waits == [5, 5, 10, 15, 15, 40, 15, 15].map { .seconds($0) })
    }

    @Test(
        "It ends where the person declined or the code is over",
        arguments: [
            (pending("authorization_declined"), EntraError.signInDeclined),
            (.reply(400, #"{"error":"access_denied"}"#), .signInDeclined),
            (pending("expired_token", 70020), .signInTimedOut), (pending("code_expired", 70019), .signInTimedOut),
            (.failure(.dns), .network(.dns)), (.reply(200, "<html>"), .malformedReply(.html)),
        ]
    )
    func ends(answer: StubTransport.Answer, expected: EntraError) async {
        let time = PassingTime()
        await #expect(throws: expected) {
            try await Self.wait([Self.pending("authorization_pending"), answer, Self.good], time)
        }
        #expect(time.waits.count == 2)
    }

    @Test("A code that is unknown is refused in the directory's words")
    func unknown() async throws {
        await #expect {
            try await Self.wait([Self.pending("bad_verification_code", 70018), Self.good])
        } throws: { error in
            guard case EntraError.refused(let refusal) = error else { return false }
            return refusal.code == 70018
        }
    }

    @Test("Nobody is waited for longer than the code lives, and the last question comes before its end")
    func timeOut() async throws {
        let time = PassingTime()
        let answers = Array(repeating: Self.pending("authorization_pending"), count: 300)
        await #expect(throws: EntraError.signInTimedOut) { try await Self.wait(answers, time) }
        #expect(time.waits.count == 179)
    }

    @Test("A clock that stands still does not make it endless")
    func stoppedClock() async throws {
        let stub = StubTransport(Array(repeating: Self.pending("authorization_pending"), count: 1000))
        let prompt = try await Self.prompt()
        await #expect(throws: EntraError.signInTimedOut) {
            try await Sample.entra(stub).awaitDeviceCode(prompt, Sample.request(), proof: .none)
        }
        #expect(stub.seen.count == 720)
    }

    @Test("It can be cancelled")
    func cancelled() async throws {
        let answers = Array(repeating: Self.pending("authorization_pending"), count: 9)
        await #expect(throws: EntraError.network(.cancelled)) {
            try await Self.wait(answers, PassingTime(patience: 3))
        }
    }
}
