import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// Rotations that something happens to: each single fault, and many at random.
@Suite("rotations under fire")
struct RotationFaultTests {
    /// More requests than a rotation has until it is promoted, and than it has to be retired.
    private static let most = 8

    @Test("Each single fault at each request, and the rotation comes to its end", arguments: Sabotage.allCases)
    func single(sabotage: Sabotage) async throws {
        let places = Self.most
        try await storm(2 * places) { bench, saboteur in
            for place in 0..<places {
                var journey = Journey(bench, saboteur, place + 1)
                try await journey.run(troubles: [Journey.Trouble(sabotage: [place: sabotage])])
                var other = Journey(bench, saboteur, places + place + 1)
                try await other.run(troubles: [], retiring: [Journey.Trouble(sabotage: [place: sabotage])])
            }
        }
    }

    /// `scripts/test` runs 2,000 of them in a step of their own.
    @Test("Rotations at random: faults, deaths, waits and replication delays", arguments: 0..<4)
    func random(lane: Int) async throws {
        let environment = ProcessInfo.processInfo.environment
        let given = environment["PARTNER_VAULT_ROTATION_SEED"].flatMap { UInt64($0) }
        let count = environment["PARTNER_VAULT_ROTATIONS"].flatMap { Int($0) } ?? 40
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("rotations at random: lane \(lane), PARTNER_VAULT_ROTATION_SEED=\(seed)")
        var generator = SeededGenerator(seed: seed &+ UInt64(lane))
        let plans = (0..<(count / 4)).map { _ in RandomPlan(&generator) }
        try await storm(plans.count) { bench, saboteur in
            for (index, plan) in plans.enumerated() {
                await bench.double.state.setReplicationLag(plan.lag)
                var journey = Journey(bench, saboteur, index + 1)
                journey.story.append("seed \(seed) lane \(lane) number \(index): \(plan)")
                try await journey.run(troubles: plan.troubles, retiring: plan.retiring)
            }
        }
    }

    private func storm(_ count: Int, _ body: @Sendable (Bench, Saboteur) async throws -> Void) async throws {
        let saboteur = Saboteur()
        try await Bench.rotating(count, lasting: true, wire: { saboteur.transport($0) }) { bench in
            defer { saboteur.end() }
            try await body(bench, saboteur)
        }
    }
}

/// What happens to one application.
private struct RandomPlan: Sendable {
    let lag: ReplicationLag
    let troubles: [Journey.Trouble]
    let retiring: [Journey.Trouble]

    init(_ generator: inout SeededGenerator) {
        func seconds(_ generator: inout SeededGenerator) -> ReplicationLag.Delay? {
            Bool.random(using: &generator)
                ? ReplicationLag.Delay(seconds: Double(Int.random(in: 1...900, using: &generator))) : nil
        }
        // Graph shows a change after 15 minutes at most, however seldom it is read: that is what the search counts on.
        let graph = seconds(&generator)
        let token =
            Bool.random(using: &generator)
            ? seconds(&generator) : ReplicationLag.Delay(reads: Int.random(in: 1...4, using: &generator))
        lag = ReplicationLag(graph: graph, tokenEndpoint: token)
        troubles = Self.troubles(&generator)
        retiring = Self.troubles(&generator)
    }

    private static func troubles(_ generator: inout SeededGenerator) -> [Journey.Trouble] {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            var trouble = Journey.Trouble()
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let place = Int.random(in: 0..<10, using: &generator)
                trouble.sabotage[place] = Sabotage.allCases.randomElement(using: &generator)
            }
            trouble.idle = [0, 0, 5, 60, 600, 1200].randomElement(using: &generator) ?? 0
            return trouble
        }
    }
}
