/// Words of the other side, made fit for a terminal and a log.
enum PrintableText {
    /// Without control and invisible characters, at most `limit` characters long.
    static func clean(_ text: some StringProtocol, limit: Int) -> String {
        let scalars = text.unicodeScalars.lazy.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            default: true
            }
        }
        return String(String(String.UnicodeScalarView(scalars)).prefix(limit))
    }
}
