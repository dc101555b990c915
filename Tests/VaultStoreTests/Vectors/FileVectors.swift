@testable import VaultStore

/// Faults of the database's file as such, before anything in it is looked at.
enum FileVectors {
    static let all: [Vector] = [
        Vector("file", "sound", "nothing: the vault that all others are made of", .sound) { _ in },
        Vector("file", "empty", "no bytes at all", .notAVault) { try $0.bytes { $0 = [] } },
        Vector("file", "text", "a text file", .notAVault) { try $0.bytes { $0 = Array("not a vault\n".utf8) } },
        Vector("file", "magic", "SQLite's magic ends in 4", .notAVault) {
            try $0.bytes { $0[14] = UInt8(ascii: "4") }
        },
        Vector("file", "application-id", "SQLite's application ID is another", .notAVault) {
            try $0.sql("PRAGMA application_id = 7")
        },
        Vector("file", "user-version", "SQLite's user version is 77, which nothing reads", .sound) {
            try $0.sql("PRAGMA user_version = 77")
        },
        Vector("file", "page-size", "pages of 8,192 bytes", .damaged(.file)) { try $0.bytes { $0[16] = 0x20 } },
        Vector("file", "journal-mode", "a rollback journal in place of the log", .damaged(.file)) {
            try $0.sql("PRAGMA journal_mode = DELETE")
        },
        Vector("file", "reserved-bytes", "8 reserved bytes a page", .damaged(.file)) { try $0.bytes { $0[20] = 8 } },
        Vector("file", "auto-vacuum", "auto-vacuum is on", .damaged(.file)) { try $0.bytes { $0[55] = 1 } },
        Vector("file", "encoding", "texts in UTF-16", .damaged(.file)) { try $0.bytes { $0[59] = 2 } },
        Vector("file", "cut-in-header", "the file ends after 99 bytes", .notAVault) {
            try $0.bytes { $0 = Array($0[..<99]) }
        },
        Vector("file", "cut-first-page", "the file ends after its first page", .damaged(.file)) {
            try $0.bytes { $0 = Array($0[..<4096]) }
        },
        Vector("file", "cut-last-page", "the file's last page is missing", .damaged(.file)) {
            try $0.bytes { $0.removeLast(4096) }
        },
    ]
}
