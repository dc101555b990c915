import ArgumentParser
import VaultCore
import VaultCrypto

/// Where a new passphrase comes from, and how hard it is to be made to guess.
struct NewPassphraseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the new passphrase from this file descriptor.", valueName: "n"))
    var newPassphraseFd: Int32?

    @Option(help: ArgumentHelp("Read the new passphrase from a file that only you can read.", valueName: "file"))
    var newPassphraseFile: String?

    @Option(help: ArgumentHelp("Make a key file too, the new passphrase's second factor.", valueName: "file"))
    var keyFileOut: String?

    @OptionGroup var cost: DerivationCostOptions
}

/// How much work an attempt at a passphrase is to be.
struct DerivationCostOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Memory that trying a passphrase takes, 64 to 1024; 256 by default.", valueName: "mib"))
    var kdfMemory: Int?

    @Option(help: ArgumentHelp("Passes over that memory, 2 to 16; 3 by default.", valueName: "n"))
    var kdfPasses: Int?

    @Option(help: ArgumentHelp("Choose both so that unlocking takes this long here, such as 1s.", valueName: "time"))
    var targetTime: String?

    /// What was asked for; nil where nothing was.
    func chosen() throws -> DerivationCost? {
        if let targetTime {
            guard kdfMemory == nil, kdfPasses == nil else {
                throw VaultFailure(.usage, "--target-time chooses what --kdf-memory and --kdf-passes would give")
            }
            return try PassphraseCost.calibrated(to: try Values.duration(targetTime, option: "--target-time"))
        }
        return try PassphraseCost.of(memoryMiB: kdfMemory, passes: kdfPasses)
    }
}
