internal import FoundationEssentials

extension Date {
    /// Reads ISO 8601 in UTC, with or without fractions of a second: Graph writes seven digits.
    init?(instant text: String) {
        if let whole = try? Date(text, strategy: .iso8601) {
            self = whole
        } else if let fractional = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        {
            self = fractional
        } else {
            return nil
        }
    }

    /// Writes the seconds form of ISO 8601, as seeds hold it.
    var instant: String { formatted(.iso8601) }

    /// Writes the form of Entra's error bodies: `2026-03-01 09:00:00Z`.
    var entraTimestamp: String { formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space)) }

    /// Writes the form of the HTTP `Date` header: `Sun, 01 Mar 2026 09:00:00 GMT`.
    var httpDate: String {
        let names = (
            days: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
            months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        )
        let parts = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: self)
        // The ISO form has the digits already: 2026-03-01T09:00:00Z.
        let text = instant
        let day = names.days[((parts.weekday ?? 1) - 1) % 7]
        let month = names.months[((parts.month ?? 1) - 1) % 12]
        return "\(day), \(text.dropFirst(8).prefix(2)) \(month) \(text.prefix(4)) \(text.dropFirst(11).prefix(8)) GMT"
    }

    /// Whole seconds since 1970, as tokens count.
    var epochSeconds: Int64 { Int64(timeIntervalSince1970) }
}

extension JSONDecoder {
    /// Reads the double's own JSON: seeds, faults and clock settings.
    static var double: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let instant = Date(instant: text) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "\"\(text)\" is not an instant such as 2027-03-01T09:00:00Z"
                )
            }
            return instant
        }
        return decoder
    }
}

extension JSONEncoder {
    /// Writes the double's own JSON; sorted, so that two equal replies are equal bytes.
    static var double: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.graphInstant)
        }
        return encoder
    }
}
