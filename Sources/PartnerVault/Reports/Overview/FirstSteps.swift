/// What an empty vault waits for.
enum FirstSteps {
    static let commands = [
        "partner-vault add NAME --directory-id DIRECTORY --client-id CLIENT", "partner-vault import FILE",
    ]

    static func text(on screen: Screen) -> String {
        "the vault is empty; fill it with one of these\n"
            + commands.map { OverviewText.paragraph("→ \($0)", .strong, on: screen) }.joined()
    }
}
