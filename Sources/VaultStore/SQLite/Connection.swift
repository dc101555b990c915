internal import CPlatform
internal import Foundation
internal import GRDB
internal import Migrations

/// The one SQLite connection of an open vault, with everything switched off that a hostile file could use.
struct Connection: Sendable {
    let queue: DatabaseQueue

    /// `'PVLT'`, so that `file` and people can tell the vault from other databases.
    private static let applicationID: Int32 = 0x5056_4C54

    /// Opens a vault that exists.
    ///
    /// The file's first bytes are looked at before SQLite acts on them, and through SQLite's own descriptor: closing
    /// another one would drop the locks of a vault that this process has open already.
    ///
    /// A log that is there already is left as it is until `trustLog()`: whoever closed last would otherwise move it into
    /// the file, another vault's log too.
    init(opening path: String, patience: Duration) throws {
        let hasLog = FileFacts(path + "-wal").map { $0.size > 0 } ?? false
        queue = try Self.open(path, patience: patience) { database in
            try Self.checkStart(of: database)
            try Self.keepLog(hasLog, of: database)
        }
        try queue.inDatabase { database in
            guard try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal" else {
                throw StoreError.damaged(.file)
            }
            try Self.assertSafe(database)
        }
    }

    /// Makes an empty vault file with the newest schema; nothing may be at `path` yet.
    init(creating path: String, patience: Duration) throws {
        try OpenFile(path, O_CREAT | O_EXCL | O_RDWR).synchronize()
        queue = try Self.open(path, patience: patience)
        try queue.inDatabase { database in
            try database.execute(sql: "PRAGMA application_id = \(Self.applicationID); PRAGMA journal_mode = WAL")
            try Self.assertSafe(database)
        }
    }

    /// To be called once something in the vault was verified, log and all.
    func trustLog() throws {
        try queue.inDatabase { try Self.keepLog(false, of: $0) }
    }

    /// Moves the log into the file and empties it, unless someone else is reading it or writing to it.
    func tidy() {
        try? queue.inDatabase { database in
            try database.execute(sql: "PRAGMA busy_timeout = 0")
            _ = try database.checkpoint(.truncate)
        }
    }

    private static func keepLog(_ keep: Bool, of database: Database) throws {
        guard let connection = unsafe database.sqliteConnection,
            unsafe pv_sqlite_keep_log(UnsafeMutableRawPointer(connection), keep) == 0
        else { throw StoreError.damaged(.file) }
    }

    /// An empty database in memory, which is gone with its connection.
    static func inMemory() throws -> Connection {
        let connection = Connection(queue: try DatabaseQueue(configuration: configuration(patience: .zero) { _ in }))
        try connection.queue.inDatabase { try assertSafe($0) }
        return connection
    }

    private init(queue: DatabaseQueue) {
        self.queue = queue
    }

    private static func checkStart(of database: Database) throws {
        var start = [UInt8](repeating: 0, count: 100)
        let result = unsafe pv_sqlite_read_start(
            UnsafeMutableRawPointer(database.sqliteConnection), &start, Int32(start.count))
        guard result == 0, start[0..<16].elementsEqual("SQLite format 3\0".utf8),
            start[68..<72].elementsEqual([0x50, 0x56, 0x4C, 0x54])
        else { throw StoreError.notAVault }
        // Anything but WAL on both sides, whole 4096-byte pages, UTF-8 and no auto-vacuum was not written by this
        // program; with some of these wrong a vault reads well and is then damaged by the next write.
        guard start[18] == 2, start[19] == 2, start[16] == 0x10, start[17] == 0, start[20] == 0,
            start[52..<56].allSatisfy({ $0 == 0 }), start[56..<60].elementsEqual([0, 0, 0, 1]),
            start[64..<68].allSatisfy({ $0 == 0 })
        else { throw StoreError.damaged(.file) }
    }

    private static func open(
        _ path: String,
        patience: Duration,
        checking check: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) throws -> DatabaseQueue {
        try DatabaseQueue(path: path, configuration: configuration(patience: patience, checking: check))
    }

    private static func configuration(
        patience: Duration, checking check: @escaping @Sendable (Database) throws -> Void
    ) -> Configuration {
        let (seconds, attoseconds) = patience.components
        var configuration = Configuration()
        configuration.label = "vault"
        configuration.busyMode = .timeout(Double(seconds) + Double(attoseconds) / 1e18)
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            try check(database)
            guard unsafe pv_sqlite_distrust(UnsafeMutableRawPointer(database.sqliteConnection)) == 0 else {
                throw StoreError.damaged(.file)
            }
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA secure_delete = ON;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cell_size_check = ON;
                    PRAGMA mmap_size = 0;
                    """)
        }
        return configuration
    }

    /// GRDB and SQLite may set these after the configuration ran, so they are asked for.
    private static func assertSafe(_ database: Database) throws {
        for (pragma, expected) in [("synchronous", 2), ("secure_delete", 1), ("temp_store", 2), ("trusted_schema", 0)] {
            guard try Int.fetchOne(database, sql: "PRAGMA \(pragma)") == expected else {
                throw StoreError.damaged(.file)
            }
        }
    }
}
