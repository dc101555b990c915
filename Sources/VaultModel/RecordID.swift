/// Where a record lies in the vault: a random number of 63 bits, never 0, that says nothing about the record.
package struct RecordID: Hashable, Sendable, Comparable {
    package let rawValue: Int64

    /// Nil unless `rawValue` is positive.
    package init?(_ rawValue: Int64) {
        guard rawValue > 0 else { return nil }
        self.rawValue = rawValue
    }

    /// A fresh ID from the system's random numbers.
    package static func random() -> RecordID {
        RecordID(unchecked: Int64.random(in: 1...Int64.max))
    }

    private init(unchecked rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: RecordID, right: RecordID) -> Bool { left.rawValue < right.rawValue }
}
