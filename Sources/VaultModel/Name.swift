internal import Foundation

/// What a person calls a tenant: 1 to 400 bytes of UTF-8 without control characters or white space at the ends.
package struct TenantName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// In bytes of UTF-8.
    package static let longest = 400

    package let description: String

    /// Nil for an empty, overlong or unprintable text, and for one that the command line would take for an option.
    package init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count), isPrintable(text), !text.hasPrefix("-") else { return nil }
        description = text
    }

    /// The form in which two names are the same: without case, and with accents composed.
    package var normalized: String { canonical(description) }

    package static func < (left: TenantName, right: TenantName) -> Bool {
        (left.normalized, left.description) < (right.normalized, right.description)
    }
}

/// A word to group tenants by: 1 to 64 bytes without white space or commas, lower case.
package struct Tag: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    package init?(_ text: String) {
        guard isPrintable(text), !text.utf8.contains(UInt8(ascii: ",")) else { return nil }
        // Nearly all tags are ASCII, and a printable one has no white space but the space; a listing reads thousands.
        let hasSpace =
            text.utf8.allSatisfy { $0 < 0x80 }
            ? text.utf8.contains(0x20) : text.unicodeScalars.contains { $0.properties.isWhitespace }
        guard !hasSpace else { return nil }
        let canonical = canonical(text)
        // Counted after lower-casing, which can lengthen it, so that a stored tag reads back.
        guard (1...64).contains(canonical.utf8.count) else { return nil }
        description = canonical
    }

    package static func < (left: Tag, right: Tag) -> Bool { left.description < right.description }
}

/// Lower case and composed (NFC), so that equal-looking names have equal bytes.
private func canonical(_ text: String) -> String {
    // Nearly all names are ASCII, which has nothing to compose; a listing sorts thousands of them.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    return text.lowercased().precomposedStringWithCanonicalMapping
}

private func isPrintable(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) { return true }
    guard text.first?.isWhitespace == false, text.last?.isWhitespace == false else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        // Format characters (zero width, right-to-left marks) would let two names look the same.
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
