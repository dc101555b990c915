/// What a delivery command said on its standard errors before it failed.
enum DeliveryWords: Equatable {
    /// It held a part of the secret.
    case withheld
    /// On one line, safe to show; possibly empty.
    case said(String)

    static let most = 500

    /// The last lines of what was said, as far as they fit.
    init(bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { Printable.text(String($0.drop(while: \.isWhitespace))) }.filter { !$0.isEmpty }
        var text = ""
        for line in lines.reversed() {
            let longer = text.isEmpty ? line : line + "; " + text
            guard longer.count <= Self.most else { break }
            text = longer
        }
        if text.isEmpty, let last = lines.last { text = "…" + last.suffix(Self.most - 1) }
        self = .said(text)
    }

    /// What an error says of it, behind how the command ended.
    var addition: String {
        switch self {
        case .withheld: "; what it said held the secret and is not repeated"
        case .said(""): ""
        case .said(let text): ", saying: \(text)"
        }
    }
}
