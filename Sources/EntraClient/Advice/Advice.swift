/// What is known of one AADSTS number: what it means, whether to try again, and what a person does about it.
package struct Advice: Sendable, Equatable {
    /// When the same request can succeed.
    package enum Retry: Sendable, Equatable, CaseIterable {
        case never
        /// By itself, a little later.
        case backoff
        case afterSignIn
        case afterFix
    }

    package let meaning: String
    package let retry: Retry
    private let template: String

    /// `template` says `NAME` where a tenant's name belongs.
    init(_ meaning: String, _ retry: Retry, _ template: String) {
        self.meaning = meaning
        self.retry = retry
        self.template = template
    }

    /// One line for people: what to do, with the next command or the portal's page.
    package func hint(tenant: String) -> String {
        template.replacing("NAME", with: tenant)
    }

    /// The advice on an AADSTS number; nil where none is known.
    package static func forCode(_ code: Int) -> Advice? { table[code] }

    /// Every number with an entry.
    package static var codes: [Int] { table.keys.sorted() }

    /// Meanings and retry classes from Microsoft's error-code reference and the behaviour of its own libraries.
    private static let table: [Int: Advice] = {
        let parts = [credentialAdvice, applicationAdvice, tenantAdvice, consentAdvice, userAdvice, flowAdvice]
        return parts.reduce(into: [:]) { table, part in table.merge(part) { first, _ in first } }
    }()
}
