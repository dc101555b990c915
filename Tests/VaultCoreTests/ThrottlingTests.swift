import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// How the directory's trouble is borne: patience where it asks for it, one repetition where it stumbles.
@Suite("Throttling and retries")
struct ThrottlingTests {
    @Test("A 429 is remembered for its time, across processes, for all requests of that client in that directory")
    func remembered() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            try await bench.add("twin", in: Sample.fabrikam, app: "contoso") { $0.resource = .alias(.arm) }
            _ = try await bench.token("fabrikam")
            await bench.fault(times: 1) { $0.retryAfter = "120" }
            let query = TokenQuery(resource: .uri(Sample.orders))
            let first = try await bench.tokens("fabrikam", query: query).first?.failure
            expect(first, is: .throttled)
            #expect(first?.hint == "try again in 120 s")
            #expect(await bench.requests == 2)
            await bench.advance(by: 60)
            try await bench.folder.withVault { other in
                for name in ["fabrikam", "twin"] {
                    let outcomes = try await other.tokens(for: TenantSelection(names: [name]), query) { _, _ in }
                    expect(outcomes.first?.failure, is: .throttled)
                    #expect(outcomes.first?.failure?.hint == "try again in 60 s")
                }
            }
            // Forcing does not help, other directories are not concerned, and what is cached is served.
            let forced = try await bench.tokens("twin", query: TokenQuery(forceNew: true)).first?.failure
            expect(forced, is: .throttled)
            expect(try await bench.probe("twin").first?.failure, is: .throttled)
            #expect(await bench.requests == 2)
            #expect(try await bench.token("contoso", query: query).source == .minted)
            #expect(try await bench.token("fabrikam").source == .cache)
            #expect(try await bench.events(of: "twin") == ["added", "refused", "refused", "refused"])
            await bench.advance(by: 61)
            #expect(try await bench.token("twin").source == .minted)
        }
    }

    @Test("Once told to wait, the rest of the batch does")
    func batch() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("a", in: Sample.fabrikam, app: "contoso")
            try await bench.add("b", in: Sample.fabrikam, app: "contoso") { $0.resource = .alias(.arm) }
            try await bench.add("c", in: Sample.fabrikam, app: "contoso") { $0.resource = .uri(Sample.orders) }
            await bench.fault { $0.retryAfter = "120" }
            let outcomes = try await bench.tokens("a", "b", "c", query: TokenQuery(concurrency: 1))
            for outcome in outcomes { expect(outcome.failure, is: .throttled) }
            #expect(await bench.requests == 1)
        }
    }

    @Test("A probe's 429 is remembered too")
    func probe() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.fault(times: 1) { $0.retryAfter = "120" }
            expect(try await bench.probe("contoso").first?.failure, is: .throttled)
            expect(try await bench.tokens("contoso").first?.failure, is: .throttled)
            #expect(await bench.requests == 1)
        }
    }

    @Test(
        "The wait is bounded, and has a usual length where none is named",
        arguments: [("86400", 3600), ("0", 1), ("soon", 60)])
    func bounds(retryAfter: String, seconds: Int) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.fault(times: 1) {
                $0.status = 429
                $0.retryAfter = retryAfter
            }
            #expect(try await bench.tokens("contoso").first?.failure?.hint == "try again in \(seconds) s")
            await bench.advance(by: Double(seconds) - 0.5)
            expect(try await bench.tokens("contoso").first?.failure, is: .throttled)
            await bench.advance(by: 1)
            #expect(try await bench.token("contoso").source == .minted)
        }
    }

    struct Trouble: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: FailureCode
        var isRepeated = true
        let configure: @Sendable (inout Fault) -> Void
    }

    static let troubles = [
        Trouble(testDescription: "500", code: .network) { $0.status = 500 },
        Trouble(testDescription: "504", code: .network) { $0.status = 504 },
        Trouble(testDescription: "dropped before", code: .network) { $0.drop = .before },
        Trouble(testDescription: "dropped after", code: .network) { $0.drop = .after },
        Trouble(testDescription: "cut short", code: .network) { $0.truncateBody = 30 },
        Trouble(testDescription: "refused", code: .refused, isRepeated: false) {
            $0.error = Fault.Refusal(code: 53003, error: "interaction_required")
        },
        Trouble(testDescription: "a web page", code: .malformedReply, isRepeated: false) {
            $0.status = 200
            $0.body = "<!doctype html>"
        },
    ]

    @Test("What may pass is tried once more after a second, and only once", arguments: troubles)
    func retries(_ trouble: Trouble) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.fault(times: 1, trouble.configure)
            let first = try #require(try await bench.tokens("contoso").first)
            #expect((first.failure == nil) == trouble.isRepeated)
            await bench.fault(trouble.configure)
            let second = try await bench.tokens("contoso", query: TokenQuery(forceNew: true)).first?.failure
            expect(second, is: trouble.code, aadsts: trouble.code == .refused ? 53003 : nil)
            #expect(await bench.requests == (trouble.isRepeated ? 4 : 2))
            let pauses = bench.folder.world.taken
            #expect(pauses == (trouble.isRepeated ? [.seconds(1), .seconds(1)] : []))
        }
    }
}
