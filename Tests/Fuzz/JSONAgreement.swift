import VaultCrypto

@testable import EntraClient

/// Whether what one reader made of a document is what the other made of it.
func agree(_ value: JSONValue, _ document: borrowing SecretJSON, _ steps: [JSONPath.Step] = []) -> Bool {
    let path = JSONPath(steps)
    switch value {
    case .null: return document.kind(path) == .null
    case .bool(let flag): return document.bool(path) == flag
    case .integer(let number): return document.number(path).flatMap { Int64($0) } == number
    case .number(let number): return document.number(path).flatMap { Double($0) } == number
    case .string(let text): return document.string(path).map { $0.utf8.elementsEqual(text.utf8) } == true
    case .array(let items):
        guard document.count(path) == items.count else { return false }
        for (place, item) in items.enumerated()
        where !agree(item, document, steps + [.place(place)]) {
            return false
        }
        return true
    case .object(let members):
        guard Set(document.names(path)) == Set(members.keys), document.names(path).count == members.count else {
            return false
        }
        for (name, member) in members where !agree(member, document, steps + [.name(name)]) { return false }
        return true
    }
}

/// Whether a number stands somewhere that no `Double` holds.
func hasHugeNumber(_ document: borrowing SecretJSON, _ steps: [JSONPath.Step] = []) -> Bool {
    let path = JSONPath(steps)
    if let digits = document.number(path) { return Double(digits)?.isFinite != true }
    for place in 0..<(document.count(path) ?? 0) where hasHugeNumber(document, steps + [.place(place)]) { return true }
    for name in document.names(path) where hasHugeNumber(document, steps + [.name(name)]) { return true }
    return false
}
