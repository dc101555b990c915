internal import FoundationEssentials
package import VaultModel

extension GraphSession {
    /// More customers than a partner has.
    private static let mostRelationships = 50_000

    /// Reads the delegated admin relationships of the token's directory: those that hold or are about to, and those that
    /// ended no longer than `after` before now.
    package func relationships(endedWithin after: Duration) async throws(EntraError) -> [Relationship] {
        let items = try await pages("/tenantRelationships/delegatedAdminRelationships", limit: Self.mostRelationships)
        let earliest = client.now() - TimeInterval(after.components.seconds)
        var relationships: [Relationship] = []
        for item in items {
            guard let members = item.object else { throw .malformedReply(.wrongType("value")) }
            guard let relationship = try Relationship(members) else { continue }
            guard relationship.status != .expired || relationship.end >= earliest else { continue }
            relationships.append(relationship)
        }
        return relationships.sorted { ($0.end, $0.id) < ($1.end, $1.id) }
    }
}

extension Relationship {
    /// Nil for one that neither holds nor held until lately, such as a mere request.
    fileprivate init?(_ members: [String: JSONValue]) throws(EntraError) {
        guard let status = members["status"]?.string.flatMap({ Status(rawValue: $0) }) else { return nil }
        guard let id = members["id"]?.string, (1...Self.longestText).contains(id.utf8.count),
            id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { throw .malformedReply(.missing("id")) }
        guard let instant = members["endDateTime"]?.string.flatMap({ InstantText.parse($0) }) else {
            throw .malformedReply(.missing("endDateTime"))
        }
        // To the second, so that it is the same when it was stored and comes again.
        let end = Date(timeIntervalSince1970: instant.timeIntervalSince1970.rounded(.down))
        let customer = members["customer"]?.object ?? [:]
        let extends = members["autoExtendDuration"]?.string.flatMap { DurationText.parse($0) } ?? .zero
        self.init(
            id: id, name: Self.text(members["displayName"]), customer: Self.text(customer["displayName"]),
            customerID: customer["tenantId"]?.string.flatMap { DirectoryID($0) }, status: status, end: end,
            extendsItself: extends > .zero)
    }

    /// Printable, and cut where it is too long.
    private static func text(_ value: JSONValue?) -> String {
        var text = PrintableText.clean(value?.string ?? "", limit: longestText)
        while text.utf8.count > longestText { text.removeLast() }
        return text
    }
}
