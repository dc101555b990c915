import Foundation
import ProgramHarness
import Testing

/// Someone's desk: a home of its own, the program, a passphrase in a file, and mostly a vault.
final class Desk {
    static let passphrase = "correct horse battery staple pony"
    private static let cheap = ["--kdf-memory", "64", "--kdf-passes", "2"]

    let home: TemporaryFolder
    var program: Program
    let passphrase: String
    let passphraseFile: String

    /// A desk with an empty vault on it.
    convenience init(passphrase: String = Desk.passphrase, environment: [String: String] = [:]) throws {
        try self.init(bare: passphrase)
        program.environment.merge(environment) { $1 }
        let made = try run(["init"] + Self.cheap)
        try #require(made.status == 0, "\(made.errors)")
    }

    /// A desk without a vault.
    init(bare passphrase: String) throws {
        home = try TemporaryFolder()
        program = try Program(home: home)
        self.passphrase = passphrase
        passphraseFile = try home.write("passphrase", passphrase + "\n")
        program.environment["XDG_DATA_HOME"] = "\(home.path)/data"
        program.environment["XDG_STATE_HOME"] = "\(home.path)/state"
        program.environment["PARTNER_VAULT_PASSPHRASE_FILE"] = passphraseFile
    }

    var folder: String { "\(home.path)/data/partner-vault" }
    var vault: String { "\(folder)/vault.db" }
    var witnessFolder: String { "\(home.path)/state/partner-vault" }

    /// All bytes of the vault's file.
    func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: vault)) }

    /// The surroundings of someone who has to type the passphrase.
    var typing: Program {
        var program = program
        program.environment["PARTNER_VAULT_PASSPHRASE_FILE"] = nil
        return program
    }

    @discardableResult
    func run(
        _ arguments: [String],
        input: String = "",
        descriptors: [Int32: String] = [:],
        environment: [String: String] = [:]
    ) throws -> Program.Finished {
        try program.run(
            arguments,
            input: Array(input.utf8),
            descriptors: descriptors.mapValues { Array($0.utf8) },
            environment: environment
        )
    }

    /// Runs what must go well and gives its output.
    @discardableResult
    func good(
        _ arguments: [String],
        input: String = "",
        descriptors: [Int32: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let run = try run(arguments, input: input, descriptors: descriptors)
        try #require(run.status == 0, "\(arguments): \(run.errors)", sourceLocation: sourceLocation)
        return run.output
    }

    /// Runs with `-o json` what must go well and gives its output.
    func json(
        _ arguments: [String],
        input: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> JSON {
        try JSON(try good(arguments + ["-o", "json"], input: input, sourceLocation: sourceLocation))
    }

    /// Stores one of the stand-in's applications.
    func add(_ name: String, _ application: KnownApplication, at authority: Authority, _ more: [String] = []) throws {
        try good(
            [
                "add", name, "--directory-id", application.directory, "--client-id", application.client,
                "--secret-fd", "0", "--authority", authority.url, "--graph", authority.url,
            ] + more,
            input: application.secret
        )
    }
}
