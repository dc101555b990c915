/// One JSON document (RFC 8259) whose secret members were read straight into locked memory.
///
/// Members with a secret name, at any depth, become `SecretBytes` and never text. With `plain` given, text under any
/// other name is checked but not read either, so that a mistyped name does not make its secret a `String`.
/// ```
/// var reply = try SecretJSON(bytes, secrets: ["secretText"])
/// let keyID = reply.string("keyId")
/// let secret = try reply.takeSecret("secretText")
/// ```
package struct SecretJSON: ~Copyable, Sendable {
    private let root: JSONValue
    private var secrets: SecretBuffer
    /// Where the secrets began that were given away.
    private var taken: Set<Int> = []

    /// How deep arrays and objects may be nested.
    package static let deepest = 16

    /// Reads all of `bytes`; `firstLine` is where they begin in their file, for errors and `line(of:)`.
    package init(
        _ bytes: RawSpan,
        secrets: Set<String>,
        plain: Set<String>? = nil,
        firstLine: Int = 1
    ) throws(SecretJSONError) {
        var scanner = try JSONScanner(secretNames: secrets, plainNames: plain, line: firstLine)
        root = try scanner.document(bytes)
        self.secrets = scanner.takeSecrets()
    }

    /// Reads the rest of `input`, at most `limit` bytes.
    package static func rest(
        of input: inout SecretInput,
        limit: Int,
        secrets: Set<String>,
        plain: Set<String>? = nil
    ) throws(SecretJSONError) -> SecretJSON {
        let line = input.line
        let buffer = try Result { () throws(SecretReadError) in try input.rest(limit: limit) }
            .mapError { SecretJSONError(.unread($0), line: line) }.get()
        return try buffer.withSpan { (bytes) throws(SecretJSONError) in
            try SecretJSON(bytes, secrets: secrets, plain: plain, firstLine: line)
        }
    }

    /// What stands at `path`; nil where nothing does. No path means the whole document.
    package func kind(_ path: JSONPath = []) -> JSONKind? { root.at(path.steps)?.kind }

    /// The text at `path`; nil where there is none, or something else.
    package func string(_ path: JSONPath = []) -> String? {
        guard case .string(let text) = root.at(path.steps) else { return nil }
        return text
    }

    /// The digits of the number at `path`, as they were written.
    package func number(_ path: JSONPath = []) -> String? {
        guard case .number(let digits) = root.at(path.steps) else { return nil }
        return digits
    }

    package func bool(_ path: JSONPath = []) -> Bool? {
        guard case .bool(let flag) = root.at(path.steps) else { return nil }
        return flag
    }

    /// The texts of the array at `path`; nil where there is none, or one of its elements is something else.
    package func strings(_ path: JSONPath = []) -> [String]? {
        guard case .array(let elements) = root.at(path.steps) else { return nil }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// How long the secret at `path` is, in bytes; nil where there is none.
    package func secretLength(_ path: JSONPath) -> Int? {
        guard case .secret(let range) = root.at(path.steps) else { return nil }
        return range.count
    }

    /// How many elements the array at `path` has.
    package func count(_ path: JSONPath = []) -> Int? {
        guard case .array(let elements) = root.at(path.steps) else { return nil }
        return elements.count
    }

    /// The member names of the object at `path`, in the order of the document.
    package func names(_ path: JSONPath = []) -> [String] {
        guard case .object(let object) = root.at(path.steps) else { return [] }
        return object.names
    }

    /// `name` if it looks like one: a secret that strayed into the place of a name must not end up in a message.
    package static func showable(_ name: String) -> String? {
        // A UInt8 has no padding that could be seen.
        unsafe name.utf8Span.span.bytes.nameToShow
    }

    /// The line on which the object at `path` begins.
    package func line(of path: JSONPath = []) -> Int? {
        guard case .object(let object) = root.at(path.steps) else { return nil }
        return object.line
    }

    /// Gives the secret at `path` away and wipes it here; nil where there is none, or it was taken before.
    package mutating func takeSecret(_ path: JSONPath) throws -> SecretBytes? {
        guard case .secret(let range) = root.at(path.steps), taken.insert(range.lowerBound).inserted else { return nil }
        return try secrets.take(range)
    }
}

/// What a JSON value is.
package enum JSONKind: Sendable, Equatable {
    case null, bool, number, string, array, object
    /// Text that was read into locked memory.
    case secret
    /// Text under a name that is neither secret nor plain: checked and dropped.
    case unread
}
