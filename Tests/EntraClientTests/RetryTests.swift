import EntraClient
import Foundation
import Testing

@Suite("When a request is sent again")
struct RetryTests {
    static let good = StubTransport.Answer.reply(200, Sample.reply())

    @Test(
        "Once, after one second, where the directory failed or the reply was lost",
        arguments: [
            StubTransport.Answer.failure(.timeout), .failure(.closed), .reply(500, ""), .reply(503, "<html>"),
        ]
    )
    func again(first: StubTransport.Answer) async throws {
        let pauses = Pauses()
        let stub = StubTransport([first, Self.good])
        _ = try await Sample.mint(stub, pauses: pauses)
        #expect(pauses.all == [.seconds(1)])
        #expect(stub.seen.count == 2)
        #expect(stub.seen[0].text == stub.seen[1].text)
    }

    @Test("Not a third time")
    func onlyOnce() async {
        let stub = StubTransport([.failure(.timeout), .reply(502, ""), Self.good])
        await #expect(throws: EntraError.serverError(status: 502, code: nil)) { try await Sample.mint(stub) }
        #expect(stub.seen.count == 2)
    }

    @Test(
        "Never where a person or time must help",
        arguments: [
            (StubTransport.Answer.failure(.dns), EntraError.network(.dns)),
            (.failure(.refused), .network(.refused)), (.failure(.tls), .network(.tls)),
            (.failure(.proxy), .network(.proxy)), (.failure(.cancelled), .network(.cancelled)),
            (.failure(.redirected(status: 302)), .redirected), (.failure(.tooLarge), .malformedReply(.tooLarge)),
            (.reply(429, ""), .throttled(retryAfter: .seconds(60))),
            (.reply(503, ["Retry-After": "7"], ""), .throttled(retryAfter: .seconds(7))),
            (.reply(400, "<html>"), .malformedReply(.html)),
        ]
    )
    func never(answer: StubTransport.Answer, expected: EntraError) async {
        let pauses = Pauses()
        let stub = StubTransport([answer, Self.good])
        await #expect(throws: expected) { try await Sample.mint(stub, pauses: pauses) }
        #expect(stub.seen.count == 1)
        #expect(pauses.all.isEmpty)
    }

    @Test("A wait that is cancelled ends the attempt")
    func cancelled() async throws {
        let stub = StubTransport([.failure(.timeout), Self.good])
        let entra = EntraClient(transport: stub, now: { Sample.instant }, pause: { _ in throw CancellationError() })
        let request = try Sample.request()
        await #expect(throws: EntraError.network(.cancelled)) {
            try await entra.mint(request, secret: Sample.secret("secret"))
        }
        #expect(stub.seen.count == 1)
    }

    @Test(
        "Retry-After in seconds or as a date, from a second to an hour",
        arguments: [
            (["Retry-After": "30"], 30), (["Retry-After": "0"], 1), (["Retry-After": "3601"], 3600),
            (["Retry-After": "99999999999999999999"], 3600), (["Retry-After": "soon"], 60),
            (["Retry-After": "-5"], 60), (["Retry-After": ""], 60), ([:], 60),
            (["Retry-After": "Sun, 01 Mar 2026 10:02:00 GMT"], 120),
            (["Retry-After": "Sun, 01 Mar 2026 09:00:00 GMT"], 1),
            (["Retry-After": "Mon, 02 Mar 2026 10:00:00 GMT"], 3600),
            (["Retry-After": "Sun, 01 Mar 2026 12:00:30 GMT", "Date": "Sun, 01 Mar 2026 12:00:00 GMT"], 30),
            (["Retry-After": "Sunday, 01-Mar-26 10:02:00 GMT"], 60),
        ] as [(HeaderFields, Int)]
    )
    func retryAfter(headers: HeaderFields, seconds: Int) async {
        let stub = StubTransport([.reply(429, headers, "{}")])
        await #expect(throws: EntraError.throttled(retryAfter: .seconds(seconds))) { try await Sample.mint(stub) }
    }

    @Test("Dates of HTTP headers")
    func dates() {
        #expect(HTTPDate.parse(Sample.dateField) == Sample.instant)
        #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == Date(timeIntervalSince1970: 784_111_777))
        #expect(HTTPDate.parse("Thu, 29 Feb 2024 23:59:59 GMT") == Date(timeIntervalSince1970: 1_709_251_199))
        for text in [
            "", "now", "Sun, 32 Mar 2026 10:00:00 GMT", "Sun, 01 Mar 2026 24:00:00 GMT", "Sun, 01 Mar 2026",
            "Sun, 06 Nov 1994 08:49:37:x GMT", "Sun, 06 Nov 1994 08:x:49:37 GMT",
        ] {
            #expect(HTTPDate.parse(text) == nil)
        }
    }
}
