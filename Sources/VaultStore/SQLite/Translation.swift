internal import GRDB

extension StoreError {
    /// Runs `body` and turns SQLite's errors into the vault's own, which carry no SQL and no values.
    static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    private init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .diskFull
        // The index of the log lies in a file too, which even a reader must be able to make.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .diskFull
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT,
            .SQLITE_FORMAT, .SQLITE_RANGE, .SQLITE_TOOBIG:
            self = .damaged(.file)
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ: self = .damaged(.file)
        default: self = .inputOutput(error.extendedResultCode.rawValue)
        }
    }
}
