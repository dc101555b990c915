internal import FoundationEssentials

/// The body of `POST /double/clock`: `{"offsetSeconds": 90}` or `{"now": "2027-03-01T09:00:00Z"}`.
enum ClockSetting: Decodable {
    /// Run so many seconds ahead of the machine's clock, or behind it.
    case offset(TimeInterval)
    /// Go on from this instant.
    case now(Date)

    private static let centuries = 10_000_000_000.0

    private enum CodingKeys: String, CodingKey { case offsetSeconds, now }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let seconds = try container.decodeIfPresent(Double.self, forKey: .offsetSeconds) {
            // Years have four digits in every form of date that is written.
            guard abs(seconds) <= Self.centuries else {
                throw DecodingError.dataCorruptedError(
                    forKey: .offsetSeconds,
                    in: container,
                    debugDescription: "at most \(Self.centuries) seconds either way"
                )
            }
            self = .offset(seconds)
        } else {
            self = .now(try container.decode(Date.self, forKey: .now))
        }
    }
}
