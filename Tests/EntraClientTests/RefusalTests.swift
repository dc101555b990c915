import EntraClient
import Foundation
import Testing

@Suite("Refusals by the directory")
struct RefusalTests {
    static func refusal(_ body: String, status: Int = 400, headers: HeaderFields = [:]) async throws -> EntraRefusal {
        do {
            _ = try await Sample.mint(StubTransport([.reply(status, headers, body)]), secret: "s3cr3t~/+value")
        } catch EntraError.refused(let refusal) {
            return refusal
        }
        throw CocoaError(.featureUnsupported)
    }

    static func body(_ description: String, error: String = "invalid_client", more: String = "") throws -> String {
        let text = String(decoding: try JSONEncoder().encode(description), as: UTF8.self)
        return #"{"error":"\#(error)","error_description":\#(text)\#(more)}"#
    }

    @Test("Every field of an error body")
    func whole() async throws {
        let body = try Self.body(
            "AADSTS7000222: The provided client secret keys for app 'x' are expired. Visit the portal. Trace ID: t",
            more: #"""
                ,"error_codes":[7000222],"timestamp":"2026-03-01 09:00:00Z","suberror":"basic_action",
                "trace_id":"\#(Sample.client)","correlation_id":"\#(Sample.correlation)",
                "claims":"{\"access_token\":{}}"
                """#
        )
        let refusal = try await Self.refusal(body, status: 401)
        let expected = EntraRefusal(
            status: 401,
            error: "invalid_client",
            suberror: "basic_action",
            code: 7_000_222,
            codes: [7_000_222],
            correlationID: try Sample.uuid(Sample.correlation),
            traceID: try Sample.uuid(Sample.client),
            claims: #"{"access_token":{}}"#,
            text: "AADSTS7000222: The provided client secret keys for app 'x' are expired"
        )
        #expect(refusal == expected)
        #expect(refusal.advice?.retry == .afterFix)
    }

    @Test(
        "The number that says most",
        arguments: [
            ("AADSTS70002: Error validating credentials. AADSTS70008: The grant has expired.", "[70002,70008]", 70008),
            ("AADSTS70002: Error validating credentials. AADSTS50126: Bad password.", "[]", 50126),
            ("AADSTS7000215: Invalid client secret.", "[\"7000215\"]", 7_000_215),
            ("AADSTS65001: Consent. AADSTS99999: Unheard of.", "[65001,99999]", 65001),
            ("AADSTS99998: a. AADSTS99999: b.", "[]", 99999),
            ("no number", "[]", nil), ("AADSTS: none", "{}", nil), ("AADSTS-5: x", "[-5,0,1.5]", nil),
        ] as [(String, String, Int?)]
    )
    func code(description: String, listed: String, expected: Int?) async throws {
        let refusal = try await Self.refusal(Self.body(description, more: #","error_codes":\#(listed)"#))
        #expect(refusal.code == expected)
    }

    @Test(
        "The text is one clean sentence, or nothing",
        arguments: [
            ("AADSTS50126: Bad\u{1b}[31m\u{0} password.\r\nTrace ID: 1", "AADSTS50126: Bad[31m password"),
            ("AADSTS50126: One\u{202e}\u{200b}. Two.", "AADSTS50126: One"),
            (
                "AADSTS50126: " + String(repeating: "x", count: 900),
                "AADSTS50126: " + String(repeating: "x", count: 287)
            ),
            ("Wrong password hunter2.", nil), ("AADSTS: x", nil), ("AADSTS50027: Invalid token eyJhbGciOi", nil),
            ("AADSTS50011: The URI 'http://localhost/?code=1' is not registered.", nil), ("AADSTS50x26: x", nil),
            ("", nil),
            ("AADSTS7000215: The secret s3cr3t~/+value is wrong.", nil),
            ("AADSTS7000215: The secret is wrong. It was s3cr3t%7E%2F%2Bvalue", nil),
            // What is invisible would be taken out, and the secret be whole.
            ("AADSTS7000215: The secret s3cr3t\u{200b}~/+value is wrong.", nil),
        ] as [(String, String?)]
    )
    func text(description: String, expected: String?) async throws {
        #expect(try await Self.refusal(Self.body(description)).text == expected)
    }

    @Test("No field repeats the secret")
    func echo() async throws {
        let refusal = try await Self.refusal(
            Self.body(
                "AADSTS7000215: s3cr3t~/+value",
                more: #","suberror":"s3cr3t~/+value","claims":"{\"a\":\"s3cr3t~/+value\"}","trace_id":"s3cr3t""#
            )
        )
        #expect(!String(reflecting: refusal).contains("s3cr3t"))
        await #expect(throws: EntraError.malformedReply(.wrongType("error"))) {
            try await Sample.mint(
                StubTransport([.reply(400, #"{"error":"s3cr3t"}"#)]),
                secret: "s3cr3t"
            )
        }
    }

    @Test("An error in a reply that says 200 is a refusal")
    func disguised() async throws {
        let refusal = try await Self.refusal(Self.body("AADSTS53003: Blocked."), status: 200)
        #expect(refusal.code == 53003)
        #expect(refusal.advice?.retry == .never)
    }

    @Test("A failing directory tells its number too")
    func failing() async throws {
        let body = try Self.body("AADSTS90033: A transient error.", error: "temporarily_unavailable")
        let stub = StubTransport([.reply(503, body), .reply(503, body)])
        await #expect(throws: EntraError.serverError(status: 503, code: 90033)) { try await Sample.mint(stub) }
    }

    @Test(
        "Where time is the cause, the hint names the clock",
        arguments: [
            ("Sun, 01 Mar 2026 10:20:30 GMT", "this machine's clock is 20 minutes behind the directory's"),
            ("Sun, 01 Mar 2026 09:50:00 GMT", "this machine's clock is 10 minutes ahead of the directory's"),
            (Sample.dateField, #"set this machine's clock, then run "partner-vault probe contoso""#),
        ]
    )
    func clock(date: String, hint: String) async throws {
        let refusal = try await Self.refusal(Self.body("AADSTS700024: Expired."), headers: ["Date": date])
        #expect(refusal.hint(tenant: "contoso")?.hasPrefix(hint) == true)
    }
}
