import ArgumentParser
import VaultCore
import VaultModel

/// `inspect`
struct Inspect: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what an access token says about itself.",
        discussion: """
            The token comes on standard input; it may be an argument too, which other users of the machine can then \
            see. It is decoded and not verified unless --verify is given. No vault is needed.

            Example:
              partner-vault token contoso | partner-vault inspect
            """
    )

    @Argument(help: ArgumentHelp("The token, or - for standard input.", valueName: "token"))
    var token = "-"

    @Flag(help: "Check the signature with the issuer's published keys.")
    var verify = false

    @Option(help: ArgumentHelp("Who publishes the keys; by the token's issuer unless given.", valueName: "url"))
    var authority: String?

    @Option(help: ArgumentHelp("Authorities to trust beside the system's.", valueName: "file"))
    var caFile: String?

    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let authority = try authority.map { try Values.origin($0, option: "--authority") }
        let token = Self.bare(try self.token == "-" ? InputText.line() : self.token)
        let inspected = InspectedToken(try TokenInspection(token))
        if verify {
            try await TokenInspection.verify(
                token,
                authority: authority,
                caFile: caFile ?? context.surroundings.environment["PARTNER_VAULT_CA_FILE"],
                surroundings: context.surroundings
            )
        }
        switch format.output {
        case .json: try context.print(ClaimsText.json(inspected, verified: verify).text)
        case .table:
            let facts = ClaimsText.facts(inspected, verified: verify, at: context.surroundings.now())
            try context.print(facts.text(on: context.screen))
        }
    }

    /// Tokens are often copied with the header's scheme in front.
    private static func bare(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let last = words.last else { return "" }
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(last) : text.trimmed
    }
}

extension String {
    /// Without white space around it.
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
