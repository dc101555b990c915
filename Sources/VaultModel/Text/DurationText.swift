/// How lengths of time are written on the command line and in settings.
package enum DurationText {
    /// A hundred years; anything longer is a slip of the hand and would lead past the last year that can be written.
    package static let longest = Duration.seconds(36_525 * 86_400)

    /// Reads `90d`, `12h`, `15m`, `30s` or ISO 8601 (`P90D`, `PT12H`, `P1DT2H`, `P2W`) of whole seconds.
    ///
    /// Nil for anything else: signs, fractions, years and months (which have no fixed length), and lengths over
    /// `longest`. A day is always 86,400 s.
    package static func parse(_ text: String) -> Duration? {
        guard let seconds = text.hasPrefix("P") ? isoSeconds(text.utf8.dropFirst()) : shortSeconds(text.utf8) else {
            return nil
        }
        let duration = Duration.seconds(seconds)
        return duration <= longest ? duration : nil
    }

    /// Writes whole seconds in the largest unit that holds them exactly (`90d`, `36h`, `90m`), so that `parse` reads
    /// the same back; a fraction of a second is dropped.
    package static func format(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        for (unit, length) in [("d", 86_400), ("h", 3_600), ("m", 60)] as [(String, Int64)]
        where seconds != 0 && seconds % length == 0 {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }

    private static func shortSeconds(_ text: String.UTF8View) -> Int64? {
        var rest = text[...]
        guard let count = takeNumber(&rest), let unit = rest.popFirst(), rest.isEmpty else { return nil }
        switch unit {
        case UInt8(ascii: "d"): return product(count, 86_400)
        case UInt8(ascii: "h"): return product(count, 3_600)
        case UInt8(ascii: "m"): return product(count, 60)
        case UInt8(ascii: "s"): return count
        default: return nil
        }
    }

    private static func isoSeconds(_ text: Substring.UTF8View) -> Int64? {
        var rest = text
        // Weeks stand alone in ISO 8601.
        if rest.last == UInt8(ascii: "W") {
            rest.removeLast()
            guard let weeks = takeNumber(&rest), rest.isEmpty else { return nil }
            return product(weeks, 7 * 86_400)
        }
        // Days before the T, hours, minutes and seconds after it; each part and the whole in that order.
        let halves = rest.split(separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let dates = halves.first, halves.count == 2 || !dates.isEmpty else { return nil }
        guard let days = sum(dates, of: [(UInt8(ascii: "D"), 86_400)]) else { return nil }
        guard halves.count == 2 else { return days }
        guard !halves[1].isEmpty, let time = sum(halves[1], of: timeUnits) else { return nil }
        let (total, overflow) = days.addingReportingOverflow(time)
        return overflow ? nil : total
    }

    private static let timeUnits: [(UInt8, Int64)] = [
        (UInt8(ascii: "H"), 3_600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1),
    ]

    /// Adds up numbers with a unit behind each; a unit may be left out but not come twice or out of turn.
    private static func sum(_ text: Substring.UTF8View, of units: [(UInt8, Int64)]) -> Int64? {
        var rest = text
        var units = units[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            guard let count = takeNumber(&rest), let unit = rest.popFirst(),
                let place = units.firstIndex(where: { $0.0 == unit }), let part = product(count, units[place].1)
            else { return nil }
            let (next, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = next
            units = units[(place + 1)...]
        }
        return total
    }

    /// The digits in front, of which there must be some and not too many for an `Int64`.
    private static func takeNumber(_ rest: inout Substring.UTF8View) -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        return Int64(Substring(digits))
    }

    private static func product(_ count: Int64, _ unit: Int64) -> Int64? {
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? nil : seconds
    }
}
