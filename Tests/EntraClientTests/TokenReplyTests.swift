import EntraClient
import Foundation
import Testing

@Suite("What a token endpoint may answer")
struct TokenReplyTests {
    @Test("v2 and v1 replies, numbers as numbers or as strings")
    func good() async throws {
        let replies = [
            Sample.reply(),
            Sample.reply(["expires_in": "\"3599\"", "resource": "\"\(Sample.resource)\""]),
            Sample.reply(["expires_in": "3599.0", "expires_on": "\"1772362799\"", "not_before": "\"1772359200\""]),
            Sample.reply(["token_type": "\"bearer\"", "ext_expires_in": "3599"]),
        ]
        for text in replies {
            let token = try await Sample.mint(StubTransport([.reply(200, ["Content-Type": "text/plain"], text)]))
            #expect(token.value == Sample.token)
            #expect(token.tokenType == "Bearer")
            #expect(token.expiresOn == Sample.instant.addingTimeInterval(3599))
            #expect(token.resource == Sample.resource)
            #expect(!token.isOpaque)
            #expect(token.clockSkew == nil)
        }
    }

    @Test(
        "When a token ends, in seconds from the request",
        arguments: [
            (["expires_in": "3600", "expires_on": "\"1772362700\""], 3500),
            (["expires_in": "3600", "expires_on": "1772362900"], 3600),
            (["expires_in": "3600", "expires_on": "1"], 3600),
            (["expires_in": nil, "expires_on": "1772359300"], 100),
            (["expires_in": "172800"], 172_800),
        ] as [([String: String?], Double)]
    )
    func end(changes: [String: String?], seconds: Double) async throws {
        let token = try await Sample.mint(StubTransport([.reply(200, Sample.reply(changes))]))
        #expect(token.expiresOn == Sample.instant.addingTimeInterval(seconds))
    }

    @Test(
        "refresh_in is a hint: what makes no sense is left out",
        arguments: [("1800", 1800.0), ("\"1800\"", 1800), ("0", nil), ("-5", nil), ("4000", nil), ("{}", nil)]
    )
    func refresh(text: String, seconds: Double?) async throws {
        let token = try await Sample.mint(StubTransport([.reply(200, Sample.reply(["refresh_in": text]))]))
        #expect(token.refreshOn == seconds.map { Sample.instant.addingTimeInterval($0) })
    }

    static let bad: [(String, ReplyProblem)] = [
        ("<!DOCTYPE html><html>sign in to the network</html>", .html),
        ("\n <html/>", .html),
        ("", .notJSON), ("OK", .notJSON), ("[]", .notJSON), ("\"text\"", .notJSON),
        (String(Sample.reply().dropLast(9)), .notJSON),
        (Sample.reply() + "x", .notJSON),
        (#"{"a":1,"a":2}"#, .duplicateKey),
        (#"{"a":{"b":1,"\u0062":2}}"#, .duplicateKey),
        (#"{"a":01}"#, .notJSON), (#"{"a":"\ud800"}"#, .notJSON), ("{\"a\":\"\n\"}", .notJSON),
        (String(repeating: "[", count: 40) + String(repeating: "]", count: 40), .notJSON),
        (Sample.reply(["access_token": nil]), .missing("access_token")),
        (Sample.reply(["access_token": "5"]), .wrongType("access_token")),
        (Sample.reply(["access_token": "\"\""]), .emptyToken),
        (Sample.reply(["access_token": "\"a b\""]), .tokenForm),
        (Sample.reply(["access_token": "\"opaque\""]), .tokenForm),
        (Sample.reply(["access_token": "\"a.b\""]), .tokenForm),
        (Sample.reply(["access_token": "\"a.b.c.d\""]), .tokenForm),
        (Sample.reply(["access_token": "\"a.b.c.d.\""]), .tokenForm),
        (Sample.reply(["token_type": nil]), .missing("token_type")),
        (Sample.reply(["token_type": "\"pop\""]), .tokenType),
        (Sample.reply(["token_type": "1"]), .wrongType("token_type")),
        (Sample.reply(["expires_in": nil]), .missing("expires_in")),
        (Sample.reply(["expires_in": "true"]), .wrongType("expires_in")),
        (Sample.reply(["expires_in": "\"soon\""]), .wrongType("expires_in")),
        (Sample.reply(["expires_in": "0"]), .lifetime), (Sample.reply(["expires_in": "-1"]), .lifetime),
        (Sample.reply(["expires_in": "172801"]), .lifetime), (Sample.reply(["expires_in": "1e300"]), .lifetime),
        (Sample.reply(["expires_in": nil, "expires_on": "1772359200"]), .lifetime),
        (Sample.reply(["error": "\"invalid_client\""]), .contradiction),
        (#"{"error":5}"#, .wrongType("error")),
    ]

    @Test("Anything else is refused by name, and not repeated", arguments: bad)
    func malformed(text: String, problem: ReplyProblem) async {
        let stub = StubTransport([.reply(200, text)])
        await #expect(throws: EntraError.malformedReply(problem)) { try await Sample.mint(stub) }
        #expect(stub.seen.count == 1)
    }

    @Test("Bytes that are no UTF-8, and more of them than are read")
    func bytes() async {
        let broken = StubTransport([.bytes(Array(#"{"a":""#.utf8) + [0xff, 0xfe] + Array("\"}".utf8))])
        await #expect(throws: EntraError.malformedReply(.notUTF8)) { try await Sample.mint(broken) }
        let huge = StubTransport([.bytes(Array(repeating: 0x20, count: (1 << 20) + 1))])
        await #expect(throws: EntraError.malformedReply(.tooLarge)) { try await Sample.mint(huge) }
    }

    @Test("Statuses that a token reply cannot have", arguments: [201, 204, 404])
    func status(status: Int) async {
        let stub = StubTransport([.reply(status, Sample.reply())])
        await #expect(throws: EntraError.malformedReply(.status(status))) { try await Sample.mint(stub) }
    }

    @Test("A redirect is not followed", arguments: [301, 302, 303, 304, 307, 308])
    func redirect(status: Int) async {
        let stub = StubTransport([.reply(status, ["Location": "https://elsewhere.example/"], "")])
        await #expect(throws: EntraError.redirected) { try await Sample.mint(stub) }
        #expect(stub.seen.count == 1)
    }

    @Test("A clock that is off by more than 5 minutes is told", arguments: [(-301.0, -301), (301, 301), (300, nil)])
    func skew(offset: Double, expected: Int?) async throws {
        let secret = try Sample.secret("secret")
        let stub = StubTransport([.reply(200, ["Date": Sample.dateField], Sample.reply())])
        let entra = Sample.entra(stub, now: Sample.instant.addingTimeInterval(-offset))
        let token = try await entra.mint(try Sample.request(), secret: secret)
        #expect(token.clockSkew == expected.map { .seconds($0) })
    }

    @Test("A token is not printed, dumped or described")
    func hidden() async throws {
        let token = try await Sample.mint(StubTransport([.reply(200, Sample.reply())]))
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped, "\([token])"] {
            #expect(!text.contains(Sample.token))
            #expect(!text.contains("eyJ"))
        }
    }
}
