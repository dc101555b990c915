internal import VaultCrypto
internal import VaultModel

/// Rows of a file with one JSON object a line.
struct JSONLinesRows: ~Copyable, Sendable {
    private var lines: LineSource
    private let defaultApp: TenantName?

    init(_ input: consuming SecretInput, defaultApp: TenantName?) throws(ImportRefusal) {
        self.defaultApp = defaultApp
        do { lines = try LineSource(input) } catch { throw ImportRefusal(line: 1, .unread(error)) }
    }

    /// The next row, past empty lines; after a refusal it goes on with the line that follows.
    mutating func next() throws(ImportRefusal) -> ImportRow? {
        do throws(SecretReadError) {
            repeat {
                guard try lines.advance() else { return nil }
            } while lines.isBlank
        } catch { throw ImportRefusal(line: lines.number, .unread(error)) }
        var json = try object()
        let texts = try texts(of: json)
        return try texts.row(defaultApp: defaultApp) { try json.takeSecret(JSONPath(ImportField.secret.rawValue)) }
    }

    private func object() throws(ImportRefusal) -> SecretJSON {
        let number = lines.number
        do {
            return try lines.withLine { (line) throws(SecretJSONError) in
                try SecretJSON(
                    line,
                    secrets: [ImportField.secret.rawValue],
                    plain: Set(ImportField.allNames),
                    firstLine: number
                )
            }
        } catch { throw ImportRefusal(line: number, .json(error.reason)) }
    }

    private func texts(of json: borrowing SecretJSON) throws(ImportRefusal) -> ImportTexts {
        var texts = ImportTexts(line: lines.number)
        guard json.kind() == .object else { throw texts.refusal(.notAnObject) }
        for name in json.names() {
            guard let field = ImportField(rawValue: name) else {
                throw texts.refusal(.unknown(name: SecretJSON.showable(name)))
            }
            try take(field, JSONPath(name), of: json, to: &texts)
        }
        return texts
    }

    /// Text for all but `tags`, which is an array of texts; null is the same as nothing.
    private func take(
        _ field: ImportField,
        _ path: JSONPath,
        of json: borrowing SecretJSON,
        to texts: inout ImportTexts
    ) throws(ImportRefusal) {
        if json.kind(path) == .null { return }
        if let length = json.secretLength(path) {
            texts.hasSecret = length > 0
        } else if field == .tags, let tags = json.strings(path) {
            texts.tags = tags
        } else if field != .tags, let text = json.string(path) {
            texts[field] = text
        } else {
            throw texts.refusal(.invalid(field))
        }
    }
}
