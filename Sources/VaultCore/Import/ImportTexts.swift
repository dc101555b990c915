internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

/// What a row says, as text and not yet checked; empty texts count as absent.
struct ImportTexts {
    let line: Int
    private var texts: [ImportField: String] = [:]
    var tags: [String] = []
    /// Whether there is a secret; itself it stays in locked memory.
    var hasSecret = false

    init(line: Int) {
        self.line = line
    }

    subscript(field: ImportField) -> String? {
        get { texts[field] }
        set { texts[field] = newValue?.isEmpty == true ? nil : newValue }
    }

    /// Checks everything and joins it with the secret, which is fetched last.
    /// `defaultApp` is whose application is used where the row names none.
    func row(defaultApp: TenantName?, _ takeSecret: () throws -> SecretBytes?) throws(ImportRefusal) -> ImportRow {
        var row = ImportRow(
            line: line,
            name: try required(.name) { TenantName($0) },
            directory: try required(.directory) { DirectoryReference($0) }
        )
        row.app = try optional(.app) { TenantName($0) } ?? defaultApp
        try checkParts(hasApp: row.app != nil)
        row.client = try optional(.client) { ClientID($0) }
        row.keyID = try optional(.keyID) { KeyID($0) }
        row.expires = try optional(.expires) { InstantText.parse($0) }
        row.cloud = try optional(.cloud) { Cloud(rawValue: $0) }
        row.authority = try optional(.authority) { try? Origin($0) }
        row.graph = try optional(.graph) { try? Origin($0) }
        row.endpoint = try optional(.endpoint) { TokenEndpoint(rawValue: $0) }
        row.resource = try optional(.resource) { Resource($0) }
        row.via = try optional(.via) { TenantName($0) }
        row.owner = try optional(.owner) { Self.isOwner($0) ? $0 : nil }
        row.notes = try optional(.notes) { Self.isNote($0) ? $0 : nil }
        for text in tags {
            guard let tag = Tag(text) else { throw refusal(.invalid(.tags)) }
            if !row.tags.contains(tag) { row.tags.append(tag) }
        }
        if hasSecret {
            do { row.secret = try takeSecret() } catch { throw refusal(.unread(.cannotLock)) }
        }
        return row
    }

    func refusal(_ reason: ImportRefusal.Reason) -> ImportRefusal { ImportRefusal(line: line, reason) }

    /// An application's own fields come with its client ID and secret, or not at all: `app` inherits them.
    private func checkParts(hasApp: Bool) throws(ImportRefusal) {
        if hasApp {
            for field in ImportField.allCases where !field.isOfTenant && has(field) {
                throw refusal(.notWithApp(field))
            }
        } else if !has(.client), !hasSecret {
            throw refusal(.neitherClientNorApp)
        } else if !has(.client) {
            throw refusal(.missing(.client))
        } else if !hasSecret {
            throw refusal(.missing(.secret))
        }
    }

    private func has(_ field: ImportField) -> Bool { field == .secret ? hasSecret : texts[field] != nil }

    private func required<Value>(
        _ field: ImportField,
        _ read: (String) -> Value?
    ) throws(ImportRefusal) -> Value {
        guard let value = try optional(field, read) else { throw refusal(.missing(field)) }
        return value
    }

    private func optional<Value>(
        _ field: ImportField,
        _ read: (String) -> Value?
    ) throws(ImportRefusal) -> Value? {
        guard let text = texts[field] else { return nil }
        guard let value = read(text) else { throw refusal(.invalid(field)) }
        return value
    }

    static func isOwner(_ text: String?) -> Bool {
        text.map { isPlain($0, limit: 400, linesAllowed: false) } ?? true
    }

    static func isNote(_ text: String?) -> Bool {
        text.map { isPlain($0, limit: 8_192, linesAllowed: true) } ?? true
    }

    /// Whether a terminal can show `text` without being steered by it.
    private static func isPlain(_ text: String, limit: Int, linesAllowed: Bool) -> Bool {
        text.utf8.count <= limit
            && text.unicodeScalars.allSatisfy { scalar in
                if linesAllowed, scalar == "\n" || scalar == "\r" || scalar == "\t" { return true }
                return scalar.properties.generalCategory != .control
            }
    }
}
