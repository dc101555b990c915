/// One JSON object on a line, made in locked memory: what `SecretJSON` reads, the other way round.
package struct SecretJSONLine: ~Copyable {
    private var line: SecretBuffer

    package init() throws {
        line = try SecretBuffer(capacity: 1024)
    }

    /// Adds a member; nothing for nil.
    package mutating func put(_ name: String, _ text: String?) throws {
        guard let text else { return }
        try begin(name)
        try quote(text)
    }

    /// Adds an array of texts; nothing where there are none.
    package mutating func put(_ name: String, _ texts: [String]) throws {
        guard !texts.isEmpty else { return }
        try begin(name)
        for (index, text) in texts.enumerated() {
            try line.append(UInt8(ascii: index == 0 ? "[" : ","))
            try quote(text)
        }
        try line.append(UInt8(ascii: "]"))
    }

    /// Adds a secret, which never lies in a text.
    ///
    /// - Throws: `SecretReadError.notUTF8` for bytes that no JSON can hold.
    package mutating func put(_ name: String, _ secret: borrowing SecretBytes) throws {
        guard secret.withSpan({ $0.isUTF8 }) else { throw SecretReadError.notUTF8 }
        try begin(name)
        try line.append(UInt8(ascii: "\""))
        // Its size says how long it is, which whoever gets it may know.
        for place in 0..<secret.count { try escape(secret.withSpan { $0[place] }) }
        try line.append(UInt8(ascii: "\""))
    }

    /// The whole line, line feed included.
    package consuming func finish() throws -> SecretBytes {
        if line.count == 0 { try line.append(UInt8(ascii: "{")) }
        try line.append(UInt8(ascii: "}"))
        try line.append(UInt8(ascii: "\n"))
        return try line.take(0..<line.count)
    }

    private mutating func begin(_ name: String) throws {
        try line.append(UInt8(ascii: line.count == 0 ? "{" : ","))
        try quote(name)
        try line.append(UInt8(ascii: ":"))
    }

    private mutating func quote(_ text: String) throws {
        try line.append(UInt8(ascii: "\""))
        for byte in text.utf8 { try escape(byte) }
        try line.append(UInt8(ascii: "\""))
    }

    /// RFC 8259, section 7: quotation mark, reverse solidus and controls; all else stands for itself.
    private mutating func escape(_ byte: UInt8) throws {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            try line.append(UInt8(ascii: "\\"))
            try line.append(byte)
        case 0..<0x20:
            for character in "\\u00".utf8 { try line.append(character) }
            try line.append(Self.digit(byte >> 4))
            try line.append(Self.digit(byte & 15))
        default:
            try line.append(byte)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
