package import FoundationEssentials
package import VaultCrypto

/// What a person types into a browser elsewhere, and the code that is exchanged once they did.
package struct DeviceCodePrompt: Sendable {
    /// Letters, digits and hyphens.
    package let userCode: String
    /// The page to open: https, or the authority's own where that is a loopback address.
    package let verificationURI: String
    /// The directory's own words, fit for a terminal.
    package let message: String?
    package let expiresOn: Date
    /// How long to wait between two questions.
    package let interval: Duration
    package let code: SharedSecret

    package init(
        userCode: String,
        verificationURI: String,
        message: String? = nil,
        expiresOn: Date,
        interval: Duration,
        code: SharedSecret
    ) {
        self.userCode = userCode
        self.verificationURI = verificationURI
        self.message = message
        self.expiresOn = expiresOn
        self.interval = interval
        self.code = code
    }
}
