internal import FoundationEssentials

/// An object that Graph shows, property by property, so that none is made that nobody asked for.
protocol GraphEntity: Sendable {
    /// The name of its type, without `microsoft.graph.`.
    static var typeName: String { get }
    /// The properties that it has.
    static var properties: [String] { get }
    /// Those by which `$filter` finds it.
    static var filterable: Set<String> { get }
    /// What its collection says of its type, where that holds others too.
    static var annotation: String? { get }
    /// Its ID.
    var id: String { get }

    /// A property; `alone` says that one object is read and that the property was asked for by name.
    func value(of property: String, alone: Bool) -> JSONValue
}

extension GraphEntity {
    static var annotation: String? { nil }

    /// The fields that a query asks for, and the annotation that comes whatever it asks for.
    func fields(_ select: [String]?, alone: Bool) -> [String: JSONValue] {
        let names = select ?? Self.properties
        let values = names.map { ($0, value(of: $0, alone: alone && select != nil)) }
        var fields = Dictionary(values) { first, _ in first }
        fields["@odata.type"] = Self.annotation.map(JSONValue.string)
        return fields
    }

    /// Refuses a property that the type lacks.
    static func check(_ query: GraphQuery) throws(GraphError) {
        if let unknown = query.select?.first(where: { !properties.contains($0) }) {
            throw .badQuery(
                "Parsing OData Select and Expand failed: Could not find a property named '\(unknown)' on type "
                    + "'microsoft.graph.\(typeName)'."
            )
        }
        guard let filter = query.filter else { return }
        guard filterable.contains(filter.property) else {
            throw .badRequest(
                "Unsupported or invalid query filter clause specified for property '\(filter.property)' of resource "
                    + "'\(typeName)'.",
                code: "Request_UnsupportedQuery"
            )
        }
        if filter.property == "appId" || filter.property == "id", filterable.contains("appId"),
            GUID(filter.value) == nil
        {
            throw .badRequest(
                "Invalid filter clause: invalid GUID specified for property '\(filter.property)' of resource "
                    + "'\(typeName)'."
            )
        }
    }

    /// Whether a filter lets it through.
    func passes(_ filter: GraphFilter?) -> Bool {
        guard let filter, case .string(let own) = value(of: filter.property, alone: false) else { return filter == nil }
        return own.sameName(as: filter.value)
    }
}

/// Words what is read.
struct GraphReading: Sendable {
    let request: GraphRequest

    /// One object.
    func one<Entity: GraphEntity>(_ entity: Entity, of set: String) throws(GraphError) -> GraphReply {
        let query = try GraphQuery(request.query, limit: nil)
        try Entity.check(query)
        var fields = entity.fields(query.select, alone: true)
        fields["@odata.context"] = context(set, query.select, suffix: "/$entity")
        return .ok(fields)
    }

    /// A page of objects.
    ///
    /// - Parameters:
    ///   - entities: all of them, in a lasting order.
    ///   - set: the name of their collection.
    ///   - options: which of them, from where, and how many.
    /// - Returns: the page, with the address of the next one if there are more.
    /// - Throws: the refusal of a page that is none.
    func page<Entity: GraphEntity>(
        _ entities: [Entity],
        of set: String,
        _ options: GraphQuery
    ) throws(GraphError) -> GraphReply {
        try Entity.check(options)
        let passing = options.filter == nil ? entities : entities.filter { $0.passes(options.filter) }
        let begin = try start(passing, options.skipToken)
        let end = min(passing.count, begin + (options.top ?? Self.pageSize))
        var fields: [String: JSONValue] = [
            "@odata.context": context(set, options.select, suffix: ""),
            "value": .array(passing[begin..<end].map { .object($0.fields(options.select, alone: false)) }),
        ]
        if end < passing.count {
            let next = options.next(after: SkipToken(offset: end, after: passing[end - 1].id).text)
            let path = request.segments.map(\.formEncoded).joined(separator: "/")
            fields["@odata.nextLink"] = .string(
                "\(request.baseURL)\(GraphRoutes.prefix)\(path)?\(query(next))"
            )
        }
        return .ok(fields)
    }

    /// How many objects a page holds where the request does not say.
    private static let pageSize = 100

    private func start<Entity: GraphEntity>(_ entities: [Entity], _ text: String?) throws(GraphError) -> Int {
        guard let text else { return 0 }
        guard let token = SkipToken(text) else {
            throw .badRequest("The specified page token value is invalid.", code: "Directory_InvalidPageToken")
        }
        // What was removed since moves the rest up.
        if (1...max(1, entities.count)).contains(token.offset), !entities.isEmpty,
            entities[token.offset - 1].id == token.after
        {
            return token.offset
        }
        guard let index = entities.firstIndex(where: { $0.id == token.after }) else {
            throw .badRequest("The specified page token value has expired.", code: "Directory_ExpiredPageToken")
        }
        return index + 1
    }

    private func context(_ set: String, _ select: [String]?, suffix: String) -> JSONValue {
        let list = select.map { "(\($0.joined(separator: ",")))" } ?? ""
        return .string("\(request.baseURL)/v1.0/$metadata#\(set)\(list)\(suffix)")
    }
}

/// Where a page ended, as the address of the next one says it; clients read nothing into it.
private struct SkipToken {
    let offset: Int
    let after: String

    init(offset: Int, after: String) {
        self.offset = offset
        self.after = after
    }

    init?(_ text: String) {
        guard let bytes = Data(base64URL: text), let plain = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        let parts = plain.split(separator: " ")
        guard parts.count == 2, let offset = Int(parts[0]) else { return nil }
        self.init(offset: offset, after: String(parts[1]))
    }

    var text: String { Data("\(offset) \(after)".utf8).base64URL }
}
