internal import VaultStore

/// Looks at a vault's surroundings: needs no key, and goes on where another command would stop.
package struct Doctor: Sendable {
    let files: VaultFiles
    let surroundings: Surroundings

    package init(file: String, surroundings: Surroundings) {
        files = VaultFiles(database: file, witnessFolder: surroundings.witnessFolder)
        self.surroundings = surroundings
    }

    /// Everything that can be seen without a key and without the network.
    package func examine() -> [DoctorFinding] {
        // The log is looked at before the vault is opened, which may move what is left in it.
        let surroundingFiles = paths() + disk()
        return surroundingFiles + vault() + process() + libraries() + system() + secretFiles()
    }
}
