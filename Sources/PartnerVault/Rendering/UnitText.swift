/// Values as systemd's unit files take them (systemd.syntax(7), systemd.service(5)).
enum UnitText {
    /// One argument of `ExecStart=`, in quotes.
    static func argument(_ raw: String) -> String {
        quoted(raw).replacing("$", with: "$$")
    }

    /// The program of `ExecStart=`, in which no variables are looked for.
    static func program(_ path: String) -> String { quoted(path) }

    /// One assignment of `Environment=`, in quotes.
    static func assignment(_ name: String, _ value: String) -> String { quoted("\(name)=\(value)") }

    /// A value that is taken as it stands, but for specifiers.
    static func plain(_ raw: String) -> String { raw.replacing("%", with: "%%") }

    /// Whether `path` can stand in a unit file: no line breaks, and nothing at its ends that would be taken for
    /// something else there.
    static func isFit(_ path: String) -> Bool {
        guard let last = path.unicodeScalars.last, path.hasPrefix("/") else { return false }
        return last != "\\" && !last.properties.isWhitespace
            && path.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    private static func quoted(_ raw: String) -> String {
        "\"" + plain(raw).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
