import ArgumentParser
import Testing
import VaultCore

@testable import partner_vault

@Suite("Where a passphrase comes from")
struct SourceTests {
    private static let variable = ["PARTNER_VAULT_PASSPHRASE_FILE": "/environment"]

    @Test(
        "the first of descriptor, file, environment and terminal",
        arguments: [
            (["--passphrase-fd", "3", "--passphrase-file", "/f"], KeySource.descriptor(3)),
            (["--passphrase-file", "/f", "--identity", "/i"], .file("/f")), ([], .file("/environment")),
            (["--identity", "/i"], .identity("/i")),
            (["--recovery-key-fd", "4", "--passphrase-fd", "3"], .recoveryKey(4)),
        ]
    )
    func order(arguments: [String], expected: KeySource) throws {
        let options = try VaultOptions.parse(arguments)
        #expect(KeySource(options, environment: Self.variable, again: false, yesReveal: false) == expected)
        #expect(
            KeySource(try VaultOptions.parse([]), environment: [:], again: false, yesReveal: false) == .terminal
        )
    }

    @Test(
        "the environment alone does not count where it is asked for again",
        arguments: [
            ([], false, KeySource.terminal), ([], true, .file("/environment")),
            (["--passphrase-file", "/f"], false, .file("/f")), (["--passphrase-fd", "3"], false, .descriptor(3)),
            (["--identity", "/i"], false, .identity("/i")),
        ]
    )
    func again(arguments: [String], yesReveal: Bool, expected: KeySource) throws {
        let options = try VaultOptions.parse(arguments)
        #expect(
            KeySource(options, environment: Self.variable, again: true, yesReveal: yesReveal) == expected
        )
    }

    @Test(
        "the vault lies where the option, the environment or XDG says",
        arguments: [
            (["--vault", "/v"], ["PARTNER_VAULT_FILE": "/e"], "/v"),
            ([], ["PARTNER_VAULT_FILE": "/e", "HOME": "/h"], "/e"),
            ([], ["XDG_DATA_HOME": "/x", "HOME": "/h"], "/x/partner-vault/vault.db"),
            ([], ["XDG_DATA_HOME": "relative", "HOME": "/h"], "/h/.local/share/partner-vault/vault.db"),
        ]
    )
    func location(arguments: [String], environment: [String: String], expected: String) throws {
        #expect(try VaultLocation.path(try VaultOptions.parse(arguments), environment: environment) == expected)
    }

    @Test("nowhere is a usage error")
    func nowhere() throws {
        let options = try VaultOptions.parse([])
        #expect(throws: VaultFailure.self) { try VaultLocation.path(options, environment: [:]) }
    }
}
