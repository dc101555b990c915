/// What an import did, or with `--dry-run` would do.
package struct ImportReport: Sendable, Equatable {
    /// Names of tenants that were stored.
    package var added: [String] = []
    /// Names that are there already with the same values.
    package var same: [String] = []
    /// Names that are there with other values, which an import never alters.
    package var changed: [String] = []
    package var refused: [Refusal] = []

    package struct Refusal: Sendable, Equatable {
        package var line: Int
        package var reason: String

        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    package init() {}
}
