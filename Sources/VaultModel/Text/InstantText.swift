package import FoundationEssentials

/// How instants are written: ISO 8601 in UTC to the second, and read in the forms that people and Graph use.
package enum InstantText {
    /// Writes `2027-03-01T09:00:00Z`, fractions dropped, so that an end never looks later than it is.
    ///
    /// Instants outside the years 1 to 9999 are written as the nearest that fits: they mean "always" or "never".
    package static func format(_ instant: Date) -> String {
        let instant = fitting(instant)
        // By arithmetic: a calendar of 10,000 ends writes 20,000 instants, and Foundation takes 0.3 µs for each.
        return CivilTime(instant).map { String(decoding: $0.instant(separated: true), as: UTF8.self) }
            ?? instant.ISO8601Format()
    }

    /// Writes `2027-03-01`, the day of what `format` writes.
    package static func day(_ instant: Date) -> String {
        CivilTime(fitting(instant)).map { String(decoding: $0.day(separated: true), as: UTF8.self) }
            ?? String(format(instant).prefix(10))
    }

    /// Writes `20270301T090000Z`, as `format` does without the separators.
    package static func compact(_ instant: Date) -> String {
        CivilTime(fitting(instant)).map { String(decoding: $0.instant(separated: false), as: UTF8.self) }
            ?? format(instant).filter { $0 != "-" && $0 != ":" }
    }

    /// Reads `2027-03-01T09:00:00Z`, with an offset such as `+02:00`, with one to nine digits of a fraction, or a bare
    /// date; nil for anything else, for instance a time without a zone or a day that the month does not have.
    ///
    /// A bare date means 00:00 UTC of that day: the earliest reading, so that nothing is believed to live longer than
    /// it does.
    package static func parse(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        if bytes.count == 10 { return wholeSeconds("\(text)T00:00:00Z") }
        // 19 bytes of date and time, then perhaps a fraction, then a zone.
        guard bytes.count >= 20, bytes.prefix(19).allSatisfy({ $0 < 0x80 }),
            let seconds = wholeSeconds(String(decoding: bytes[..<19], as: UTF8.self) + "Z")
        else { return nil }
        var rest = bytes[19...]
        guard let fraction = takeFraction(&rest), let offset = offsetSeconds(rest) else { return nil }
        return seconds.addingTimeInterval(fraction - Double(offset))
    }

    private static func fitting(_ instant: Date) -> Date { min(max(instant, earliest), latest) }

    private static let earliest = Date(timeIntervalSince1970: -62_135_596_800)
    private static let latest = Date(timeIntervalSince1970: 253_402_300_799)

    /// The library's parser carries the 30th of February over into March and takes 24:00; writing the instant again
    /// shows whether it did.
    private static func wholeSeconds(_ text: String) -> Date? {
        guard let instant = try? Date.ISO8601FormatStyle().parse(text), instant.ISO8601Format() == text else {
            return nil
        }
        return instant
    }

    /// 0 where there is no fraction; nil where there is a point without one to nine digits.
    private static func takeFraction(_ rest: inout ArraySlice<UInt8>) -> Double? {
        guard rest.first == UInt8(ascii: ".") else { return 0 }
        rest.removeFirst()
        let digits = rest.prefix(while: isDigit)
        rest = rest[digits.endIndex...]
        guard (1...9).contains(digits.count) else { return nil }
        return Double("0." + String(decoding: digits, as: UTF8.self))
    }

    /// Reads `Z` or `±hh:mm`.
    private static func offsetSeconds(_ zone: ArraySlice<UInt8>) -> Int? {
        if zone.elementsEqual("Z".utf8) { return 0 }
        let zone = Array(zone)
        guard zone.count == 6, zone[3] == UInt8(ascii: ":"), [1, 2, 4, 5].allSatisfy({ isDigit(zone[$0]) }) else {
            return nil
        }
        let hours = digit(zone[1]) * 10 + digit(zone[2])
        let minutes = digit(zone[4]) * 10 + digit(zone[5])
        guard hours < 24, minutes < 60 else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        switch zone[0] {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func digit(_ byte: UInt8) -> Int { Int(byte) - Int(UInt8(ascii: "0")) }
}
