package import VaultCrypto

/// Why a line was not imported. It names fields, never what stands in them.
package struct ImportRefusal: Error, Equatable, Sendable {
    /// Where the row begins in its file, from 1.
    package let line: Int
    package let reason: Reason

    package enum Reason: Equatable, Sendable {
        case missing(ImportField)
        /// A text that is no such thing, or something other than text.
        case invalid(ImportField)
        /// `app` takes these from the application that it names.
        case notWithApp(ImportField)
        /// Neither `clientId` with `secret` nor `app`.
        case neitherClientNorApp
        /// A key or column that nobody knows; the name only if it looks like one.
        case unknown(name: String?)
        /// An entry with a certificate, which `add --certificate` takes.
        case certificate
        /// A line or element that is no JSON object.
        case notAnObject
        case json(SecretJSONError.Reason)
        case csv(SecretCSVError.Reason)
        case unread(SecretReadError)
    }

    package init(line: Int, _ reason: Reason) {
        self.line = line
        self.reason = reason
    }
}
