/// How the program ends; scripts rely on the numbers, which are never given anew.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    case failure = 1
    case locked = 2
    case wrongPassphrase = 3
    case tampered = 4
    case rolledBack = 5
    case costOutOfBounds = 6
    case notFound = 7
    case alreadyThere = 8
    case refused = 9
    case network = 10
    case someFailed = 11
    case findings = 12
    case unsafeFiles = 13
    case vaultTooNew = 14
    case signInNeeded = 15
    case denied = 16
    case busy = 17
    case usage = 64
    case interrupted = 130

    /// What it means, in a few words.
    package var meaning: String {
        switch self {
        case .done: "done"
        case .failure: "other failure"
        case .locked: "locked, no way to unlock"
        case .wrongPassphrase: "wrong passphrase, or damaged slot"
        case .tampered: "tampered or damaged"
        case .rolledBack: "rolled back or forked"
        case .costOutOfBounds: "key-derivation cost out of bounds"
        case .notFound: "no such tenant, or several match"
        case .alreadyThere: "already there"
        case .refused: "the authority refused (AADSTS)"
        case .network: "network, timeout or throttled"
        case .someFailed: "some or all of many failed"
        case .findings: "findings"
        case .unsafeFiles: "file modes or owner unsafe"
        case .vaultTooNew: "vault newer than this program"
        case .signInNeeded: "a user must sign in"
        case .denied: "graph or Partner Center denied the right"
        case .busy: "busy: vault or rotation held elsewhere"
        case .usage: "usage"
        case .interrupted: "interrupted"
        }
    }
}
