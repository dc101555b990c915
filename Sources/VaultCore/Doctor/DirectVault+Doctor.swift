internal import FoundationEssentials
internal import VaultCrypto
package import VaultModel
internal import VaultStore

/// What can be said once the vault is open.
package struct OpenedFindings: Sendable {
    package let findings: [DoctorFinding]
    /// The authorities of the vault's applications, whose clocks matter.
    package let authorities: [Origin]

    init(findings: [DoctorFinding], authorities: [Origin]) {
        self.findings = findings
        self.authorities = authorities
    }

    /// Of a vault that nobody tried to open.
    package static let locked = OpenedFindings(
        findings: [
            .ok("unlocking", "not tried"), .ok("backup", "unknown without a key: see doctor --unlock"),
        ], authorities: [])

    /// Of a vault that did not open.
    package init(_ failure: VaultFailure) {
        self.init(findings: [.failure("unlocking", failure)], authorities: [])
    }
}

extension DirectVault {
    package func doctor() async throws -> OpenedFindings {
        try VaultFailure.translating {
            try store.read { snapshot in
                let contents = try snapshot.everything()
                let used = contents.applications.map(\.application).filter { !$0.isArchived }
                let authorities = Set(used.map(\.destination.authority))
                let settings = try snapshot.settings()
                let entries = try snapshot.auditEntries()
                let unproven = try snapshot.header().slots.filter { slot in
                    slot.cost == nil && settings.note(slot.id)?.proven == nil
                }.map { slot -> DoctorFinding in
                    let label = settings.note(slot.id)?.label.map { " \"\($0)\"" } ?? ""
                    return .warning(
                        "slots", "slot \(slot.id)\(label) never opened the vault", mend: "open the vault with it once")
                }
                let opened = DoctorFinding.ok("unlocking", "slot \(store.slot) opened the vault")
                return OpenedFindings(
                    findings: [opened] + unproven + rotations(contents, settings.era)
                        + [backup(entries), log(entries, settings.audit)],
                    authorities: authorities.sorted { $0.description < $1.description })
            }
        }
    }

    /// Rotations that nobody works on, and attempts whose outcome is not known.
    private func rotations(_ contents: VaultContents, _ era: UInt64) -> [DoctorFinding] {
        let now = surroundings.now()
        var findings: [DoctorFinding] = []
        var open = 0
        for (_, application) in contents.applications {
            guard let rotation = application.rotation else { continue }
            open += 1
            let tenant = contents.tenant(application.principal)?.name.description ?? ""
            if let standstill = rotation.standstill(at: now, era: era) {
                findings.append(
                    .finding("rotations", "\"\(tenant)\": \(standstill.message)", mend: standstill.command(for: tenant))
                )
            }
        }
        let lost = contents.applications.count { _, application in
            application.lostAttempts.contains { $0.isDue(at: now) }
        }
        if lost > 0 {
            findings.append(
                .warning(
                    "rotations", "attempts without an answer are to be searched for in \(lost) directories",
                    mend: "partner-vault rotate --due"))
        }
        return findings.isEmpty
            ? [.ok("rotations", open == 0 ? "none is open" : "\(open) open, none stands still")] : findings
    }

    private func backup(_ entries: [AuditEntry]) -> DoctorFinding {
        let mend = "partner-vault backup FILE"
        guard let last = entries.last(where: { $0.event == .backedUp })?.at else {
            return .warning("backup", "the log knows of none", mend: mend)
        }
        let days = Int(surroundings.now().timeIntervalSince(last) / 86400)
        let found = "the last was made \(days == 1 ? "1 day" : "\(days) days") ago"
        return days > 30 ? .warning("backup", found, mend: mend) : .ok("backup", found)
    }

    private func log(_ entries: [AuditEntry], _ bounds: AuditRetention) -> DoctorFinding {
        // A wrong clock leaves rows from the future, which keep age from being a measure.
        let future = entries.count { $0.at > surroundings.now() + 86400 }
        guard future == 0 else {
            return .warning(
                "audit", "\(future) of \(entries.count) rows are dated in the future: a clock was or is wrong",
                mend: "set this machine's clock")
        }
        return .ok("audit", "\(entries.count) rows of at most \(bounds.rows == 0 ? "any number" : "\(bounds.rows)")")
    }
}
