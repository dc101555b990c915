internal import FoundationEssentials

/// The day and the time of day of an instant, in UTC and by the Gregorian calendar.
struct CivilTime {
    private let days: Int
    private let secondOfDay: Int

    /// Nil before 1970, where Foundation's calendar is asked: it counts as the Julian calendar did, before 1582.
    init?(_ instant: Date) {
        guard let seconds = Int(exactly: instant.timeIntervalSince1970.rounded(.down)), seconds >= 0 else { return nil }
        (days, secondOfDay) = (seconds / 86_400, seconds % 86_400)
    }

    /// `2027-03-01`, or without the hyphens.
    func day(separated: Bool) -> [UInt8] {
        let (year, month, day) = civilDay
        var digits: [UInt8] = []
        digits.reserveCapacity(20)
        Self.put(year / 100, to: &digits)
        Self.put(year % 100, to: &digits)
        if separated { digits.append(UInt8(ascii: "-")) }
        Self.put(month, to: &digits)
        if separated { digits.append(UInt8(ascii: "-")) }
        Self.put(day, to: &digits)
        return digits
    }

    /// `2027-03-01T09:00:00Z`, or without hyphens and colons.
    func instant(separated: Bool) -> [UInt8] {
        var digits = day(separated: separated)
        digits.append(UInt8(ascii: "T"))
        Self.put(secondOfDay / 3_600, to: &digits)
        if separated { digits.append(UInt8(ascii: ":")) }
        Self.put(secondOfDay / 60 % 60, to: &digits)
        if separated { digits.append(UInt8(ascii: ":")) }
        Self.put(secondOfDay % 60, to: &digits)
        digits.append(UInt8(ascii: "Z"))
        return digits
    }

    /// Years are counted from the 1st of March, so that the leap day is the last of its year; 400 of them are an era of
    /// 146,097 days (Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
    private var civilDay: (year: Int, month: Int, day: Int) {
        // From the 1st of March of the year 0.
        let days = days + 719_468
        let (era, dayOfEra) = (days / 146_097, days % 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    /// Two digits of a number below 100.
    private static func put(_ number: Int, to digits: inout [UInt8]) {
        digits.append(UInt8(ascii: "0") + UInt8(number / 10))
        digits.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
