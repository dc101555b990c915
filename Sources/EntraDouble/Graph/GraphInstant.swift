internal import FoundationEssentials

extension Date {
    /// Writes an instant as Graph does: with seven digits of a second's fraction, or none where it is whole.
    var graphInstant: String {
        // Seconds since 2001 leave the seventh digit one place of doubt; a whole second is never mistaken.
        let whole = timeIntervalSinceReferenceDate.rounded(.down)
        let ticks = Int(((timeIntervalSinceReferenceDate - whole) * 10_000_000).rounded())
        guard ticks > 0 else { return Date(timeIntervalSinceReferenceDate: whole).instant }
        guard ticks < 10_000_000 else { return Date(timeIntervalSinceReferenceDate: whole + 1).instant }
        let digits = String(ticks)
        let fraction = String(repeating: "0", count: 7 - digits.count) + digits
        return "\(Date(timeIntervalSinceReferenceDate: whole).instant.dropLast()).\(fraction)Z"
    }

    /// The instant, moved by less than a millisecond if it is a whole second, so that Graph writes its fraction.
    var withFraction: Date {
        graphInstant.contains(".") ? self : addingTimeInterval(1.0 / 8192)
    }
}

extension TimeInterval {
    /// Reads an ISO 8601 duration such as `P90D` or `P4DT12H30M5S`; a year has 365 days and a month 30.
    init?(isoDuration text: String) {
        guard text.first == "P", text.count > 2, text.last != "T", text.utf8.count <= 64 else { return nil }
        let parts = text.dropFirst().split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        let day = 86400.0
        let days: [(Character, Double)] = [("Y", 365 * day), ("M", 30 * day), ("W", 7 * day), ("D", day)]
        let times: [(Character, Double)] = [("H", 3600), ("M", 60), ("S", 1)]
        guard let first = parts.first.flatMap({ Self.sum($0, units: days) }) else { return nil }
        guard parts.count > 1 else {
            self = first
            return
        }
        guard let second = Self.sum(parts[1], units: times) else { return nil }
        self = first + second
    }

    private static func sum(_ text: Substring, units: [(Character, Double)]) -> Double? {
        var (total, number, rest) = (0.0, "", units[...])
        for character in text {
            if character.isASCII, character.isNumber || character == "." {
                number.append(character)
                continue
            }
            guard let index = rest.firstIndex(where: { $0.0 == character }), let value = Double(number) else {
                return nil
            }
            total += value * rest[index].1
            rest = rest[(index + 1)...]
            number = ""
        }
        return number.isEmpty ? total : nil
    }
}
