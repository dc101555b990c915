/// The page that says in the browser what happened: plain, without a script, a picture or a query.
struct CallbackPage: Sendable {
    /// Where the browser is sent, so that the code does not stay in its history.
    static let path = "/done"

    let html: String

    init(_ outcome: CallbackQuery.Outcome) {
        switch outcome {
        case .code:
            self.init(title: "Signed in", words: "You can close this window and go back to partner-vault.")
        case .failure(let error):
            let reason =
                switch error {
                case .refused(let refusal): refusal.code.map { "AADSTS\($0)" } ?? refusal.error
                case .signInDeclined: "access_denied"
                default: "an error"
                }
            self.init(
                title: "Not signed in",
                words: "The directory answered \(reason). partner-vault says more; you can close this window.")
        }
    }

    private init(title: String, words: String) {
        let (title, words) = (Self.escaped(title), Self.escaped(words))
        html = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title></head>
            <body><h1>\(title)</h1><p>\(words)</p></body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
