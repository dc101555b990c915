/// Why bytes are no JSON document that is taken here: what is wrong and on which line, never what stands there.
package struct SecretJSONError: Error, Equatable {
    package enum Reason: Equatable, Sendable {
        case notUTF8
        /// It stops in the middle.
        case incomplete
        /// Something stands where the grammar has no place for it, text behind the document included.
        case syntax
        /// A control character inside a string, which must be escaped.
        case controlCharacter
        case badEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// The same name twice in one object.
        case duplicateName
        case tooDeep
        /// A secret name with something other than text or null.
        case secretNotText
        /// The bytes could not be had.
        case unread(SecretReadError)
    }

    package let reason: Reason
    package let line: Int

    package init(_ reason: Reason, line: Int) {
        self.reason = reason
        self.line = line
    }
}
