/// A strict reader of RFC 8259: recursive descent over bytes that it never holds, bounded in depth.
struct JSONScanner: ~Copyable {
    var position = 0
    var line: Int
    var secrets: SecretBuffer
    private var depth = 0
    private let secretNames: Set<String>
    private let plainNames: Set<String>?

    /// What happens to a string's text.
    enum Use { case plain, secret, nothing }

    init(secretNames: Set<String>, plainNames: Set<String>?, line: Int) throws(SecretJSONError) {
        do { secrets = try SecretBuffer() } catch { throw SecretJSONError(.unread(.cannotLock), line: line) }
        self.secretNames = secretNames
        self.plainNames = plainNames
        self.line = line
    }

    consuming func takeSecrets() -> SecretBuffer { secrets }

    mutating func document(_ bytes: RawSpan) throws(SecretJSONError) -> JSONValue {
        guard bytes.isUTF8 else { throw failure(.notUTF8) }
        let value = try value(bytes, use: plainNames == nil ? .plain : .nothing)
        skipSpace(bytes)
        guard position == bytes.byteCount else { throw failure(.syntax) }
        return value
    }

    private mutating func value(_ bytes: RawSpan, use: Use) throws(SecretJSONError) -> JSONValue {
        skipSpace(bytes)
        let first = try peek(bytes)
        switch first {
        case UInt8(ascii: "\""): return try string(bytes, use: use)
        case UInt8(ascii: "n"): return try word("null", bytes, meaning: .null)
        case _ where use == .secret: throw failure(.secretNotText)
        case UInt8(ascii: "t"): return try word("true", bytes, meaning: .bool(true))
        case UInt8(ascii: "f"): return try word("false", bytes, meaning: .bool(false))
        case UInt8(ascii: "{"): return .object(try members(bytes))
        case UInt8(ascii: "["): return .array(try elements(bytes, use: use))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number(bytes))
        default: throw failure(.syntax)
        }
    }

    private mutating func elements(_ bytes: RawSpan, use: Use) throws(SecretJSONError) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        if !(try isTaken("]", bytes)) {
            repeat {
                elements.append(try value(bytes, use: use))
            } while try isTaken(",", bytes)
            try take("]", bytes)
        }
        depth -= 1
        return elements
    }

    private mutating func members(_ bytes: RawSpan) throws(SecretJSONError) -> JSONMembers {
        try enter()
        var object = JSONMembers(line: line)
        if !(try isTaken("}", bytes)) {
            repeat {
                let (name, value) = try member(bytes)
                guard object.values.updateValue(value, forKey: name) == nil else { throw failure(.duplicateName) }
                object.names.append(name)
            } while try isTaken(",", bytes)
            try take("}", bytes)
        }
        depth -= 1
        return object
    }

    private mutating func member(_ bytes: RawSpan) throws(SecretJSONError) -> (String, JSONValue) {
        skipSpace(bytes)
        guard try peek(bytes) == UInt8(ascii: "\""), case .string(let name) = try string(bytes, use: .plain) else {
            throw failure(.syntax)
        }
        try take(":", bytes)
        return (name, try value(bytes, use: use(of: name)))
    }

    /// Passes the bracket that begins an array or object.
    private mutating func enter() throws(SecretJSONError) {
        guard depth < SecretJSON.deepest else { throw failure(.tooDeep) }
        depth += 1
        position += 1
    }

    private func use(of name: String) -> Use {
        if secretNames.contains(name) { return .secret }
        return plainNames?.contains(name) ?? true ? .plain : .nothing
    }

    private mutating func word(
        _ word: String,
        _ bytes: RawSpan,
        meaning: JSONValue
    ) throws(SecretJSONError) -> JSONValue {
        for byte in word.utf8 {
            guard try peek(bytes) == byte else { throw failure(.syntax) }
            position += 1
        }
        return meaning
    }

    func failure(_ reason: SecretJSONError.Reason) -> SecretJSONError { SecretJSONError(reason, line: line) }
}
