internal import GRDB
internal import GRDBSQLite
internal import VaultCrypto

/// What a vault and its witness say without any key, believed by nobody who has one.
extension FoundVault {
    /// The generation that the vault calls its own.
    package func claimedGeneration() throws -> UInt64 {
        try StoreError.translating {
            try connection.queue.read { database in
                guard let row = try Row.fetchOne(database, sql: "SELECT generation FROM manifest WHERE id = 1") else {
                    throw StoreError.damaged(.manifest)
                }
                return try row.version(at: 0)
            }
        }
    }

    package var witnessPath: String { files.witness(of: header.vaultID) }

    /// The generation that the witness was written at; nil for a file that is no witness of this vault.
    package func claimedWitnessGeneration() throws -> UInt64? {
        let bytes = try OpenFile(witnessPath, WitnessFile.readingFlags).read(upTo: Witness.length + 1)
        return Witness.claimedGeneration(bytes, of: header.vaultID)
    }

    /// Ends the connection of a vault that stays locked; the last one to go leaves no log behind.
    package func close() {
        try? connection.queue.close()
        lock.release()
    }
}

/// SQLite as it runs here.
package enum SQLiteLibrary {
    package static var version: String { unsafe String(cString: sqlite3_libversion()) }
}
