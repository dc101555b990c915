import FoundationEssentials
import Testing
import VaultModel

@Suite struct InstantTextTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2027-03-01T09:00:00Z", 1_803_891_600), ("2027-03-01", 1_803_859_200),
            ("2027-03-01T11:00:00+02:00", 1_803_891_600), ("2027-03-01T00:00:00-09:00", 1_803_891_600),
            ("2027-03-01T09:00:00+00:00", 1_803_891_600), ("2027-03-01T09:00:00-00:00", 1_803_891_600),
            ("2028-02-29T00:00:00Z", 1_835_395_200), ("2028-02-29", 1_835_395_200), ("2000-02-29", 951_782_400),
            // The hour that summer time skips in Europe is an hour like any other.
            ("2027-03-28T02:30:00Z", 1_806_201_000), ("2299-12-31T00:00:00Z", 10_413_705_600),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("2027-03-01T09:00:00.5Z", 1_803_891_600.5),
            ("2027-03-01T09:00:00.25+02:00", 1_803_884_400.25),
        ] as [(String, Double)]
    )
    func reads(text: String, seconds: Double) {
        #expect(InstantText.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test func readsSevenDigitsAsGraphWritesThem() throws {
        let instant = try #require(InstantText.parse("2026-03-01T09:00:00.1234567Z"))
        #expect(abs(instant.timeIntervalSince1970 - 1_772_355_600.1234567) < 0.000001)
        #expect(InstantText.format(instant) == "2026-03-01T09:00:00Z")
    }

    @Test(arguments: [
        "", "2027", "2027-03", "2027-3-1", "20270301", "2027-03-01T09:00:00", "2027-03-01T09:00Z",
        "2027-03-01 09:00:00Z",
        "2027-03-01t09:00:00Z", "2027-03-01T09:00:00z", "2027-03-01T09:00:00Zx", " 2027-03-01", "2027-03-01 ",
        "2027-03-01\n", "2027-02-29", "2100-02-29", "2027-02-30T00:00:00Z", "2027-04-31", "2027-00-01", "2027-13-01",
        "2027-01-00", "2027-01-32", "2027-03-01T24:00:00Z", "2027-03-01T09:60:00Z", "2027-03-01T09:00:60Z",
        "2027-03-01T09:00:00.Z", "2027-03-01T09:00:00,5Z", "2027-03-01T09:00:00.1234567890Z", "2027-03-01T09:00:00.5",
        "2027-03-01T09:00:00+0200", "2027-03-01T09:00:00+02", "2027-03-01T09:00:00+24:00", "2027-03-01T09:00:00+02:60",
        "2027-03-01T09:00:00 02:00", "2027-03-01T09:00:00++2:00", "-2027-03-01", "+2027-03-01", "12027-03-01",
        "２027-03-01", "2027-03-0١", "never", "0000-00-00", "2027-W09-1",
    ])
    func refuses(text: String) {
        #expect(InstantText.parse(text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_803_891_600, "2027-03-01T09:00:00Z"),
            (1_803_891_600.999, "2027-03-01T09:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"), (1e18, "9999-12-31T23:59:59Z"),
        ] as [(Double, String)]
    )
    func writes(seconds: Double, expected: String) {
        #expect(InstantText.format(Date(timeIntervalSince1970: seconds)) == expected)
    }

    @Test(
        arguments: [
            (0, "1970-01-01", "19700101T000000Z"), (951_868_799, "2000-02-29", "20000229T235959Z"),
            (4_107_542_399.9, "2100-02-28", "21000228T235959Z"), (4_107_542_400, "2100-03-01", "21000301T000000Z"),
            (-1, "1969-12-31", "19691231T235959Z"), (1e18, "9999-12-31", "99991231T235959Z"),
        ] as [(Double, String, String)]
    )
    func writesDaysAndCompactly(seconds: Double, day: String, compact: String) {
        #expect(InstantText.day(Date(timeIntervalSince1970: seconds)) == day)
        #expect(InstantText.compact(Date(timeIntervalSince1970: seconds)) == compact)
    }

    @Test("Days are counted as Foundation counts them") func agreesWithFoundation() {
        // 61 days a step pass through every day of the month, in leap years and others, until the end of 9999.
        for day in stride(from: -1.0, through: 2_932_896, by: 61) {
            let instant = Date(timeIntervalSince1970: day * 86_400 + 86_399.5)
            #expect(InstantText.format(instant) == instant.ISO8601Format())
        }
    }

    @Test func writesAnyDateInTwentyBytes() {
        for date in [Date.distantPast, .distantFuture, Date(timeIntervalSince1970: -1e18)] {
            #expect(InstantText.format(date).utf8.count == 20)
        }
    }

    @Test func readsWhatItWrites() {
        for day in stride(from: 0.0, to: 60_000, by: 7) {
            let instant = Date(timeIntervalSince1970: day * 86_400 + 12_345)
            #expect(InstantText.parse(InstantText.format(instant)) == instant)
        }
    }
}
