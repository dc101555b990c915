import VaultCore

/// What `verify` found, as people and scripts read it.
enum VerifyText {
    static func facts(_ report: VerifyReport) -> Facts {
        var facts = Facts()
        facts.add("vault", report.vaultID)
        facts.add("generation", String(report.generation))
        facts.add("tenants", String(report.tenants))
        facts.add("applications", String(report.applications))
        facts.add("secrets", String(report.secrets))
        facts.add("audit rows", String(report.auditRows))
        facts.add("result", Cell("every record and the audit chain are intact", .good))
        return facts
    }

    static func json(_ report: VerifyReport) -> JSONText {
        [
            "vaultId": .string(report.vaultID), "generation": .number(report.generation),
            "tenants": .number(report.tenants), "applications": .number(report.applications),
            "secrets": .number(report.secrets), "auditRows": .number(report.auditRows),
            "milliseconds": .number(report.milliseconds),
        ]
    }
}
