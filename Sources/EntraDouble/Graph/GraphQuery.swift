/// The options after the question mark that the double knows.
struct GraphQuery: Equatable, Sendable {
    /// The properties that are wanted; nil means all.
    private(set) var select: [String]?
    /// How many objects a page may hold.
    private(set) var top: Int?
    /// Which objects are wanted.
    private(set) var filter: GraphFilter?
    /// Where the page before ended.
    private(set) var skipToken: String?

    /// Reads the options of a collection, or of one object, where only `$select` means anything.
    ///
    /// - Parameters:
    ///   - text: what comes after the question mark, as it came.
    ///   - limit: the most that `$top` may ask for; nil for one object.
    /// - Throws: the refusal of an option that is wrong, repeated or unknown; those without `$` are not looked at.
    init(_ text: String, limit: Int?) throws(GraphError) {
        var seen: Set<String> = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, let name = String(first).formDecoded,
                let value = parts.count > 1 ? String(parts[1]).formDecoded : ""
            else { throw .badQuery("The query is not well formed.") }
            guard name.hasPrefix("$") else { continue }
            guard seen.insert(name).inserted else {
                throw .badQuery(
                    "Query option '\(name)' was specified more than once, but it must be specified at most once.")
            }
            try set(name, value, limit)
        }
    }

    private mutating func set(_ name: String, _ value: String, _ limit: Int?) throws(GraphError) {
        switch (name, limit) {
        case ("$select", _):
            let names = value.split(separator: ",", omittingEmptySubsequences: false)
            select = names.map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
            if select?.contains("") == true { throw .badQuery("Parsing OData Select and Expand failed.") }
        case ("$top", let limit?):
            guard let number = Int(value), (1...limit).contains(number) else {
                throw .badRequest("Invalid page size specified: '\(value)'. Must be between 1 and \(limit) inclusive.")
            }
            top = number
        case ("$filter", .some):
            filter = try GraphFilter(value)
        case ("$skiptoken", .some):
            skipToken = value
        default:
            throw .badQuery("The query parameter '\(name)' is not supported.")
        }
    }

    /// The options of the page that follows.
    func next(after token: String) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        if let select { fields.append(("$select", select.joined(separator: ","))) }
        if let top { fields.append(("$top", String(top))) }
        if let filter { fields.append(("$filter", filter.text)) }
        return fields + [("$skiptoken", token)]
    }
}

/// The one form of `$filter` that the double knows: `property eq 'value'`.
struct GraphFilter: Equatable, Sendable {
    /// The property.
    let property: String
    /// The value that it must have.
    let value: String

    /// Reads it, and refuses every other form.
    init(_ text: String) throws(GraphError) {
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, parts[1] == "eq", parts[0].allSatisfy({ $0.isASCII && $0.isLetter }) else {
            throw .badQuery("Invalid filter clause")
        }
        let quoted = parts[2]
        guard quoted.count >= 2, quoted.hasPrefix("'"), quoted.hasSuffix("'") else {
            throw .badQuery("Invalid filter clause")
        }
        // A quote within is written twice; one alone would end the value.
        let halves = quoted.dropFirst().dropLast().replacing("''", with: "\u{0}")
        guard !halves.contains("'") else { throw .badQuery("Invalid filter clause") }
        property = String(parts[0])
        value = String(halves.replacing("\u{0}", with: "'"))
    }

    /// The filter as it is written.
    var text: String { "\(property) eq '\(value.replacing("'", with: "''"))'" }
}
