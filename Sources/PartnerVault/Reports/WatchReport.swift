import FoundationEssentials
import VaultCore
import VaultModel

/// What one unattended run found.
struct WatchReport: Sendable {
    /// What could not be read; a nil tenant is the vault itself.
    struct Failure: Sendable {
        var tenant: String?
        var failure: VaultFailure
        /// A credential was to be replaced, not a directory to be read.
        var isRotation = false
    }

    var at: Date
    /// The vault's file.
    var vault: String
    var rows: [ExpiryReport] = []
    var failures: [Failure] = []
    /// Where directories and vault differ. Told beside the rest, and no reason to tell by itself: it stays until somebody
    /// mends it.
    var drift: [FindingReport] = []
    /// What was rotated or is waiting to go on; nil where that was not asked for.
    var rotations: [RotationOutcome]?

    var findings: [ExpiryReport] { rows.filter { !$0.isFine } }
    /// A rotation that has something to say may be waiting for a person.
    var isQuiet: Bool { findings.isEmpty && failures.isEmpty && (rotations ?? []).allSatisfy(\.notes.isEmpty) }

    /// The line for monitoring. What could not be read is at least a warning: its ends may have moved.
    var line: PluginLine {
        var line = ExpiryCheck.line(rows)
        let unread = failures.count { !$0.isRotation }
        line.figures.append(.init(label: "unread", value: unread, means: .warning))
        if rotations != nil {
            line.figures.append(.init(label: "unrotated", value: failures.count - unread, means: .warning))
        }
        guard !failures.isEmpty else { return line }
        if line.state == .ok { line.state = .warning }
        line.sentence += "; " + whatFailed
        return line
    }

    /// In words, such as `2 directories could not be read`.
    private var whatFailed: String {
        let unread = failures.count { !$0.isRotation }
        let unrotated = failures.count - unread
        var parts: [String] = []
        if unrotated > 0 { parts.append(unrotated == 1 ? "1 rotation failed" : "\(unrotated) rotations failed") }
        if unread > 0 {
            parts.append(unread == 1 ? "1 directory could not be read" : "\(unread) directories could not be read")
        }
        return parts.joined(separator: ", ")
    }

    var json: JSONText {
        [
            "at": JSONText(at), "vault": .string(vault), "findings": .array(findings.map(ExpiryText.json)),
            "drift": .array(drift.map(FindingText.json)),
            "failures": .array(
                failures.map { ["tenant": JSONText($0.tenant), "error": ErrorReport.json($0.failure)] }),
            "rotations": .array((rotations ?? []).map { RotateText.json($0, RotationQuery(.due)) }),
        ]
    }

    /// What the run ends in: findings before failures, since they are known for sure; nil where all is well.
    func conclusion(hookFailed: Bool) -> VaultFailure? {
        let addition = hookFailed ? ", and the hook failed" : ""
        if let failure = ExpiryCheck.failure(rows) {
            return VaultFailure(.findings, failure.message + addition, hint: failure.hint)
        }
        guard let first = failures.first else { return nil }
        return VaultFailure(.someFailed, whatFailed + addition, hint: first.failure.hint)
    }
}
