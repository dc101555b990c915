import VaultCore

/// What `backup` and `restore` did, as people and scripts read it.
enum BackupText {
    static func facts(_ report: BackupReport) -> Facts {
        var facts = Facts()
        facts.add("backup", report.file)
        facts.add("vault", report.vaultID)
        facts.add("tenants", String(report.tenants))
        facts.add("generation", String(report.generation))
        facts.add("bytes", String(report.bytes))
        facts.add("result", Cell("read back and intact", .good))
        return facts
    }

    static func json(_ report: BackupReport) -> JSONText {
        [
            "file": .string(report.file), "vaultId": .string(report.vaultID),
            "generation": .number(report.generation), "tenants": .number(report.tenants),
            "bytes": .number(report.bytes),
        ]
    }

    static func facts(_ report: RestoreReport) -> Facts {
        var facts = Facts()
        facts.add("vault", report.vault)
        facts.add("id", report.vaultID)
        facts.add("tenants", String(report.tenants))
        facts.add("generation", "\(report.generation), restored from \(report.backupGeneration)")
        facts.add("kept", report.kept)
        facts.add("result", Cell("every record and the audit chain are intact", .good))
        return facts
    }

    static func json(_ report: RestoreReport) -> JSONText {
        [
            "vault": .string(report.vault), "vaultId": .string(report.vaultID), "tenants": .number(report.tenants),
            "backupGeneration": .number(report.backupGeneration), "generation": .number(report.generation),
            "kept": JSONText(report.kept),
        ]
    }

    /// What would be replaced, before anyone agreed to it.
    static func facts(_ present: PresentReport, _ path: String) -> Facts {
        var facts = Facts()
        facts.add("vault", path)
        facts.add("id", present.vaultID.map { Cell($0) } ?? Cell("no vault that can be read", .caution))
        facts.add("changed", LocalTime.text(present.modified))
        return facts
    }
}
