/// Records of a CSV file (RFC 4180) under a header, one at a time; secret columns are never text.
///
/// Quoted fields may hold commas, line ends and doubled quotes; lines end in LF or CRLF; empty lines are passed over.
/// ```
/// var table = try SecretCSV(input, columns: ["name", "secret"], secrets: ["secret"])
/// while try table.advance() { store(try table.takeSecret("secret"), for: table.string("name")) }
/// ```
package struct SecretCSV: ~Copyable, Sendable {
    private var input: SecretInput
    private var record: CSVRecord
    private let secrets: Set<String>
    private var isOver = false
    /// The columns of the header, in its order.
    package let columns: [String]

    /// Reads the header, whose names must be among `columns` and hold all of `required`.
    ///
    /// The header is read as if it were secret, since in a file without one it is: no text of the first record
    /// becomes a `String` unless all required names stand there.
    package init(
        _ input: consuming SecretInput,
        columns known: [String],
        required: [String] = [],
        secrets: Set<String>
    ) throws(SecretCSVError) {
        var input = input
        var record = try CSVRecord()
        columns = try record.readHeader(from: &input, known: known, required: required)
        self.record = record
        self.input = input
        self.secrets = secrets
    }

    /// The line that the record at hand begins on, from 1.
    package var line: Int { record.line }

    /// Goes to the next record and wipes the one before; false when there is none.
    ///
    /// After an error that `isOfOneRecord` the next call goes on with the record that follows; after any other there
    /// are no more.
    package mutating func advance() throws(SecretCSVError) -> Bool {
        guard !isOver else { return false }
        isOver = true
        repeat {
            guard try record.read(from: &input) else { return false }
        } while record.isBlank && columns.count > 1
        // The record's end was found: whatever is wrong inside it, the next one can be read.
        isOver = false
        guard record.fields.count == columns.count else {
            throw record.failure(.fieldCount(expected: columns.count, found: record.fields.count))
        }
        try record.check()
        return true
    }

    /// The text in `column`, which must not be a secret one; nil where the file has no such column. An empty field is
    /// empty text.
    package func string(_ column: String) -> String? {
        guard !secrets.contains(column), let place = place(of: column) else { return nil }
        return record.withField(record.fields[place]) { $0.text }
    }

    /// Whether nothing stands in `column`, or there is no such column.
    package func isEmpty(_ column: String) -> Bool {
        place(of: column).map { record.fields[$0].isEmpty } ?? true
    }

    /// Gives away what stands in `column`, which must be a secret one; nil where it is empty or was taken.
    package mutating func takeSecret(_ column: String) throws -> SecretBytes? {
        guard secrets.contains(column), let place = place(of: column) else { return nil }
        return try record.takeField(place)
    }

    /// Nil as well where the record at hand is none: before the first, behind the last, after an error.
    private func place(of column: String) -> Int? {
        columns.firstIndex(of: column).flatMap { record.fields.indices.contains($0) ? $0 : nil }
    }
}
