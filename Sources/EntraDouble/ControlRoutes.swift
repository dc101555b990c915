internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Lets tests on this machine look at the double and change it, under `/double/`.
struct ControlRoutes: Sendable {
    /// How every control path begins.
    static let prefix = "/double/"

    let directory: Directory

    /// Adds the routes.
    func add(to router: Router<ExchangeContext>) {
        router.get("double/state") { _, context in
            try guardLoopback(context.exchange)
            return try await Response.json(directory.present)
        }
        router.get("double/requests") { _, context in
            try guardLoopback(context.exchange)
            return try await Response.json(RequestsReply(requests: directory.requests))
        }
        router.post("double/faults") { _, context in
            try guardLoopback(context.exchange)
            let list: FaultList = try decode(context.exchange)
            await directory.setFaults(list.faults)
            return Response.empty(.noContent)
        }
        router.post("double/clock") { _, context in
            try guardLoopback(context.exchange)
            let setting: ClockSetting = try decode(context.exchange)
            switch setting {
            case .offset(let seconds): await directory.setClock(offset: seconds)
            case .now(let instant): await directory.setClock(to: instant)
            }
            return Response.empty(.noContent)
        }
    }

    private func guardLoopback(_ exchange: Exchange) throws {
        guard exchange.fromLoopback else {
            throw HTTPError(.forbidden, message: "control is for this machine only")
        }
    }

    private func decode<Setting: Decodable>(_ exchange: Exchange) throws -> Setting {
        do {
            return try JSONDecoder.double.decode(Setting.self, from: Data(exchange.body.readableBytesView))
        } catch let error as DecodingError {
            let place = error.place
            throw HTTPError(.badRequest, message: place.isEmpty ? error.reason : "\(place): \(error.reason)")
        }
    }
}

private struct RequestsReply: Encodable {
    let requests: [RequestCount]
}

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
