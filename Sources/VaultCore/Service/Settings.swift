internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func settings() async throws -> [SettingReport] {
        try VaultFailure.translating { try store.read { try $0.settings() }.reports }
    }

    /// Changes one setting, and records from what to what. An audit log that is now too long is cut in the same change.
    package func set(_ key: SettingKey, to value: Int) async throws -> [SettingReport] {
        try VaultFailure.translating {
            try key.check(value)
            return try store.write { edit in
                var settings = try edit.settings()
                let before = key.value(in: settings)
                key.set(value, in: &settings)
                guard value != before else { return settings.reports }
                try edit.set(settings)
                var entry = surroundings.entry(.settingsChanged)
                entry.resource = "\(key.rawValue) from \(before) to \(value)"
                try edit.record(entry)
                return settings.reports
            }
        }
    }
}

extension VaultSettings {
    fileprivate var reports: [SettingReport] {
        SettingKey.allCases.map { SettingReport(key: $0, value: $0.value(in: self)) }
    }
}
