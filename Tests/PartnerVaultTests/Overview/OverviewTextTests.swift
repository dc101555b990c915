import Foundation
import Testing
import VaultCore

@testable import partner_vault

@Suite("The report on a terminal")
struct OverviewTextTests {
    private func lines(_ report: VaultReport, columns: Int? = nil, colour: Bool = false) -> [String] {
        OverviewText.text(report, on: Screen(columns: columns, colour: colour)).split(separator: "\n").map(String.init)
    }

    @Test("says it all at a glance")
    func glance() {
        let screen = Screen(columns: 60, colour: false)
        let expected = """
            2026-11-22 09:30 UTC: 4 tenants, 4 applications, 4
            credentials, 1 GDAP relationship
            1 of 4 applications was never compared with their directory;
            the oldest reading is 52 days old
            → partner-vault sync --all

            expired         1  █
            critical        0
            rotation due    1  ▓
            unknown expiry  1  ▓
            ok              2  ░░

            ENDS
            already  1  █
            2026-11  0
            2026-12  1  ▓
            2027-01  0
            2027-02  0
            2027-03  1  ░
            2027-04  1  ░
            2027-05  0
            2027-06  0
            2027-07  0
            2027-08  0
            2027-09  0
            2027-10  0
            later    0
            unknown  1  ▓

            \(ExpiryText.table(Array(OverviewSample.mixed.rows.prefix(4))).text(on: screen))
            FINDINGS
            expired (1)
              tailspin   the secret is expired
                → partner-vault edit tailspin --new-secret
            rotation due (1)
              fabrikam   the secret is rotationDue
                → partner-vault rotate fabrikam
            unknown expiry (1)
              proseware  the secret is unknownExpiry
                → partner-vault sync proseware
            several secrets alive (1)
              contoso    the secret is severalSecretsAlive

            """
        let text = OverviewText.text(OverviewSample.mixed, on: screen)
        #expect(text.components(separatedBy: "\n") == expected.components(separatedBy: "\n"))
    }

    @Test("fits every width", arguments: [40, 60, 80, 100, 140])
    func fits(columns: Int) {
        var report = OverviewSample.mixed
        let long = "株式会社 a-very-long-name-without-any-place-to-break-it-that-goes-on-and-on"
        report.rows += (0..<300).map { _ in OverviewSample.row(long, ends: "2026-12-01", "critical") }
        report.findings.append(
            OverviewSample.finding(long, "gone", action: "partner-vault edit '\(long)' --new-secret"))
        for line in lines(report, columns: columns) {
            #expect(DisplayWidth.of(line) <= columns, "\(line)")
        }
    }

    @Test("puts command beside finding where there is room, and in a file")
    func wide() {
        for columns in [nil, 120] {
            #expect(
                lines(OverviewSample.mixed, columns: columns).contains(
                    "  tailspin   the secret is expired              → partner-vault edit tailspin --new-secret"))
        }
    }

    @Test("is coloured only where that was found possible")
    func colour() {
        #expect(lines(OverviewSample.mixed, columns: 80, colour: true).contains { $0.contains("\u{1b}[31m█\u{1b}[0m") })
        #expect(!lines(OverviewSample.mixed, columns: 80).contains { $0.contains("\u{1b}") })
    }

    @Test("says what to do first with an empty vault")
    func empty() {
        let text = OverviewText.text(OverviewSample.report(), on: .plain)
        #expect(text.contains("the vault is empty"))
        #expect(text.contains("partner-vault add NAME") && text.contains("partner-vault import FILE"))
        #expect(!text.contains("FINDINGS") && !text.contains("sync"))
    }

    @Test("shows twenty findings, the worst first, and one of each kind at least")
    func many() {
        var report = OverviewSample.many(500)
        report.findings += [OverviewSample.finding("last", "gone", action: "partner-vault edit last --new-secret")]
        let lines = lines(report, columns: 120)
        #expect(lines.count { $0.hasPrefix("  ") } == 20)
        #expect(lines.contains("rotation due (500)") && lines.contains("gone (1)"))
        #expect(lines.last == "and 481 more: partner-vault policy check")
        #expect(lines.contains { $0.hasPrefix("  last ") })
    }

    @Test("obeys nothing that others wrote")
    func hostile() {
        let name = "x\u{1b}[2J\u{202e}y"
        let rows = [OverviewSample.row(name, ends: "2026-11-18", "expired", owner: name, action: name, customer: name)]
        let report = OverviewSample.report(rows, [OverviewSample.finding(name, name, action: name)])
        let text = OverviewText.text(report, on: Screen(columns: 100, colour: false))
        #expect(!text.unicodeScalars.contains { $0 != "\n" && Printable.isUnsafe($0) })
        #expect(text.contains(#"x\u{1b}[2J\u{202e}y"#))
    }

    @Test(
        "says what the dates are worth",
        arguments: [
            (0, "2026-11-20", nil), (0, "2026-11-01", "the oldest reading is 21 days old"),
            (4, nil, "no application was ever compared with its directory"),
            (3, "2026-11-20", "3 of 4 applications were never compared with their directory"),
        ] as [(Int, String?, String?)]
    )
    func readings(unread: Int, oldest: String?, expected: String?) {
        let report = OverviewSample.report(tenants: 4, unread: unread, oldestReading: oldest)
        #expect(OverviewWords.readings(report) == expected)
    }

    @Test(
        "draws bars that fit, in which everything shows",
        arguments: [
            ([2, 0, 1], 3, 60, [2, 0, 1]), ([100, 0, 0], 100, 10, [10, 0, 0]), ([1, 1, 998], 1000, 10, [1, 1, 8]),
            ([1, 0, 0], 10_000, 10, [1, 0, 0]), ([0, 0, 0], 0, 10, [0, 0, 0]), ([5, 5, 5], 15, 2, [1, 1, 0]),
        ] as [([Int], Int, Int, [Int])]
    )
    func bars(counts: [Int], most: Int, room: Int, expected: [Int]) {
        #expect(BarChart.lengths(counts, most: most, room: room) == expected)
    }
}
