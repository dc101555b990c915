/// Why a CSV record is not taken: what is wrong and on which line it begins, never what stands there.
package struct SecretCSVError: Error, Equatable {
    package enum Reason: Equatable, Sendable {
        case notUTF8
        /// A quote is never closed.
        case incomplete
        /// A quote inside a field that does not begin with one, or text behind a closing quote.
        case strayQuote
        /// A carriage return without a line feed, outside quotes.
        case strayReturn
        case nulByte
        case fieldTooLong(limit: Int)
        case recordTooLong(limit: Int)
        /// More or fewer fields than the header has.
        case fieldCount(expected: Int, found: Int)
        case noHeader
        /// The header lacks a column that it must have.
        case missingColumn(String)
        /// The header has a column that nobody knows: its place from 1, and its name if it looks like one.
        case unknownColumn(place: Int, name: String?)
        case duplicateColumn(String)
        case unread(SecretReadError)
    }

    package let reason: Reason
    package let line: Int

    package init(_ reason: Reason, line: Int) {
        self.reason = reason
        self.line = line
    }

    /// Whether the records that follow can be read all the same: the record had an end that is beyond doubt.
    package var isOfOneRecord: Bool {
        switch reason {
        case .notUTF8, .fieldCount, .nulByte, .fieldTooLong: true
        case .incomplete, .strayQuote, .strayReturn, .recordTooLong, .noHeader, .missingColumn, .unknownColumn,
            .duplicateColumn, .unread:
            false
        }
    }
}
