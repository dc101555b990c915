import VaultCore

/// What `doctor` found, as people and scripts read it.
enum DoctorText {
    /// What is to be mended comes last, where a person looks first.
    static func facts(_ findings: [DoctorFinding]) -> Facts {
        var facts = Facts()
        for state in [DoctorFinding.State.ok, .warning, .finding] {
            for finding in findings where finding.state == state {
                facts.add(finding.check, Cell(line(finding), tone(state)))
                if let mend = finding.mend { facts.add("", Cell("→ \(mend)", .strong)) }
            }
        }
        return facts
    }

    static func json(_ finding: DoctorFinding) -> JSONText {
        [
            "check": .string(finding.check), "state": .string(finding.state.rawValue), "found": .string(finding.found),
            "mend": JSONText(finding.mend),
        ]
    }

    private static func line(_ finding: DoctorFinding) -> String {
        switch finding.state {
        case .ok: "ok: \(finding.found)"
        case .warning: "warning: \(finding.found)"
        case .finding: "FINDING: \(finding.found)"
        }
    }

    private static func tone(_ state: DoctorFinding.State) -> Cell.Tone {
        switch state {
        case .ok: .good
        case .warning: .caution
        case .finding: .bad
        }
    }
}
