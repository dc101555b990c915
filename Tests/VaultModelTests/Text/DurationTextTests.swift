import Testing
import VaultModel

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("90d", 7_776_000), ("12h", 43_200), ("15m", 900), ("30s", 30), ("0s", 0), ("0d", 0), ("007d", 604_800),
        ("36525d", 3_155_760_000), ("P90D", 7_776_000), ("PT12H", 43_200), ("P1DT2H", 93_600), ("PT15M", 900),
        ("PT30S", 30), ("PT1H30M", 5_400), ("PT1H30S", 3_630), ("P1DT1H1M1S", 90_061), ("P2W", 1_209_600), ("PT0S", 0),
        ("PT90M", 5_400),
    ])
    func reads(text: String, seconds: Int64) {
        #expect(DurationText.parse(text) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "d", "90", "90 d", " 90d", "90d ", "90D", "90days", "-90d", "+90d", "1.5h", "1d2h", "2w", "50ms", "٣d",
        "90d\n", "P", "PT", "P1DT", "P1Y", "P1M", "P1H", "PT1D", "P1D2H", "PT1M1H", "PT1H1H", "P1D1D", "PTT1H",
        "PT1HT1H", "p90d", "P-1D", "-P1D", "P1.5D", "PT0.5S", "P1W1D", "P1DT1W", "PD", "P1", "P90d", "PW",
        // Over the longest, and over what an integer holds.
        "36526d", "P36526D", "9223372036854775807d", "9223372036854775807s", "9223372036854775808s",
        "99999999999999999999999999d", "PT9223372036854775807H", "P106751991167300DT106751991167300H",
    ])
    func refuses(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1s"), (59, "59s"), (60, "1m"), (61, "61s"), (3_600, "1h"), (5_400, "90m"), (86_400, "1d"),
            (129_600, "36h"), (15_552_000, "180d"), (-86_400, "-1d"),
        ] as [(Int64, String)]
    )
    func writes(seconds: Int64, expected: String) {
        #expect(DurationText.format(.seconds(seconds)) == expected)
        if seconds >= 0 { #expect(DurationText.parse(expected) == .seconds(seconds)) }
    }

    @Test func dropsFractions() {
        #expect(DurationText.format(.milliseconds(1_999)) == "1s")
        #expect(DurationText.format(.milliseconds(999)) == "0s")
    }
}
