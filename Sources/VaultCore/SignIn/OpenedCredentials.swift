internal import EntraClient
internal import Synchronization
internal import VaultModel
internal import VaultStore

/// What one run has opened already: a thousand customers of one application are reached with one secret.
struct OpenedCredentials: Sendable {
    let proofs = Kept<ClientProof>()
    let grants = Kept<Grant>()

    /// Each under its credential, for as long as nothing in the vault changes.
    final class Kept<Means: Sendable>: Sendable {
        private struct Entry {
            let means: Means
            /// Where it may be sent.
            let authority: Origin
            let mark: ChangeMark
        }

        private let entries = Mutex<[RecordID: Entry]>([:])

        /// What was opened before, or else what `open` makes of the credential for this authority.
        func means(
            of credential: Credential, for authority: Origin, at mark: ChangeMark, open: () throws -> Means
        ) throws -> Means {
            try entries.withLock { entries in
                if let entry = entries[credential.id], entry.mark == mark, entry.authority == authority {
                    return entry.means
                }
                let means = try open()
                entries[credential.id] = Entry(means: means, authority: authority, mark: mark)
                return means
            }
        }
    }
}
