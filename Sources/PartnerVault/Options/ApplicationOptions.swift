import ArgumentParser
import VaultCore
import VaultModel

/// What `add` and `edit` say about a tenant and its application.
struct ApplicationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The tenant's directory: a GUID, or a domain that is looked up.", valueName: "id"))
    var directoryID: String?

    @Option(help: ArgumentHelp("The application (client) ID.", valueName: "guid"))
    var clientID: String?

    @Option(help: ArgumentHelp("Read the client secret from this file descriptor.", valueName: "n"))
    var secretFd: Int32?

    @Option(help: ArgumentHelp("Read the client secret from a file that only you can read.", valueName: "file"))
    var secretFile: String?

    @Option(help: ArgumentHelp("A certificate and its key, PEM or PFX, that only you can read.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("Read the PFX file's password from this file descriptor.", valueName: "n"))
    var certificatePasswordFd: Int32?

    @Option(
        help: ArgumentHelp("Where another platform writes the token that proves the application.", valueName: "file"))
    var federatedTokenFile: String?

    @Option(help: ArgumentHelp("Sign in with a user's password (legacy: fails under MFA).", valueName: "user"))
    var username: String?

    @Option(help: ArgumentHelp("Read that user's password from this file descriptor.", valueName: "n"))
    var passwordFd: Int32?

    @Option(help: ArgumentHelp("The secret's ID as the directory shows it.", valueName: "guid"))
    var keyID: String?

    @Option(help: ArgumentHelp("When the secret runs out: 2027-03-01T09:00:00Z, or never.", valueName: "instant"))
    var expires: String?

    @Option(help: ArgumentHelp("public, usgov, dod or china.", valueName: "cloud"))
    var cloud: String?

    @Option(help: ArgumentHelp("Sign in at this origin instead of the cloud's own.", valueName: "url"))
    var authority: String?

    @Option(help: ArgumentHelp("Use Microsoft Graph at this origin instead of the cloud's own.", valueName: "url"))
    var graph: String?

    @Option(help: ArgumentHelp("The generation of the token endpoint: v2 or v1.", valueName: "version"))
    var endpoint: String?

    @Option(help: ArgumentHelp("What tokens are for unless said otherwise.", valueName: "resource"))
    var resource: String?

    @Option(name: .customLong("tag"), help: ArgumentHelp("A word to group tenants by; repeatable.", valueName: "tag"))
    var tags: [String] = []

    @Option(help: ArgumentHelp("Who answers for the application.", valueName: "owner"))
    var owner: String?

    @Option(help: ArgumentHelp("Anything worth knowing; never a secret.", valueName: "notes"))
    var notes: String?

    @Option(help: ArgumentHelp("The tenant whose rights read and rotate the credentials.", valueName: "name"))
    var via: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("As the app itself or as a user.", valueName: "app|user"))
    var signIn: String?

    @Flag(help: "Store without a test sign-in.")
    var noVerify = false

    /// Whether a secret comes with the command, so that nobody needs to be asked.
    var bringsSecret: Bool { secretFd != nil || secretFile != nil }
    /// Whether something comes in the place of a secret.
    var bringsProof: Bool { certificate != nil || federatedTokenFile != nil || username != nil }

    /// - Throws: `usage` for more than one thing to sign in with, or for half of one.
    func checkCredential(isPublic: Bool = false) throws {
        let ways = [
            bringsSecret, certificate != nil, federatedTokenFile != nil, username != nil, isPublic,
        ]
        guard ways.count(where: { $0 }) <= 1 else {
            throw Values.usage("an application is given one thing to sign in with", "add another with edit")
        }
        guard certificatePasswordFd == nil || certificate != nil else {
            throw Values.usage("--certificate-password-fd goes with --certificate", nil)
        }
        guard passwordFd == nil || username != nil else {
            throw Values.usage("--password-fd goes with --username", nil)
        }
    }
}
