internal import VaultCrypto

/// The forms that `import` reads.
package enum ImportFormat: String, Sendable, CaseIterable {
    /// What `az ad sp create-for-rbac` and `az ad app credential reset` print: one object, or an array of them.
    case az
    case csv
    /// One JSON object a line.
    case jsonl

    /// Guesses from the file's name, then from how the contents begin; `az` or `jsonl` is told by the first member.
    package static func detect(fileName: String?, beginning: RawSpan) -> ImportFormat {
        let name = fileName?.lowercased() ?? ""
        if name.hasSuffix(".csv") { return .csv }
        if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return .jsonl }
        let start = beginning.skippingBlanks(from: 0)
        guard start < beginning.byteCount else { return name.hasSuffix(".json") ? .az : .csv }
        switch beginning.byte(at: start) {
        case UInt8(ascii: "["): return .az
        case UInt8(ascii: "{"):
            let member = beginning.skippingBlanks(from: start + 1)
            return AzureCLIRows.telltales.contains { beginning.hasBytes(of: "\"\($0)\"", at: member) } ? .az : .jsonl
        default: return .csv
        }
    }

    /// How much of the contents `detect` looks at.
    static let previewLength = 512
}

extension RawSpan {
    fileprivate func byte(at place: Int) -> UInt8 {
        // Any byte is a valid UInt8, and the load checks the bounds.
        unsafe unsafeLoad(fromByteOffset: place, as: UInt8.self)
    }

    fileprivate func skippingBlanks(from start: Int) -> Int {
        var place = start
        while place < byteCount, [0x20, 0x09, 0x0A, 0x0D].contains(byte(at: place)) { place += 1 }
        return place
    }

    fileprivate func hasBytes(of text: String, at start: Int) -> Bool {
        var place = start
        for wanted in text.utf8 {
            guard place < byteCount, byte(at: place) == wanted else { return false }
            place += 1
        }
        return true
    }
}
