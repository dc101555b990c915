internal import VaultModel
internal import VaultStore

extension VaultSnapshot {
    /// - Throws: `readOnly` in a set that was exported for use alone.
    func mustTakeChanges() throws {
        guard try settings().isReadOnly else { return }
        throw VaultFailure(
            .readOnly, "this vault is a set for use alone: it takes no change and gives no secret out",
            hint: "change it where it came from, and export it anew")
    }
}
