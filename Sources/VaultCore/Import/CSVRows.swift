internal import VaultCrypto
internal import VaultModel

/// Rows of a CSV file with a header.
struct CSVRows: ~Copyable, Sendable {
    private var table: SecretCSV
    private let defaultApp: TenantName?

    init(_ input: consuming SecretInput, defaultApp: TenantName?) throws(ImportRefusal) {
        self.defaultApp = defaultApp
        do {
            table = try SecretCSV(
                input,
                columns: ImportField.allNames,
                required: [ImportField.name.rawValue, ImportField.directory.rawValue],
                secrets: [ImportField.secret.rawValue]
            )
        } catch { throw Self.refusal(error) }
    }

    /// The next row; after a refusal of one record it goes on with the record that follows.
    mutating func next() throws(ImportRefusal) -> ImportRow? {
        do {
            guard try table.advance() else { return nil }
        } catch { throw Self.refusal(error) }
        var texts = ImportTexts(line: table.line)
        for field in ImportField.allCases where table.columns.contains(field.rawValue) {
            switch field {
            case .secret: texts.hasSecret = !table.isEmpty(field.rawValue)
            case .tags:
                let tags = table.string(field.rawValue) ?? ""
                texts.tags = tags.split(separator: " ").map(String.init)
            case .name, .directory, .client, .app, .keyID, .expires, .cloud, .authority, .graph, .endpoint, .resource,
                .via, .owner, .notes:
                texts[field] = table.string(field.rawValue)
            }
        }
        return try texts.row(defaultApp: defaultApp) { try table.takeSecret(ImportField.secret.rawValue) }
    }

    private static func refusal(_ error: SecretCSVError) -> ImportRefusal {
        switch error.reason {
        case .missingColumn(let name):
            ImportRefusal(line: error.line, ImportField(rawValue: name).map { .missing($0) } ?? .csv(error.reason))
        case .unknownColumn(_, let name): ImportRefusal(line: error.line, .unknown(name: name))
        case .unread(let reason): ImportRefusal(line: error.line, .unread(reason))
        case .notUTF8, .incomplete, .strayQuote, .strayReturn, .nulByte, .fieldTooLong, .recordTooLong, .fieldCount,
            .noHeader, .duplicateColumn:
            ImportRefusal(line: error.line, .csv(error.reason))
        }
    }
}
