/// The vault's schema as numbered steps, embedded in the program so that it needs no files beside it.
package enum Migrations {
    /// The schema version that this program writes.
    package static let newest: UInt16 = 1

    /// The SQL that raises the schema from `version - 1` to `version`; nil beyond the newest.
    package static func script(to version: UInt16) -> String? {
        switch version {
        case 1: String(decoding: PackageResources.V001_vault_sql, as: UTF8.self)
        default: nil
        }
    }
}
