/// A piece of a table, and what its colour should say.
struct Cell: Sendable, Equatable, ExpressibleByStringInterpolation {
    enum Tone: Sendable { case plain, good, caution, bad, faint, strong }

    let text: String
    var tone: Tone

    /// Whatever stands in `raw` is made safe to show.
    init(_ raw: String, _ tone: Tone = .plain) {
        text = Printable.text(raw)
        self.tone = tone
    }

    /// A value that may be missing, which a person sees as a faint dash.
    init(_ raw: String?, orDash tone: Tone = .plain) {
        if let raw, !raw.isEmpty { self.init(raw, tone) } else { self.init("–", .faint) }
    }

    init(stringLiteral value: String) { self.init(value) }

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
