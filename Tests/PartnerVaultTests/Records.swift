import Foundation
import Testing

/// An array of JSON objects, as scripts see the output.
struct Records {
    private let rows: [[String: Any]]

    init(_ text: String) throws {
        rows = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    var count: Int { rows.count }

    func texts(_ name: String) -> [String] { rows.compactMap { $0[name] as? String } }

    func first(_ name: String, _ value: String) -> [String: Any]? {
        rows.first { $0[name] as? String == value }
    }
}

/// One JSON object.
func record(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}
