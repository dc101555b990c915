import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

/// One application's rotation from its beginning to its end, with what goes wrong on the way and what must hold then.
struct Journey {
    let bench: Bench
    let saboteur: Saboteur
    let number: Int
    /// What is said when something does not hold.
    var story: [String] = []

    private var name: String { "t\(number)" }

    init(_ bench: Bench, _ saboteur: Saboteur, _ number: Int) {
        self.bench = bench
        self.saboteur = saboteur
        self.number = number
    }

    /// What goes wrong in each of the first runs, and how long nobody comes by after each.
    struct Trouble: Sendable {
        var sabotage: [Int: Sabotage] = [:]
        var idle: TimeInterval = 0
    }

    /// Rotates through all of `troubles`, and then in peace to the end.
    mutating func run(
        _ query: RotationQuery = RotationQuery(.replace), troubles: [Trouble], retiring: [Trouble] = []
    ) async throws {
        var query = query
        try await go(&query, troubles) { $0?.step == .promoted || $0?.step == .retired }
        await bench.advance(by: 25 * 3600)
        query.purpose = .resume
        try await go(&query, retiring) { $0 == nil || $0?.step == .retired || $0?.step == .skipped }
        // Attempts without an answer are searched for until a day has gone by.
        for _ in 0..<2 {
            await bench.advance(by: 25 * 3600)
            _ = try await once(query, Trouble())
        }
        try await expectEnd()
    }

    /// Runs until `isDone`, at most as often as an impatient person would.
    private mutating func go(
        _ query: inout RotationQuery, _ troubles: [Trouble], until isDone: (RotationOutcome?) -> Bool
    ) async throws {
        for turn in 0..<(troubles.count + 12) {
            let trouble = turn < troubles.count ? troubles[turn] : Trouble(idle: 1200)
            let outcome = try await once(query, trouble)
            try await expectSignIn()
            if case .some(let outcome) = outcome, isDone(outcome) { return }
            await bench.advance(by: trouble.idle)
            // A person who saw it fail goes on with it; what died before it was marked is begun again.
            if query.purpose == .replace, try await isOpen() { query.purpose = .resume }
        }
        Issue.record("never came to its end: \(tale)")
    }

    private func isOpen() async throws -> Bool {
        if try await bench.credentials(name).count > 1 { return true }
        return try await bench.rotate(name, query: RotationQuery(.resume, isDryRun: true)).contains {
            $0.step != .skipped
        }
    }

    /// One run of the program.
    ///
    /// - Returns: nil where it died; its only outcome, or nil inside where there was nothing to do.
    private mutating func once(_ query: RotationQuery, _ trouble: Trouble) async throws -> RotationOutcome?? {
        let (deaths, death) = AsyncStream.makeStream(of: Void.self)
        saboteur.begin(trouble.sabotage) { death.yield() }
        let (bench, name) = (bench, name)
        let result = Mutex<Result<[RotationOutcome], any Error>?>(nil)
        Task {
            let outcomes: Result<[RotationOutcome], any Error>
            do { outcomes = .success(try await bench.rotate(name, query: query)) } catch { outcomes = .failure(error) }
            result.withLock { $0 = outcomes }
            death.finish()
        }
        var died = false
        for await _ in deaths {
            died = true
            break
        }
        defer { saboteur.begin([:]) {} }
        let clock = Int(bench.folder.world.now.timeIntervalSince(Sample.today))
        guard !died else {
            bench.folder.world.endProcesses()
            story.append("\(clock) s: \(saboteur.log) died")
            return .none
        }
        let finished = result.withLock { $0 }
        let outcomes = try #require(finished).get()
        #expect(outcomes.count <= 1)
        let told = outcomes.first.map { "\($0.step) \($0.failure?.message ?? "") \($0.notes)" } ?? "nothing to do"
        story.append("\(clock) s: \(saboteur.log) \(told)")
        return .some(outcomes.first)
    }

    private var tale: String { "application \(number)\n  " + story.joined(separator: "\n  ") }

    /// Something in the vault signs in at every moment.
    private func expectSignIn() async throws {
        let outcome = try #require(try await bench.tokens(name, query: TokenQuery(forceNew: true)).first)
        #expect(outcome.failure == nil, "nothing signs in: \(outcome.failure?.message ?? "") \(tale)")
    }

    /// One credential, which the directory has; nothing else of ours there, and everything of others.
    private func expectEnd() async throws {
        let credentials = try await bench.credentials(name)
        #expect(credentials.count == 1 && credentials.first?.state == "active", "\(credentials) \(tale)")
        let key = try #require(credentials.first?.keyID)
        #expect(key != SyncSample.keyID(number), "\(tale)")
        let listed = try await bench.keyIDs(number)
        #expect(listed == [key, RotationSample.stranger(number)], "\(tale)")
        let left = try await bench.rotate(name, query: RotationQuery(.resume))
        #expect(left.allSatisfy { $0.notes == ["no rotation is open"] }, "the journal is not empty: \(left) \(tale)")
        try await expectSignIn()
        if ProcessInfo.processInfo.environment["PARTNER_VAULT_ROTATION_TALES"] != nil { print(tale) }
    }
}

/// A generator whose sequence its seed says.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    // SplitMix64 (Steele, Lea and Flood 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
