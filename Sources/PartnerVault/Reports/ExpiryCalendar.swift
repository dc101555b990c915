import FoundationEssentials
import VaultCore
import VaultModel

/// What runs out, as a calendar: an event at each end, with alarms where the policy becomes louder.
///
/// No METHOD: with PUBLISH every event would need an organizer (RFC 5546, 3.2.1), and without one a calendar program
/// takes the file for what it is, a snapshot. Events with the same UID replace each other.
enum ExpiryCalendar {
    static func text(_ rows: [ExpiryReport], at now: Date) -> String {
        var calendar = CalendarText()
        calendar.component("VCALENDAR") { calendar in
            calendar.add("VERSION", "2.0")
            calendar.add("PRODID", "-//partner-vault//expiring//EN")
            calendar.add("CALSCALE", "GREGORIAN")
            calendar.add("NAME", "partner-vault")
            calendar.add("X-WR-CALNAME", "partner-vault")
            let stamp = CalendarValue.instant(now)
            // A directory that names a relationship twice makes no second event.
            var seen = Set<String>(minimumCapacity: rows.count)
            let ends: [(place: Int, id: String, end: Date)] = rows.indices.compactMap { place in
                guard let end = rows[place].expires else { return nil }
                let id = rows[place].eventID
                return seen.insert(id).inserted ? (place, id, end) : nil
            }
            calendar.add(ends) { item, calendar in
                event(rows[item.place], named: item.id, ending: item.end, stamp, to: &calendar)
            }
        }
        return calendar.text
    }

    private static func event(
        _ row: ExpiryReport, named id: String, ending end: Date, _ stamp: String, to calendar: inout CalendarText
    ) {
        let summary = CalendarValue.text(
            "\(row.tenant): \(row.noun) \(row.extendsItself ? "is extended by itself" : "ends")")
        calendar.component("VEVENT") { event in
            event.add("UID", "\(id)@partner-vault")
            event.add("DTSTAMP", stamp)
            event.add("DTSTART", CalendarValue.instant(end))
            event.add("SUMMARY", summary)
            event.add("DESCRIPTION", text: row.details)
            event.add("CATEGORIES", "partner-vault,\(CalendarValue.text(row.verdict))")
            event.add("STATUS", "CONFIRMED")
            // Nobody is busy because of it.
            event.add("TRANSP", "TRANSPARENT")
            for before in row.alarms {
                event.component("VALARM") { alarm in
                    alarm.add("ACTION", "DISPLAY")
                    alarm.add("DESCRIPTION", summary)
                    alarm.add("TRIGGER", before > .zero ? "-" + CalendarValue.duration(before) : "PT0S")
                }
            }
        }
    }
}

extension ExpiryReport {
    /// The same for the same credential at every run.
    fileprivate var eventID: String {
        let id = CalendarValue.identifier(credential)
        return kind == Self.relationshipKind ? "gdap.\(id)" : id
    }

    /// How long before the end somebody is to be told; nothing wakes people for what goes on by itself.
    fileprivate var alarms: [Duration] {
        if extendsItself { return [] }
        let (first, second) = (max(rotateBefore, criticalBefore), min(rotateBefore, criticalBefore))
        // Where two of them are one, it rings once.
        return [first, second == first ? .zero : second].filter { $0 > .zero } + [.zero]
    }

    fileprivate var noun: String {
        if kind == Self.relationshipKind { return "relationship with \(customer ?? "a customer")" }
        return switch Credential.Kind(rawValue: kind) {
        case .clientSecret: "client secret"
        case .certificate: "certificate"
        case .federated: "federated token"
        case .refreshToken: "user's sign-in"
        case .password: "password"
        case nil: kind
        }
    }

    fileprivate var details: String {
        let lines = [
            "verdict: \(verdict)", owner.map { "owner: \($0)" }, action.map { "next: \($0)" },
            keyID.map { "key ID: \($0)" }, tenants > 1 ? "used by \(tenants) tenants" : nil,
        ]
        return lines.compactMap(\.self).joined(separator: "\n")
    }
}
