internal import FoundationEssentials
internal import HTTPTypes

/// The body of `addPassword`.
struct PasswordOrder: Equatable, Sendable {
    /// The name of the new secret.
    let displayName: String?
    /// When it is to begin; nil means now.
    let begin: Date?
    /// When it is to end; nil means after two years.
    let end: Date?

    /// Reads the body; the secret itself is Graph's to make, so nothing else in it counts.
    init(_ body: GraphRequest.Body) throws(GraphError) {
        var fields: [String: JSONValue] = [:]
        switch try body.fields()["passwordCredential"] {
        case nil, .null: break
        case .object(let given): fields = given
        case .bool, .integer, .number, .string, .array: throw .unreadableBody
        }
        displayName = try fields.text("displayName")
        begin = try fields.instant("startDateTime")
        end = try fields.instant("endDateTime")
    }

    /// A new secret, as wanted.
    func credential(at now: Date) throws(GraphError) -> Seed.PasswordCredential {
        let begin = begin ?? now.withFraction
        let end = end ?? begin.yearsLater(2)
        guard begin < end else {
            throw .badRequest("The end date of the password credential is before its start date.")
        }
        return Seed.PasswordCredential(
            displayName: displayName,
            secretText: Self.newSecret(),
            startDateTime: begin,
            endDateTime: end
        )
    }

    /// Makes a secret of 40 characters; like Entra's, it shows where it comes from.
    private static func newSecret() -> String {
        let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789~-_.")
        let random = (0..<37).map { _ in characters[Int.random(in: characters.indices)] }
        return String(random.prefix(3)) + "8Q~" + String(random.dropFirst(3))
    }
}

extension Date {
    /// The same day and time so many years later.
    fileprivate func yearsLater(_ years: Int) -> Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(byAdding: .year, value: years, to: self) ?? addingTimeInterval(Double(years) * 31_536_000)
    }
}

extension GraphError {
    /// An application for personal accounts has two secrets at most.
    static let tooManySecrets = GraphError(
        status: .forbidden,
        code: "Directory_ResourceSizeExceeded",
        message: "The size of the object has exceeded its limit. Please reduce the number of values and retry your "
            + "request."
    )
}
