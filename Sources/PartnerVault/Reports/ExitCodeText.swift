import VaultCore

/// The numbers and names that scripts may rely on.
enum ExitCodeText {
    static func table() -> Table {
        var table = Table([
            .init("status", side: .right, least: 6), .init("meaning", least: 41), .init("codes", rank: 1, least: 36),
        ])
        for status in ExitStatus.allCases {
            let codes = FailureCode.allCases.filter { $0.status == status }.map(\.rawValue)
            table.rows.append([
                Cell(String(status.rawValue)), Cell(status.meaning), Cell(codes.joined(separator: " "), orDash: .plain),
            ])
        }
        return table
    }

    /// One element a code; `done` is no failure, and stands first.
    static func json() -> JSONText {
        let codes = FailureCode.allCases.map { element($0.rawValue, $0.status) }
        return .array([element("done", .done)] + codes)
    }

    private static func element(_ code: String, _ status: ExitStatus) -> JSONText {
        ["status": .number(Int(status.rawValue)), "code": .string(code), "meaning": .string(status.meaning)]
    }
}
