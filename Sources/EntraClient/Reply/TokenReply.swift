internal import FoundationEssentials

/// The fields of a token endpoint's answer, checked one by one.
struct TokenReply: Equatable {
    /// The longest life that is believed: continuous access evaluation gives up to 28 hours.
    private static let longestLife: Int64 = 48 * 3600

    let token: String
    let expiresOn: Date
    let refreshOn: Date?

    /// Reads a reply to a request that was sent at `sent`.
    init(_ members: [String: JSONValue], sent: Date) throws(EntraError) {
        guard try Self.text("token_type", in: members).lowercased() == "bearer" else {
            throw .malformedReply(.tokenType)
        }
        token = try Self.text("access_token", in: members)
        // RFC 6750: a bearer token is printable ASCII without spaces; anything else could split a header.
        guard !token.isEmpty else { throw .malformedReply(.emptyToken) }
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .malformedReply(.tokenForm) }
        expiresOn = try Self.end(members, sent: sent)
        let life = Int64(expiresOn.timeIntervalSince(sent))
        // Only a hint: a value that makes no sense is left out.
        refreshOn = members["refresh_in"]?.wholeNumber.flatMap { seconds in
            (1...max(1, life)).contains(seconds) ? sent.addingTimeInterval(TimeInterval(seconds)) : nil
        }
    }

    /// Relative to the request, so that a wrong clock here does not matter; `expires_on` counts where it agrees.
    private static func end(_ members: [String: JSONValue], sent: Date) throws(EntraError) -> Date {
        let absolute = try number("expires_on", in: members).map { Date(timeIntervalSince1970: TimeInterval($0)) }
        guard let seconds = try number("expires_in", in: members) else {
            guard let absolute else { throw .malformedReply(.missing("expires_in")) }
            let life = absolute.timeIntervalSince(sent)
            guard life > 0, life <= TimeInterval(longestLife) else { throw .malformedReply(.lifetime) }
            return absolute
        }
        guard (1...longestLife).contains(seconds) else { throw .malformedReply(.lifetime) }
        let relative = sent.addingTimeInterval(TimeInterval(seconds))
        guard let absolute, abs(absolute.timeIntervalSince(relative)) <= 300 else { return relative }
        return min(absolute, relative)
    }

    private static func text(_ name: String, in members: [String: JSONValue]) throws(EntraError) -> String {
        guard let value = members[name] else { throw .malformedReply(.missing(name)) }
        guard let text = value.string else { throw .malformedReply(.wrongType(name)) }
        return text
    }

    private static func number(_ name: String, in members: [String: JSONValue]) throws(EntraError) -> Int64? {
        switch members[name] {
        case nil, .null?: return nil
        case let value?:
            guard let number = value.wholeNumber else {
                // A number that is no whole one is a strange life; anything else is not a number at all.
                if case .number = value { throw .malformedReply(.lifetime) }
                throw .malformedReply(.wrongType(name))
            }
            return number
        }
    }
}
