import EntraClient
import Foundation
import Testing

@Suite("A secret is not asked for twice")
struct NeverTwiceTests {
    /// After these a secret may have been made.
    private static let doubtful: [(StubTransport.Answer, EntraError)] = [
        (.failure(.timeout), .network(.timeout)), (.failure(.closed), .network(.closed)),
        (.failure(.cancelled), .network(.cancelled)), (.failure(.other), .network(.other)),
        (.failure(.notHTTP), .network(.notHTTP)), (.failure(.shutDown), .network(.shutDown)),
        (.failure(.tooLarge), .malformedReply(.tooLarge)), (.failure(.redirected(status: 307)), .redirected),
        (.reply(500, ""), .serverError(status: 500, code: nil)),
        (.reply(502, "<html>"), .serverError(status: 502, code: nil)),
        (.reply(503, ["Retry-After": "1"], ""), .serverError(status: 503, code: nil)),
        (
            .reply(503, ChangeSample.error("Directory_ConcurrencyViolation", "Error due to concurrent requests")),
            .serverError(status: 503, code: nil)
        ),
        (.reply(504, ""), .serverError(status: 504, code: nil)),
        (.reply(200, "{}"), .malformedReply(.missing("secretText"))),
        (.reply(307, ["Location": "https://graph.microsoft.com/"], ""), .redirected),
        (.reply(408, ""), .graphRejected(status: 408, code: nil)),
        (.reply(100, ""), .graphRejected(status: 100, code: nil)),
    ]
    /// After these surely none was.
    private static let refusals: [(StubTransport.Answer, EntraError)] = [
        (.failure(.dns), .network(.dns)), (.failure(.refused), .network(.refused)), (.failure(.tls), .network(.tls)),
        (.failure(.proxy), .network(.proxy)),
        (
            .reply(400, ChangeSample.error("Request_BadRequest")),
            .graphRejected(status: 400, code: "Request_BadRequest")
        ),
        (
            .reply(400, ChangeSample.error("CredentialInvalidLifetimeAsPerAppPolicy")),
            .graphRejected(status: 400, code: "CredentialInvalidLifetimeAsPerAppPolicy")
        ),
        (.reply(401, ""), .graphDenied(status: 401, code: nil)),
        (.reply(403, GraphSample.denied), .graphDenied(status: 403, code: "Authorization_RequestDenied")),
        (
            .reply(403, ChangeSample.error("Directory_ResourceSizeExceeded")),
            .graphRejected(status: 403, code: "Directory_ResourceSizeExceeded")
        ),
        (.reply(404, GraphSample.notFound), .graphNotFound),
        (
            .reply(409, ChangeSample.error("Request_MultipleObjectsWithSameKeyValue")),
            .graphRejected(status: 409, code: "Request_MultipleObjectsWithSameKeyValue")
        ),
        (.reply(400, ["Retry-After": "1"], ""), .graphRejected(status: 400, code: nil)),
    ]
    /// After these it is asked for again.
    private static let putOff: [StubTransport.Answer] = [
        ChangeSample.busy, .reply(429, ""), .reply(429, ChangeSample.error("UnknownError", "")),
        ChangeSample.concurrent,
        .reply(400, ChangeSample.error("Directory_ConcurrencyViolation")),
        .reply(400, ChangeSample.error("Request_BadRequest", "Error due to concurrent requests being made to it.")),
    ]

    @Test("Nothing follows what may have made one, and the error says so", arguments: doubtful.indices)
    func unsure(index: Int) async throws {
        let (answer, expected) = Self.doubtful[index]
        let pauses = Pauses()
        let stub = StubTransport([answer, .reply(200, ChangeSample.password())])
        await #expect(throws: expected) { _ = try await ChangeSample.add(stub, pauses) }
        #expect(stub.seen.count == 1)
        #expect(pauses.all.isEmpty)
        #expect(expected.mayHaveActed)
    }

    @Test("Nor what surely made none, and the error says so", arguments: refusals.indices)
    func refused(index: Int) async throws {
        let (answer, expected) = Self.refusals[index]
        let stub = StubTransport([answer, .reply(200, ChangeSample.password())])
        await #expect(throws: expected) { _ = try await ChangeSample.add(stub) }
        #expect(stub.seen.count == 1)
        #expect(!expected.mayHaveActed)
    }

    @Test("It follows what Graph put off", arguments: putOff.indices)
    func delayed(index: Int) async throws {
        let pauses = Pauses()
        let stub = StubTransport([Self.putOff[index], .reply(200, ChangeSample.password())])
        #expect(Sample.text(try await ChangeSample.add(stub, pauses).secret) == ChangeSample.secret)
        #expect(stub.seen.count == 2)
        #expect(stub.seen[0].text == stub.seen[1].text)
        #expect(pauses.all.count == 1)
    }

    @Test("But not for ever, and then it was surely not made")
    func patience() async throws {
        let pauses = Pauses()
        let stub = StubTransport(Array(repeating: ChangeSample.concurrent, count: 9))
        await #expect(throws: EntraError.graphRejected(status: 409, code: "Directory_ConcurrencyViolation")) {
            _ = try await ChangeSample.add(stub, pauses)
        }
        #expect(pauses.all == [1, 2, 4, 8, 16].map { .seconds($0) })
        #expect(stub.seen.count == 6)
        for wait in [7, 61] {
            let busy = StubTransport.Answer.reply(429, ["Retry-After": "\(wait)"], "")
            let expected = EntraError.throttled(retryAfter: .seconds(wait))
            await #expect(throws: expected) {
                _ = try await ChangeSample.add(StubTransport(Array(repeating: busy, count: 9)))
            }
            #expect(!expected.mayHaveActed)
        }
    }

    @Test("Of any series of answers, none is asked for after the first that is not a put-off", arguments: 0..<200)
    func series(seed: Int) async throws {
        var dice = Dice(seed: UInt64(seed))
        let others = Self.doubtful + Self.refusals
        var answers: [StubTransport.Answer] = []
        var waits = 0
        while Bool.random(using: &dice), answers.count < 8 {
            answers.append(Self.putOff[Int.random(in: Self.putOff.indices, using: &dice)])
            waits += 1
        }
        let last = others[Int.random(in: others.indices, using: &dice)]
        answers.append(last.0)
        // Whoever asks further gets a second secret.
        answers += Array(repeating: .reply(200, ChangeSample.password()), count: 3)
        let stub = StubTransport(answers)
        let error = await #expect(throws: EntraError.self) { _ = try await ChangeSample.add(stub) }
        #expect(stub.seen.count == min(waits, 5) + 1)
        if waits <= 5 { #expect(error == last.1) } else { #expect(error?.mayHaveActed == false) }
    }
}

/// SplitMix64, so that a seed says which numbers come.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
