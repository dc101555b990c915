internal import VaultCrypto

extension ImportRefusal.Reason: CustomStringConvertible {
    /// What is wrong, in the words of the command line: lower case, no final stop, never a value.
    package var description: String {
        switch self {
        case .missing(let field): "\(field.rawValue) is missing"
        case .invalid(let field): "\(field.rawValue) is not \(field.expected)"
        case .notWithApp(let field): "\(field.rawValue) cannot stand beside app, which brings its own"
        case .neitherClientNorApp: "neither clientId with secret nor app is given"
        case .unknown(let name?): "there is no field \"\(name)\""
        case .unknown(nil): "there is a field of an unknown name"
        case .certificate: "it holds a certificate: add it with --certificate"
        case .notAnObject: "it is not a JSON object"
        case .json(let reason): Self.text(of: reason)
        case .csv(let reason): Self.text(of: reason)
        case .unread(let reason): Self.text(of: reason)
        }
    }

    private static func text(of reason: SecretJSONError.Reason) -> String {
        switch reason {
        case .notUTF8: "the text is not UTF-8"
        case .incomplete: "the JSON stops in the middle"
        case .syntax: "it is not JSON"
        case .controlCharacter: "a JSON text holds an unescaped control character"
        case .badEscape: "a JSON text holds an unknown escape"
        case .loneSurrogate: "a JSON text holds half a surrogate pair"
        case .duplicateName: "a field is given twice"
        case .tooDeep: "the JSON is nested too deeply"
        case .secretNotText: "the secret is not text"
        case .unread(let reason): text(of: reason)
        }
    }

    private static func text(of reason: SecretCSVError.Reason) -> String {
        switch reason {
        case .notUTF8: "the text is not UTF-8"
        case .incomplete: "a quote is not closed"
        case .strayQuote: "a quote stands where none may be"
        case .strayReturn: "a carriage return stands alone"
        case .nulByte: "there is a NUL byte"
        case .fieldTooLong(let limit): "a field is longer than \(limit) bytes"
        case .recordTooLong(let limit): "the record is longer than \(limit) bytes"
        case .fieldCount(let expected, let found): "there are \(found) fields, the header has \(expected)"
        case .noHeader: "there is no header"
        case .missingColumn(let name): "there is no column \"\(name)\""
        case .unknownColumn(let place, let name): "column \(place) is unknown" + (name.map { ": \"\($0)\"" } ?? "")
        case .duplicateColumn(let name): "the column \"\(name)\" stands twice"
        case .unread(let reason): text(of: reason)
        }
    }

    private static func text(of reason: SecretReadError) -> String {
        switch reason {
        case .unreadable(let number): "it cannot be read (errno \(number))"
        case .tooLong(let limit): "it is longer than \(limit) bytes"
        case .notUTF8: "the text is not UTF-8"
        case .cannotLock: "no more memory can be locked (see ulimit -l)"
        }
    }
}

extension ImportField {
    fileprivate var expected: String {
        switch self {
        case .name, .app, .via: "a name"
        case .directory: "a directory ID or domain"
        case .client, .keyID: "a GUID"
        case .secret: "text"
        case .expires: "an instant such as 2027-03-01T09:00:00Z"
        case .cloud: "one of public, usgov, dod, china"
        case .authority, .graph: "an https origin"
        case .endpoint: "v1 or v2"
        case .resource: "an alias, a URI or a GUID"
        case .tags: "a list of tags"
        case .owner: "one line of at most 400 bytes"
        case .notes: "text of at most 8192 bytes"
        }
    }
}
