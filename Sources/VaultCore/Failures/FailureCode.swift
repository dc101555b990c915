/// What went wrong, finer than the exit status; the `code` of an error in JSON.
package enum FailureCode: String, Sendable, CaseIterable, Error {
    // 1
    case failure, diskFull, inputUnreadable, memoryLocking, witnessUnwritten, lastSlot, readOnly
    // 2
    case locked, noVault, keyFileNeeded, askAgain
    // 3
    case wrongPassphrase
    // 4
    case tampered, notAVault
    // 5
    case rolledBack, forked, witnessMissing, witnessDamaged
    // 6
    case costOutOfBounds
    // 7
    case notFound, severalMatch, noCredential
    // 8
    case alreadyThere, vaultExists, applicationExists, inUse
    // 9
    case refused, wrongToken
    // 10
    case network, throttled, malformedReply
    // 11
    case someFailed
    // 12
    case findings
    // 13
    case unsafeFiles
    // 14
    case vaultTooNew
    // 15
    case signInNeeded
    // 16
    case denied
    // 17
    case busy
    // 64
    case usage, weakPassphrase, notInThisCloud
    // 130
    case interrupted

    /// The exit status that belongs to it.
    package var status: ExitStatus {
        switch self {
        case .failure, .diskFull, .inputUnreadable, .memoryLocking, .witnessUnwritten, .lastSlot, .readOnly: .failure
        case .locked, .noVault, .keyFileNeeded, .askAgain: .locked
        case .wrongPassphrase: .wrongPassphrase
        case .tampered, .notAVault: .tampered
        case .rolledBack, .forked, .witnessMissing, .witnessDamaged: .rolledBack
        case .costOutOfBounds: .costOutOfBounds
        case .notFound, .severalMatch, .noCredential: .notFound
        case .alreadyThere, .vaultExists, .applicationExists, .inUse: .alreadyThere
        case .refused, .wrongToken: .refused
        case .network, .throttled, .malformedReply: .network
        case .someFailed: .someFailed
        case .findings: .findings
        case .unsafeFiles: .unsafeFiles
        case .vaultTooNew: .vaultTooNew
        case .signInNeeded: .signInNeeded
        case .denied: .denied
        case .busy: .busy
        case .usage, .weakPassphrase, .notInThisCloud: .usage
        case .interrupted: .interrupted
        }
    }
}
