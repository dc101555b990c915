internal import FoundationEssentials
internal import NIOCore

/// Reads an OAuth error body and cleans what people and logs will see of it.
///
/// Every field that came from the other side may repeat what was sent; each is bounded by its form, and dropped where
/// it repeats the secret.
enum RefusalReply {
    /// Nil where `members` has no `error` word; `repeats` tells whether a text holds the request's secret.
    static func read(
        _ members: [String: JSONValue],
        status: Int,
        clockSkew: Duration?,
        repeats: (String) -> Bool
    ) -> EntraRefusal? {
        guard let error = word(members["error"]), !repeats(error) else { return nil }
        let description = members["error_description"]?.string ?? ""
        let codes = AADSTS.codes(listed: members["error_codes"], in: description)
        var refusal = EntraRefusal(status: status, error: error, codes: codes, clockSkew: clockSkew)
        refusal.code = AADSTS.mostSpecific(codes)
        if let suberror = word(members["suberror"]), !repeats(suberror) { refusal.suberror = suberror }
        refusal.correlationID = members["correlation_id"]?.string.flatMap { UUID(uuidString: $0) }
        refusal.traceID = members["trace_id"]?.string.flatMap { UUID(uuidString: $0) }
        if let claims = challenge(members["claims"]), !repeats(claims) { refusal.claims = claims }
        // Cleaning may join what an invisible character held apart.
        if let sentence = AADSTS.firstSentence(of: description), !repeats(description), !repeats(sentence) {
            refusal.text = sentence
        }
        return refusal
    }

    /// One of OAuth's words: lower-case letters, digits and underscores.
    private static func word(_ value: JSONValue?) -> String? {
        guard let text = value?.string, (1...64).contains(text.utf8.count) else { return nil }
        let isWord = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        return isWord ? text : nil
    }

    /// A claims challenge: a string that holds a JSON object.
    private static func challenge(_ value: JSONValue?) -> String? {
        guard let text = value?.string, text.utf8.count <= 8 * 1024,
            let parsed = try? JSONValue(parsing: ByteBuffer(string: text)), parsed.object != nil
        else { return nil }
        return text
    }
}
