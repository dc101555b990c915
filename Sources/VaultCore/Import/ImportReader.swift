internal import VaultCrypto
package import VaultModel

/// Reads tenants from a file, a pipe or standard input, one at a time; secrets stay in locked memory throughout.
/// ```
/// var reader = try ImportReader(descriptor, fileName: name)
/// while true {
///     do { guard let row = try reader.next() else { break }; try await add(row) } catch { refused.append(error) }
/// }
/// ```
package struct ImportReader: ~Copyable, Sendable {
    /// The format that was given, or else recognised.
    package let format: ImportFormat
    // One of them is there. (An enum's noncopyable payload cannot be changed in place.)
    private var lines: JSONLinesRows?
    private var table: CSVRows?
    private var objects: AzureCLIRows?

    /// Begins to read `descriptor`, which stays the caller's to close; without a `format` it is recognised by the end
    /// of `fileName`, then by how the contents begin. Rows that name no `app` use `defaultApp`'s application.
    ///
    /// - Throws: an `ImportRefusal` that concerns the whole file, for instance a CSV header without a needed column.
    package init(
        _ descriptor: Int32,
        format: ImportFormat? = nil,
        fileName: String? = nil,
        defaultApp: TenantName? = nil
    ) throws(ImportRefusal) {
        try self.init(Self.input(descriptor), format: format, fileName: fileName, defaultApp: defaultApp)
    }

    /// The same for what was begun to be read.
    init(
        _ input: consuming SecretInput,
        format: ImportFormat?,
        fileName: String?,
        defaultApp: TenantName?
    ) throws(ImportRefusal) {
        var input = input
        let format = if let format { format } else { try Self.detect(&input, fileName: fileName) }
        switch format {
        case .az: self.init(format, objects: try AzureCLIRows(&input, defaultApp: defaultApp))
        case .csv: self.init(format, table: try CSVRows(input, defaultApp: defaultApp))
        case .jsonl: self.init(format, lines: try JSONLinesRows(input, defaultApp: defaultApp))
        }
    }

    private init(
        _ format: ImportFormat,
        lines: consuming JSONLinesRows? = nil,
        table: consuming CSVRows? = nil,
        objects: consuming AzureCLIRows? = nil
    ) {
        self.format = format
        self.lines = lines
        self.table = table
        self.objects = objects
    }

    /// The next row, or nil at the end. A refusal concerns one row: call again for those that follow.
    package mutating func next() throws(ImportRefusal) -> ImportRow? {
        switch format {
        case .az: try objects?.next() ?? nil
        case .csv: try table?.next() ?? nil
        case .jsonl: try lines?.next() ?? nil
        }
    }

    private static func input(_ descriptor: Int32) throws(ImportRefusal) -> SecretInput {
        do { return try SecretInput(descriptor) } catch { throw ImportRefusal(line: 1, .unread(error)) }
    }

    private static func detect(_ input: inout SecretInput, fileName: String?) throws(ImportRefusal) -> ImportFormat {
        do {
            return try input.withPreview(ImportFormat.previewLength) {
                ImportFormat.detect(fileName: fileName, beginning: $0)
            }
        } catch { throw ImportRefusal(line: 1, .unread(error)) }
    }
}
