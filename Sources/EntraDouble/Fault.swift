/// Makes the next matching requests go wrong.
///
/// Each request takes the first fault in the list that matches it and has times left. A fault may hold several
/// effects at once. `POST /double/faults` takes `{"faults": [...]}` with these fields, all of them optional, and
/// refuses others, since a misspelt fault would make a test pass for the wrong reason:
///
/// - `match`: `path` (a part of it), `method`, `clientId`, `grantType`, `directoryId` (as it stands in the
///   path); all must fit.
/// - `times`: how many requests; null means until the list is replaced.
/// - `latencyMilliseconds`: wait this long first.
/// - `status`, `body`, `contentType`, `retryAfter`, `redirect`: a reply in place of the directory's. A `status`
///   alone has an empty body; `redirect` alone is a 302, `retryAfter` alone a 429.
/// - `error`: a refusal in Entra's words: `{"code": 53003}`; `error`, `suberror` and `message` are those that go with
///   the code (``KnownRefusal``) unless they are given; `claims` and `outerCode` come where wanted. `status` beside
///   it replaces the 400 or 401.
/// - `drop`: `before` closes the connection at once; `after` lets the directory act, then closes without a reply.
/// - `truncateBody`: the reply declares its full length, but only so many bytes come before the connection closes.
/// - `lifetimeSeconds`: how long the token lives.
/// - `reply`, `claims`: fields laid over a successful token reply and over the token's claims; null removes one.
package struct Fault: Codable, Equatable, Sendable {
    /// Which requests it applies to.
    package var match: Match?
    /// How many requests it still applies to; nil means all.
    package var times: Int?
    /// A wait before anything else.
    package var latencyMilliseconds: Int?
    /// The status of a reply in place of the directory's.
    package var status: Int?
    /// Its `Retry-After` header, as it is to be sent.
    package var retryAfter: String?
    /// Its body.
    package var body: String?
    /// The type of that body; `text/html` where nothing is said.
    package var contentType: String?
    /// Its `Location`.
    package var redirect: String?
    /// A refusal in Entra's words.
    package var error: Refusal?
    /// When to close the connection without a reply.
    package var drop: Drop?
    /// How many bytes of the body to send before the connection closes.
    package var truncateBody: Int?
    /// How long the token lives.
    package var lifetimeSeconds: Int?
    /// Fields laid over a successful token reply.
    package var reply: [String: JSONValue]?
    /// Claims laid over those of the token.
    package var claims: [String: JSONValue]?

    /// Makes a fault that does nothing yet, for every request.
    package init(match: Match? = nil, times: Int? = nil) {
        self.match = match
        self.times = times
    }

    /// Makes a fault and lets `configure` say what goes wrong.
    package init(match: Match? = nil, times: Int? = nil, _ configure: (inout Fault) -> Void) {
        self.init(match: match, times: times)
        configure(&self)
    }

    /// Which requests a fault applies to; an absent part fits all.
    package struct Match: Codable, Equatable, Sendable {
        /// A part of the path.
        package var path: String?
        /// The method.
        package var method: String?
        /// The client ID in the body or the Basic header.
        package var clientId: String?
        /// The `grant_type` in the body.
        package var grantType: String?
        /// The path's first segment.
        package var directoryId: String?

        /// Makes a match.
        package init(
            path: String? = nil,
            method: String? = nil,
            clientId: String? = nil,
            grantType: String? = nil,
            directoryId: String? = nil
        ) {
            self.path = path
            self.method = method
            self.clientId = clientId
            self.grantType = grantType
            self.directoryId = directoryId
        }
    }

    /// When a connection closes without a reply.
    package enum Drop: String, Codable, Sendable {
        /// Before the directory has done anything.
        case before
        /// After it has acted.
        case after
    }

    /// A refusal in Entra's words.
    package struct Refusal: Codable, Equatable, Sendable {
        /// The AADSTS code.
        package var code: Int
        /// A code that v1 wraps it in, such as 70002.
        package var outerCode: Int?
        /// The OAuth `error` value; the one that goes with the code where nothing is said.
        package var error: String?
        /// The text for people.
        package var message: String?
        /// The optional `suberror`.
        package var suberror: String?
        /// The optional `claims`, a string that holds JSON.
        package var claims: String?

        /// Makes a refusal.
        package init(code: Int, error: String? = nil, message: String? = nil) {
            self.code = code
            self.error = error
            self.message = message
        }
    }
}
