import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// A clock that is put back or forward between two uses: what was confirmed stays, in the order in which it was done.
@Suite("A clock that jumps")
struct ClockTests {
    static let jumps: [TimeInterval] = [-1, -3600, -86_400 * 400, 86_400 * 400, -4e9, 4e9]

    @Test("Nothing is lost, nothing is invented, and the log keeps its order", arguments: jumps)
    func changes(jump: TimeInterval) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let before = bench.folder.world.now
            await bench.advance(by: jump)
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            try await bench.edit("contoso") { $0.notes = "at another time" }
            await bench.advance(by: -jump)
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.leadsNext) }
            // And for a process that comes at yet another time.
            await bench.advance(by: jump)
            try await bench.folder.withVault { other in
                let report = try await other.verify { _, _ in }
                #expect(report.tenants == 2 && report.secrets == 2)
                #expect(try await other.tenants(.everything).map(\.name) == ["contoso", "fabrikam"])
                let log = try await other.audit(TenantSelection(names: []), since: nil, until: nil)
                #expect(log.map(\.event).prefix(4) == ["created", "added", "added", "edited"])
                #expect(log.map(\.event).dropFirst(4).allSatisfy { ["edited", "secretAdded"].contains($0) })
                #expect(log[1].at == before && log[2].at == before + jump && log.last?.at == before)
            }
        }
    }

    @Test("Put back by a day, it does not turn a minute's patience into a day's")
    func patience() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.fault(times: 1) { $0.retryAfter = "60" }
            expect(try await bench.tokens("contoso").first?.failure, is: .throttled)
            await bench.advance(by: -86_400)
            #expect(try await bench.token("contoso").source == .minted)
        }
    }

    @Test("Put forward, it serves no token that has run out by then")
    func tokens() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            _ = try await bench.token("contoso")
            #expect(try await bench.token("contoso").source == .cache)
            await bench.advance(by: 86_400)
            #expect(try await bench.token("contoso").source == .minted)
        }
    }
}
