internal import FoundationEssentials

/// How long the directory asks to be left alone.
package enum RetryAfter {
    /// What is waited where the directory names no time, and the longest it can ask for (as MSAL.NET).
    static let usual: Duration = .seconds(60)
    package static let longest: Duration = .seconds(3600)

    /// Nil for a success, and for a failure that is not about too many requests.
    static func of(_ reply: HTTPReply, at now: Date) -> Duration? {
        guard reply.status >= 400 else { return nil }
        guard let field = reply.headers["Retry-After"] else { return reply.status == 429 ? usual : nil }
        // An instant is compared with the directory's own clock where the reply tells it.
        let reference = reply.headers["Date"].flatMap(HTTPDate.parse) ?? now
        return read(field, reference: reference)
    }

    /// Seconds or an HTTP date, from 1 second to an hour; `usual` for anything else.
    static func read(_ field: String, reference: Date) -> Duration {
        let text = field.filter { !$0.isWhitespace }
        let seconds: Int64
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // Only a number too large for Int64 fails here.
            seconds = Int64(text) ?? Int64.max
        } else if let date = HTTPDate.parse(field) {
            seconds = Int64(date.timeIntervalSince(reference).rounded(.up))
        } else {
            return usual
        }
        return min(max(.seconds(1), .seconds(min(seconds, 3600))), longest)
    }
}

/// How far this machine's clock is off.
enum ClockSkew {
    /// The directory's clock less this machine's; nil within 5 minutes, or where the reply has no date.
    static func of(_ reply: HTTPReply, at now: Date) -> Duration? {
        guard let date = reply.headers["Date"].flatMap(HTTPDate.parse) else { return nil }
        let seconds = date.timeIntervalSince(now)
        return abs(seconds) > 300 ? .seconds(Int64(seconds)) : nil
    }
}
