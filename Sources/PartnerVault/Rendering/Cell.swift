/// A piece of a table, and what its colour should say.
struct Cell: Sendable, Equatable, ExpressibleByStringInterpolation {
    enum Tone: Sendable { case plain, good, caution, bad, faint, strong }

    let text: String
    /// In columns of a terminal.
    let width: Int
    var tone: Tone

    /// Whatever stands in `raw` is made safe to show.
    init(_ raw: String, _ tone: Tone = .plain) {
        self.init(safe: Printable.text(raw), tone)
    }

    private init(safe text: String, _ tone: Tone) {
        self.text = text
        self.tone = tone
        width = DisplayWidth.of(text)
    }

    /// A value that may be missing, which a person sees as a faint dash.
    init(_ raw: String?, orDash tone: Tone = .plain) {
        if let raw, !raw.isEmpty { self.init(raw, tone) } else { self.init("–", .faint) }
    }

    init(stringLiteral value: String) { self.init(value) }

    /// The longest start that fits `columns`; nil is as wide as it needs.
    func cut(to columns: Int?) -> Cell {
        guard let columns, width > columns else { return self }
        return Cell(safe: DisplayWidth.fit(text, columns: columns), tone)
    }

    func painted(on screen: Screen) -> String { Self.painted(text, tone, on: screen) }

    static func painted(_ text: String, _ tone: Tone, on screen: Screen) -> String {
        guard screen.colour, let code = code(tone) else { return text }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    private static func code(_ tone: Tone) -> String? {
        switch tone {
        case .plain: nil
        case .good: "32"
        case .caution: "33"
        case .bad: "31"
        case .faint: "2"
        case .strong: "1"
        }
    }
}
