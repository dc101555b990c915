import Testing
import VaultCore
import VaultModel

@testable import partner_vault

@Suite("The timeline")
struct TimelineTests {
    @Test("begins with this month in UTC, and crosses the year")
    func months() {
        let names = Timeline([], at: OverviewSample.now).months.map(\.name)
        #expect(names.count == 12)
        #expect(names.first == "2026-11" && names[1] == "2026-12" && names[2] == "2027-01" && names.last == "2027-10")
    }

    @Test(
        "puts each end into its month",
        arguments: [
            ("2026-11-22T09:30:00Z", "ended"), ("2026-11-22T09:30:01Z", "2026-11"), ("2026-11-30T23:59:59Z", "2026-11"),
            ("2026-12-01T00:00:00Z", "2026-12"), ("2027-02-28T23:59:59Z", "2027-02"), ("2027-03-01", "2027-03"),
            ("2027-10-31T23:59:59Z", "2027-10"), ("2027-11-01", "later"), ("9999-12-31", "later"), (nil, "unknown"),
            ("2020-01-01", "ended"), ("2026-12-01T00:30:00+01:00", "2026-11"),
        ]
    )
    func place(end: String?, expected: String) {
        let timeline = Timeline([OverviewSample.row("a", ends: end)], at: OverviewSample.now)
        var places = timeline.months.map { ($0.name, $0.tally.total) }
        places += [
            ("ended", timeline.ended.total), ("later", timeline.later.total), ("unknown", timeline.unknown.total),
        ]
        #expect(places.filter { $0.1 > 0 }.map(\.0) == [expected])
    }

    @Test(
        "knows how soon each verdict wants somebody, those it never heard of included",
        arguments: [
            ("expired", [1, 0, 0]), ("critical", [1, 0, 0]), ("rotationDue", [0, 1, 0]), ("unknownExpiry", [0, 1, 0]),
            ("neverExpires", [0, 1, 0]), ("exceedsLifetime", [0, 1, 0]), ("certificateRequired", [0, 1, 0]),
            ("somethingNew", [0, 1, 0]), ("ok", [0, 0, 1]),
        ]
    )
    func urgency(verdict: String, expected: [Int]) {
        let later = Timeline([OverviewSample.row("a", ends: "2099-01-01", verdict)], at: OverviewSample.now).later
        #expect([later.now, later.soon, later.fine] == expected)
    }

    @Test("stands at the edges of what can be written", arguments: ["0001-01-01", "9999-12-31", "2028-02-29"])
    func edges(day: String) throws {
        let now = try #require(InstantText.parse(day))
        let timeline = Timeline([OverviewSample.row("a", ends: day)], at: now)
        #expect(timeline.months.count == 12)
        #expect(timeline.ended.total == 1)
        #expect(timeline.months.first?.name == String(day.prefix(7)))
    }
}
