import VaultCore

/// A token's own words about itself, ready to be printed.
struct InspectedToken: Sendable {
    var header: JSONText
    var claims: JSONText

    init(_ inspection: TokenInspection) {
        header = ClaimValue.object(inspection.header).text
        claims = ClaimValue.object(inspection.claims).text
    }
}

extension ClaimValue {
    fileprivate var text: JSONText {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .number(Int(value))
        case .number(let value): .decimal(value)
        case .string(let value): .string(value)
        case .array(let values): .array(values.map(\.text))
        case .object(let members):
            .object(members.sorted { $0.key < $1.key }.map { JSONText.Member(name: $0.key, value: $0.value.text) })
        }
    }
}
