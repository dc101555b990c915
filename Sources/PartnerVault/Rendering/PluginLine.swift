/// The first line of a monitoring plug-in's output: a word, a sentence, and figures for graphs
/// (Monitoring Plugins Development Guidelines).
struct PluginLine: Sendable, Equatable {
    enum State: String, Sendable { case ok = "OK", warning = "WARNING", critical = "CRITICAL" }

    /// A figure, and the state that anything above 0 of it means.
    struct Figure: Sendable, Equatable {
        var label: String
        var value: Int
        var means: State
        /// What it is a part of; nil where nothing bounds it.
        var most: Int?
    }

    var state: State
    var sentence: String
    var figures: [Figure]

    /// The line and its end.
    var text: String {
        "PARTNER-VAULT \(state.rawValue) - \(Self.withoutBars(sentence)) | "
            + figures.map(Self.written).joined(separator: " ") + "\n"
    }

    /// Text for the lines after the first, in which a bar would begin further figures.
    static func withoutBars(_ text: String) -> String {
        text.replacing("|", with: "¦")
    }

    /// `label=value;warning;critical;least;most`
    private static func written(_ figure: Figure) -> String {
        let limits =
            switch figure.means {
            case .ok: ";"
            case .warning: "0;"
            case .critical: ";0"
            }
        let end = figure.most.map { ";\($0)" } ?? ""
        return "\(figure.label)=\(figure.value);\(limits);0\(end)"
    }
}
