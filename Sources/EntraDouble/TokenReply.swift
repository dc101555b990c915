internal import FoundationEssentials

/// Words a successful reply of the token endpoint.
enum TokenReply {
    /// Seconds by which a token begins before it was issued, since clocks differ.
    static let leeway: Int64 = 300

    /// The fields of the reply: numbers as strings on v1, as numbers on v2.
    ///
    /// - Parameters:
    ///   - token: the signed token.
    ///   - access: what was granted.
    ///   - version: which endpoint was asked.
    ///   - now: the time of issue.
    ///   - lifetime: seconds until the token's end.
    /// - Returns: the fields, the token among them.
    static func fields(
        token: String,
        for access: Access,
        _ version: EndpointVersion,
        now: Date,
        lifetime: Int
    ) -> [String: JSONValue] {
        let common: [String: JSONValue] = ["token_type": "Bearer", "access_token": .string(token)]
        switch version {
        case .v1:
            return common.merging([
                "expires_in": .string(String(lifetime)),
                "expires_on": .string(String(now.epochSeconds + Int64(lifetime))),
                "not_before": .string(String(now.epochSeconds - leeway)),
                "resource": .string(access.target.asked),
            ]) { _, new in new }
        case .v2:
            var fields = common.merging([
                "expires_in": .integer(Int64(lifetime)),
                "ext_expires_in": .integer(Int64(lifetime)),
            ]) { _, new in new }
            // Only long-lived tokens come with a time to ask again.
            if access.isCapable { fields["refresh_in"] = .integer(Int64(lifetime / 2)) }
            return fields
        }
    }
}
