package import FoundationEssentials
package import VaultCrypto
package import VaultModel

/// One tenant to import, checked as far as that goes without the vault and the network.
///
/// Either `client` and `secret` are there, or `app`; with `app` nothing of the application is.
package struct ImportRow: ~Copyable, Sendable {
    package var line: Int
    package var name: TenantName
    package var directory: DirectoryReference
    package var client: ClientID?
    /// The tenant whose application this one uses.
    package var app: TenantName?
    package var secret: SecretBytes?
    package var keyID: KeyID?
    package var expires: Date?
    package var cloud: Cloud?
    package var authority: Origin?
    package var graph: Origin?
    package var endpoint: TokenEndpoint?
    package var resource: Resource?
    package var tags: [Tag] = []
    /// The tenant whose rights manage the application.
    package var via: TenantName?
    package var owner: String?
    package var notes: String?
    // What a bundle says beside that.
    var signIn: SignIn?
    var neverExpires = false
    var isExposed = false

    /// Gives the secret away; the row is without one afterwards.
    package mutating func takeSecret() -> SecretBytes? { secret.take() }

    init(line: Int, name: TenantName, directory: DirectoryReference) {
        self.line = line
        self.name = name
        self.directory = directory
    }
}
