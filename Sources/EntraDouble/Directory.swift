package import FoundationEssentials

/// Holds what the double knows at present: directories, clock, faults, and how often each path was asked.
package actor Directory {
    /// The directories, as they stand now, without the sign-ins that go on.
    var seed: Seed
    /// What goes on between users and applications.
    var sessions = Sessions()
    /// The changes of credentials that not everybody sees yet.
    var replication = Replication()
    /// Where each application stands in the seed.
    lazy var places = ApplicationPlaces(seed)
    private var clockOffset: TimeInterval = 0
    private var faults: [Fault] = []
    private var counts: [RequestLine: Int] = [:]

    /// Starts with `seed` and the machine's own time.
    package init(seed: Seed) {
        self.seed = seed
        for token in seed.refreshTokens ?? [] {
            sessions.refreshTokens[token.refreshToken] = token
            sessions.issued.append(token.refreshToken)
        }
        self.seed.refreshTokens = nil
    }

    /// The present state, a seed again: the directories, and the refresh tokens in the order of their issue.
    package var present: Seed {
        var state = seed
        let tokens = sessions.issued.compactMap { sessions.refreshTokens[$0] }
        state.refreshTokens = tokens.isEmpty ? nil : tokens
        return state
    }

    /// The double's time.
    package var now: Date { Date(timeIntervalSinceNow: clockOffset) }

    /// Moves the clock to run `seconds` ahead of the machine's, or behind it.
    package func setClock(offset seconds: TimeInterval) {
        clockOffset = seconds
    }

    /// Moves the clock to `instant`, from where it runs on.
    package func setClock(to instant: Date) {
        clockOffset = instant.timeIntervalSinceNow
    }

    /// Replaces the list of faults.
    package func setFaults(_ faults: [Fault]) {
        self.faults = faults
    }

    /// How often each method and path was asked, sorted by path; control requests are not counted.
    package var requests: [RequestCount] {
        counts.map { RequestCount(method: $0.key.method, path: $0.key.path, count: $0.value) }
            .sorted { ($0.path, $0.method) < ($1.path, $1.method) }
    }

    /// How many requests had `part` in their path.
    package func requestCount(pathContaining part: String) -> Int {
        requests.filter { $0.path.contains(part) }.reduce(0) { $0 + $1.count }
    }

    /// Counts a request, and takes the fault that applies to it.
    func admit(method: String, path: String, clientId: String?, grantType: String?, directory: Substring) -> Fault? {
        // Bounded, so that a client that invents paths cannot fill the memory.
        let line = RequestLine(method: method, path: path)
        if counts[line] != nil || counts.count < 10_000 { counts[line, default: 0] += 1 }
        guard
            let index = faults.firstIndex(where: {
                $0.applies(
                    toMethod: method,
                    path: path,
                    clientId: clientId,
                    grantType: grantType,
                    directory: directory
                )
            })
        else { return nil }
        faults[index].times = faults[index].times.map { $0 - 1 }
        return faults[index]
    }

    private struct RequestLine: Hashable {
        let method: String
        let path: String
    }
}

/// How often one path was asked; it holds neither query nor body, so no secret.
package struct RequestCount: Codable, Equatable, Sendable {
    /// The method.
    package let method: String
    /// The path, without the query.
    package let path: String
    /// How often.
    package let count: Int
}
