import FoundationEssentials
import VaultCore
import VaultModel

/// When things end: already, in each of twelve months in UTC beginning with this one, later, or nobody knows when.
struct Timeline: Sendable, Equatable {
    /// How many there are, by how soon they want somebody.
    struct Tally: Sendable, Equatable {
        var now = 0
        var soon = 0
        var fine = 0

        var total: Int { now + soon + fine }

        mutating func add(_ urgency: Urgency) {
            switch urgency {
            case .now: now += 1
            case .soon: soon += 1
            case .fine: fine += 1
            }
        }
    }

    struct Month: Sendable, Equatable {
        /// `2026-12`
        var name: String
        var tally = Tally()
    }

    private static let length = 12

    private(set) var ended = Tally()
    private(set) var months: [Month]
    private(set) var later = Tally()
    /// Without an end that anyone noted.
    private(set) var unknown = Tally()

    init(_ rows: [ExpiryReport], at now: Date) {
        let names = Self.names(from: now)
        months = names.dropLast().map { Month(name: $0) }
        // Compared as instants: 10,000 ends are not written out for this.
        let starts = names.dropFirst().map { InstantText.parse("\($0)-01") ?? .distantFuture }
        for row in rows {
            let urgency = Urgency(verdict: row.verdict)
            guard let end = row.expires else {
                unknown.add(urgency)
                continue
            }
            if end <= now {
                ended.add(urgency)
            } else if let month = starts.firstIndex(where: { end < $0 }) {
                months[month].tally.add(urgency)
            } else {
                later.add(urgency)
            }
        }
    }

    /// The names of the months, and of the one after the last.
    private static func names(from now: Date) -> [String] {
        let today = InstantText.format(now)
        let year = Int(today.prefix(4)) ?? 1
        let month = Int(today.dropFirst(5).prefix(2)) ?? 1
        return (0...length).map { step in
            let number = month - 1 + step
            return "\(padded(year + number / 12, to: 4))-\(padded(number % 12 + 1, to: 2))"
        }
    }

    private static func padded(_ number: Int, to length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.count)) + digits
    }
}
