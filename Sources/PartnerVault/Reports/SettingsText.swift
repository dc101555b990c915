import VaultCore

/// Settings, as people and scripts read them.
enum SettingsText {
    static func print(_ settings: [SettingReport], _ format: OutputOptions, in context: Context) throws {
        switch format.output {
        case .table: try context.print(table(settings).text(on: context.screen))
        case .json: try context.print(json(settings).text)
        }
    }

    static func table(_ settings: [SettingReport]) -> Table {
        var table = Table([.init("key"), .init("value", side: .right, least: 4), .init("meaning", rank: 1, least: 20)])
        for setting in settings {
            table.rows.append([Cell(setting.key.rawValue), Cell(String(setting.value)), Cell(setting.key.meaning)])
        }
        return table
    }

    static func json(_ settings: [SettingReport]) -> JSONText {
        .object(settings.map { JSONText.Member(name: $0.key.member, value: .number($0.value)) })
    }
}
