import VaultCore
import VaultModel

/// Sign-ins of users, as people and scripts read them.
enum LoginText {
    static func table(_ reports: [LoginReport]) -> Table {
        var table = Table([
            .init("tenant", least: 12), .init("user", least: 20), .init("resource", rank: 1),
            .init("lapses unused", rank: 2, least: 12),
        ])
        for report in reports {
            table.rows.append([
                Cell(report.tenant), Cell(report.user, orDash: .plain), Cell(report.resource),
                Cell(report.idleUntil.map { String(InstantText.format($0).prefix(10)) }, orDash: .plain),
            ])
        }
        return table
    }

    static func json(_ report: LoginReport) -> JSONText {
        [
            "tenant": .string(report.tenant), "directoryId": .string(report.directoryID),
            "clientId": .string(report.clientID), "resource": .string(report.resource), "user": JSONText(report.user),
            "at": JSONText(report.at), "idleUntil": JSONText(report.idleUntil),
        ]
    }
}
