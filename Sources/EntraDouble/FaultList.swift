/// The body of `POST /double/faults`, checked so that it cannot mean nothing or bring the double down.
struct FaultList: Decodable {
    /// The faults, first match first.
    let faults: [Fault]

    private enum CodingKeys: String, CodingKey { case faults }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let raw = try container.decode([[String: JSONValue]].self, forKey: .faults)
        faults = try container.decode([Fault].self, forKey: .faults)
        for (index, (fault, fields)) in zip(faults, raw).enumerated() {
            guard let problem = fault.problem ?? Self.unknownField(in: fields) else { continue }
            throw DecodingError.dataCorruptedError(
                forKey: .faults,
                in: container,
                debugDescription: "[\(index)] \(problem)"
            )
        }
    }

    private static let known: [String: Set<String>] = [
        "": [
            "match", "times", "latencyMilliseconds", "status", "retryAfter", "body", "contentType", "redirect",
            "error", "drop", "truncateBody", "lifetimeSeconds", "reply", "claims",
        ],
        "match": ["path", "method", "clientId", "grantType", "directoryId"],
        "error": ["code", "outerCode", "error", "message", "suberror", "claims"],
    ]

    private static func unknownField(in fields: [String: JSONValue], of parent: String = "") -> String? {
        let unknown = Set(fields.keys).subtracting(known[parent] ?? [])
        if let name = unknown.sorted().first { return "has no field \"\(name)\"" }
        guard parent.isEmpty else { return nil }
        return ["match", "error"].lazy.compactMap { name in
            guard case .object(let nested) = fields[name] else { return nil }
            return unknownField(in: nested, of: name)
        }.first
    }
}

extension Fault {
    /// What is out of bounds, if anything is.
    fileprivate var problem: String? {
        let bounds: [(name: String, value: Int?, allowed: ClosedRange<Int>)] = [
            ("status", status, 200...599),
            ("times", times, 0...Int.max),
            ("latencyMilliseconds", latencyMilliseconds, 0...3_600_000),
            ("truncateBody", truncateBody, 0...Int.max),
            ("lifetimeSeconds", lifetimeSeconds, 0...315_360_000),
        ]
        let broken = bounds.first { bound in bound.value.map { !bound.allowed.contains($0) } ?? false }
        return broken.map { "needs a \($0.name) from \($0.allowed.lowerBound) to \($0.allowed.upperBound)" }
    }
}
