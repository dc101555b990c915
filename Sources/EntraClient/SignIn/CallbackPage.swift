internal import FoundationEssentials
internal import VaultCrypto

/// The page that says in the browser what happened: plain, without a script, a picture or a query.
struct CallbackPage: Sendable {
    /// Where the browser is sent, so that going back or loading anew sends nothing twice.
    static let path = "/done"

    /// Allows the page its own style, and nothing else.
    static let contentPolicy =
        "default-src 'none'; style-src 'sha256-\(Data(Digest.sha256(Array(style.utf8))).base64EncodedString())'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static let style = """
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
        body { max-width: 28rem; margin: 20vh auto 0; padding: 0 1.5rem }
        h1 { margin: 0 0 .75rem; font-size: 1.75rem; line-height: 1.2 }
        p { margin: 0 }
        """

    let html: String

    init(_ outcome: CallbackForm.Outcome) {
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
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(title)</title><style>\(Self.style)</style></head>
            <body><h1>\(title)</h1><p>\(words)</p></body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
