import Foundation
import Testing
import VaultCore

@testable import partner_vault

@Suite("A calendar of what runs out")
struct CalendarTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    private func events(_ rows: [ExpiryReport], at now: Date = now) throws -> [ParsedCalendar.Component] {
        try ParsedCalendar(ExpiryCalendar.text(rows, at: now)).events
    }

    @Test("says what ends when, and what to do")
    func event() throws {
        let row = ExpiryReport.sample(
            verdict: "critical", owner: "ada, bob", action: "partner-vault rotate contoso")
        let calendar = try ParsedCalendar(ExpiryCalendar.text([row], at: Self.now)).calendar
        #expect(calendar.value("VERSION") == "2.0")
        #expect(calendar.value("PRODID")?.isEmpty == false)
        #expect(calendar.value("X-WR-CALNAME") == "partner-vault")
        // RFC 5546 wants an organizer with one.
        #expect(calendar.values("METHOD").isEmpty)
        let event = try #require(calendar.components.first)
        #expect(event.value("UID") == "00c0ffee00c0ffee@partner-vault")
        #expect(event.value("DTSTAMP") == "20260921T141320Z")
        #expect(event.value("DTSTART") == "20270115T080000Z")
        #expect(try event.text("SUMMARY") == "contoso: client secret ends")
        #expect(
            try event.text("DESCRIPTION")
                == "verdict: critical\nowner: ada, bob\nnext: partner-vault rotate contoso")
        #expect(event.value("CATEGORIES") == "partner-vault,critical")
        #expect(event.value("TRANSP") == "TRANSPARENT")
        #expect(event.value("STATUS") == "CONFIRMED")
    }

    @Test(
        "rings where the policy becomes louder, once at each point",
        arguments: [
            (30 * 86_400, 7 * 86_400, ["-P30D", "-P7D", "PT0S"]), (7 * 86_400, 7 * 86_400, ["-P7D", "PT0S"]),
            (0, 0, ["PT0S"]), (36 * 3_600, 90_061, ["-P1DT12H0M0S", "-P1DT1H1M1S", "PT0S"]),
            (3_600, 1, ["-PT1H0M0S", "-PT0H0M1S", "PT0S"]),
        ]
    )
    func alarms(rotate: Int, critical: Int, triggers: [String]) throws {
        let row = ExpiryReport.sample(rotateBefore: .seconds(rotate), criticalBefore: .seconds(critical))
        let alarms = try #require(try events([row]).first).components
        #expect(alarms.allSatisfy { $0.name == "VALARM" && $0.value("ACTION") == "DISPLAY" })
        #expect(alarms.allSatisfy { $0.value("DESCRIPTION") != nil })
        #expect(alarms.map { $0.value("TRIGGER") } == triggers)
    }

    @Test("wakes nobody for a relationship that goes on by itself")
    func extended() throws {
        let rows = [
            ExpiryReport.sample(kind: "gdap", customer: "Fabrikam", extendsItself: true),
            .sample(id: "b", kind: "gdap", customer: "Fabrikam"),
        ]
        let events = try events(rows)
        #expect(events.map { $0.components.count } == [0, 3])
        #expect(
            try events.map { try $0.text("SUMMARY") } == [
                "contoso: relationship with Fabrikam is extended by itself", "contoso: relationship with Fabrikam ends",
            ])
    }

    @Test("is the same at each run, but for the stamp; an event a credential, none without an end")
    func stable() throws {
        let rows = [ExpiryReport.sample(), .sample(id: "b", ends: nil), .sample(id: "c"), .sample("again", id: "c")]
        let first = ExpiryCalendar.text(rows, at: Self.now)
        let second = ExpiryCalendar.text(rows, at: Self.now + 86_400)
        #expect(first != second)
        #expect(first.replacing("DTSTAMP:20260921", with: "DTSTAMP:20260922") == second)
        #expect(try events(rows).map { $0.value("UID") } == ["00c0ffee00c0ffee@partner-vault", "c@partner-vault"])
        #expect(try events([]).isEmpty)
    }

    @Test("stays a calendar, whatever the texts in it say")
    func hostile() throws {
        let events = try events(ExpiryReport.hostile)
        #expect(events.count == ExpiryReport.hostile.count)
        #expect(Set(events.map { $0.value("UID") }).count == events.count)
        for (event, row) in zip(events, ExpiryReport.hostile) {
            let summary = try #require(try event.text("SUMMARY"))
            let isSafe = { (scalar: Unicode.Scalar) in scalar == "\n" || !Printable.isUnsafe(scalar) }
            #expect(summary.unicodeScalars.allSatisfy(isSafe))
            if row.tenant.unicodeScalars.allSatisfy({ !Printable.isUnsafe($0) }) {
                #expect(summary == "\(row.tenant): relationship with \(row.tenant) ends")
            }
            #expect(
                event.value("UID")?.wholeMatch(of: /gdap\.[A-Za-z0-9.\-_]+@partner-vault/) != nil,
                "\(String(describing: event.value("UID")))")
        }
    }

    @Test(
        "escapes text, and keeps its lines",
        arguments: [
            (#"a\b;c,d"#, #"a\\b\;c\,d"#), ("a\nb\r\nc\rd\r\n\n", #"a\nb\nc\nd\n\n"#),
            ("a\u{2028}b\u{85}c", #"a\nb\nc"#),
            ("a\u{0}\u{1b}[1m\u{7f}b\tc", "a[1mbc"), ("a\u{202e}b\u{200b}", "ab"), ("ünï 👩‍👩‍👧", "ünï 👩‍👩‍👧"),
            ("a:b\"", "a:b\""),
        ]
    )
    func escapes(raw: String, written: String) {
        #expect(CalendarValue.text(raw) == written)
    }

    @Test("folds at 75 octets, between characters", arguments: 60...80)
    func folds(length: Int) throws {
        for character in ["x", "é", "株", "🏢"] {
            let value = String(repeating: "y", count: length) + String(repeating: character, count: 60)
            var calendar = CalendarText()
            calendar.component("X") { $0.add("SUMMARY", text: value) }
            let lines = calendar.text.utf8.split(separator: 10)
            #expect(lines.allSatisfy { $0.count <= 76 })
            // Filled as far as a whole character allows.
            #expect(lines[1].count > 76 - character.utf8.count)
            #expect(try ParsedCalendar(calendar.text).calendar.text("SUMMARY") == value)
        }
        var exact = CalendarText()
        exact.add("X", String(repeating: "y", count: 73))
        exact.add("X", String(repeating: "y", count: 74))
        #expect(exact.text.split(separator: "\r\n").map(\.utf8.count) == [75, 75, 2])
    }

    @Test(
        "makes identifiers of which no two are one",
        arguments: [
            ("a-b.C9", "a-b.C9"), ("a_b", "a_5fb"), ("a b", "a_20b"), ("é\n", "_c3_a9_0a"), ("a_5fb", "a_5f5fb"),
        ]
    )
    func identifiers(raw: String, written: String) {
        #expect(CalendarValue.identifier(raw) == written)
    }
}
