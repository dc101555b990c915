internal import VaultStore

extension VaultFailure {
    /// What `StoreError` means to people.
    init(_ error: StoreError) {
        switch error {
        case .noVault:
            self.init(
                .noVault, "there is no vault here",
                hint: "make one with \"partner-vault init\", or name one with --vault FILE")
        case .vaultExists:
            self.init(.vaultExists, "there is a vault here already", hint: "name another file with --vault FILE")
        case .notAVault:
            self.init(
                .notAVault, "the file is not a partner-vault",
                hint: "name the vault with --vault FILE, or restore it from a backup")
        case .unsafe(let finding):
            self.init(
                .unsafeFiles, "the vault's file or folder \(finding.rawValue)",
                hint: "the folder must be yours with mode 0700, the file with 0600 and one link")
        case .networkFileSystem:
            self.init(
                .unsafeFiles, "the vault lies on a network file system, where locks cannot be trusted",
                hint: "keep it on a local disk, or put a backup there instead")
        case .busy:
            self.init(.busy, "the vault is held by another process", hint: "try again when it has finished")
        case .diskFull:
            self.init(.diskFull, "the disk is full: nothing was changed", hint: "free some room, then try again")
        case .inputOutput(let code):
            self.init(
                .failure, "the system refused to read or write the vault (error \(code))",
                hint: "see that you may write to the vault's folder, and that its disk is in order")
        case .replaced:
            self.init(
                .busy, "the vault's file was replaced while it was open: nothing was written",
                hint: "run the command again")
        case .rekeyed:
            self.init(.busy, "the vault's keys were changed while it was open", hint: "run the command again")
        case .damaged(let damage):
            self.init(
                .tampered, "the vault is tampered with or damaged: \(damage.rawValue)",
                hint: "restore the vault from a backup")
        case .rolledBack(let witness, let vault):
            self.init(
                .rolledBack, "the vault is older than it was last seen here (generation \(vault), seen \(witness))",
                hint: "an old copy was put back; if that was you, add --accept-rollback once")
        case .forked:
            self.init(
                .forked, "the vault is not a continuation of what was last seen here",
                hint: "another copy was put in its place; if that was you, add --accept-rollback once")
        case .witnessMissing:
            self.init(
                .witnessMissing, "the vault has no witness on this machine",
                hint: "leave --require-witness out once to begin one")
        case .witnessDamaged:
            self.init(
                .witnessDamaged, "the vault's witness is damaged",
                hint: "if nobody put an old vault back, add --accept-rollback once")
        case .witnessUnwritten:
            self.init(
                .witnessUnwritten, "the change was stored, but the vault's witness could not be written",
                hint: "free some room in the state folder; until then an old copy put back is not noticed")
        case .taken:
            self.init(.alreadyThere, "that name or client ID is there already")
        case .noSuchRecord:
            self.init(.notFound, "it was removed meanwhile", hint: "run the command again")
        }
    }
}
