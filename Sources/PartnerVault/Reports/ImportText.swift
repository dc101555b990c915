import VaultCore

/// What came of reading one file.
struct ImportedFile: Sendable {
    let file: String
    let report: ImportReport
}

/// What an import did, over all its files.
enum ImportText {
    static func json(_ files: [ImportedFile]) -> JSONText {
        let refused = files.flatMap { file in
            file.report.refused.map { refusal -> JSONText in
                ["file": .string(file.file), "line": .number(refusal.line), "reason": .string(refusal.reason)]
            }
        }
        return [
            "added": JSONText(files.flatMap(\.report.added)), "same": JSONText(files.flatMap(\.report.same)),
            "changed": JSONText(files.flatMap(\.report.changed)), "refused": .array(refused),
        ]
    }

    /// One line a row; those that need someone's attention come last.
    static func table(_ files: [ImportedFile]) -> Table {
        var table = Table([
            .init("result", least: 7), .init("tenant", least: 12), .init("line", rank: 1, side: .right, least: 4),
            .init("reason", least: 16),
        ])
        let reports = files.map(\.report)
        for name in reports.flatMap(\.added) { table.rows.append([Cell("added", .good), Cell(name), "", ""]) }
        for name in reports.flatMap(\.same) { table.rows.append([Cell("same", .faint), Cell(name), "", ""]) }
        for name in reports.flatMap(\.changed) {
            table.rows.append([
                Cell("changed", .caution), Cell(name), "", "it is there with other values; use edit to change it",
            ])
        }
        for file in files {
            for refusal in file.report.refused {
                table.rows.append([
                    Cell("refused", .bad), Cell(file.file), Cell(String(refusal.line)), Cell(refusal.reason),
                ])
            }
        }
        return table
    }

    static func summary(_ files: [ImportedFile], dryRun: Bool) -> String {
        let reports = files.map(\.report)
        func count(_ rows: (ImportReport) -> Int) -> Int { reports.map(rows).reduce(0, +) }
        let added = "\(count { $0.added.count }) \(dryRun ? "would be added" : "added")"
        return "\(added), \(count { $0.same.count }) the same, "
            + "\(count { $0.changed.count }) with other values, \(count { $0.refused.count }) refused"
    }
}
