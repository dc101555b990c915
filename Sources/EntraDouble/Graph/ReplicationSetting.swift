/// The body of `POST /double/replication`, checked so that a misspelt one is not no lag at all.
struct ReplicationSetting: Decodable {
    /// How late changes are seen.
    let lag: ReplicationLag

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let raw = try container.decode([String: [String: JSONValue]].self)
        lag = try container.decode(ReplicationLag.self)
        let names = Set(raw.keys).subtracting(["graph", "tokenEndpoint"])
            .union(Set(raw.values.flatMap(\.keys)).subtracting(["reads", "seconds"]))
        if let unknown = names.sorted().first {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "there is no field \"\(unknown)\"")
        }
        guard [lag.graph, lag.tokenEndpoint].allSatisfy({ $0?.isUsable ?? true }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a delay is out of bounds")
        }
    }
}

extension ReplicationLag.Delay {
    fileprivate var isUsable: Bool { (reads ?? 0) >= 0 && (0...1_000_000_000).contains(seconds ?? 0) }
}
