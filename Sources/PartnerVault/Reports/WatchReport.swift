import FoundationEssentials
import VaultCore
import VaultModel

/// What one unattended run found.
struct WatchReport: Sendable {
    /// What could not be read; a nil tenant is the vault itself.
    struct Failure: Sendable {
        var tenant: String?
        var failure: VaultFailure
    }

    var at: Date
    /// The vault's file.
    var vault: String
    var rows: [ExpiryReport] = []
    var failures: [Failure] = []
    /// Where directories and vault differ. Told beside the rest, and no reason to tell by itself: it stays until somebody
    /// mends it.
    var drift: [FindingReport] = []

    var findings: [ExpiryReport] { rows.filter { !$0.isFine } }
    var isQuiet: Bool { findings.isEmpty && failures.isEmpty }

    /// The line for monitoring. What could not be read is at least a warning: its ends may have moved.
    var line: PluginLine {
        var line = ExpiryCheck.line(rows)
        line.figures.append(.init(label: "unread", value: failures.count, means: .warning))
        guard !failures.isEmpty else { return line }
        if line.state == .ok { line.state = .warning }
        let count = failures.count
        line.sentence += count == 1 ? "; 1 directory could not be read" : "; \(count) directories could not be read"
        return line
    }

    var json: JSONText {
        [
            "at": JSONText(at), "vault": .string(vault), "findings": .array(findings.map(ExpiryText.json)),
            "drift": .array(drift.map(FindingText.json)),
            "failures": .array(
                failures.map { ["tenant": JSONText($0.tenant), "error": ErrorReport.json($0.failure)] }),
        ]
    }

    /// What the run ends in: findings before failures, since they are known for sure; nil where all is well.
    func conclusion(hookFailed: Bool) -> VaultFailure? {
        let addition = hookFailed ? ", and the hook failed" : ""
        if let failure = ExpiryCheck.failure(rows) {
            return VaultFailure(.findings, failure.message + addition, hint: failure.hint)
        }
        guard let first = failures.first else { return nil }
        let directories = failures.count == 1 ? "1 directory" : "\(failures.count) directories"
        return VaultFailure(
            .someFailed, "\(directories) could not be read\(addition)", hint: first.failure.hint)
    }
}
