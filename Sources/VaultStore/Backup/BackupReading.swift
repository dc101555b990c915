internal import VaultCrypto

extension SealedVault {
    /// Reads a whole backup of this vault's keys and lends its items, in order, to `body`.
    ///
    /// What `body` was given is to be believed only when this returns: then the stream was read to its end, every row
    /// was compared with the manifest, and the manifest's MAC holds.
    ///
    /// - Throws: `BackupError`, whatever is wrong; what `body` throws.
    func readBackup(
        _ header: BackupHeader, from source: @escaping (Int) throws -> [UInt8], progress: (Int, Int) -> Void,
        _ body: (BackupItem) throws -> Void
    ) throws -> BackupSummary {
        var reader = BackupItemReader(try BackupOpener(header, keys, from: source))
        guard case .manifest(let bytes, let root) = try reader.next(), root.isAuthentic(under: keys),
            root.stateHash == Hash32(of: bytes), let state = try? ManifestState(bytes),
            state.headerDigest == Hash32(of: header.vault.bytes)
        else { throw BackupError.damaged }
        try body(.manifest(state: bytes, root))
        let total = Int(clamping: state.counts.values.reduce(state.auditCount) { $0.addingReportingOverflow($1).0 })
        var tally = BackupTally(state)
        var link: Root?
        var tenants = 0
        var done = 0
        while true {
            let item = try reader.next()
            switch item {
            case .manifest:
                throw BackupError.damaged
            case .link(let next):
                guard done == 0, next.isAuthentic(under: keys), link.map({ $0.hash == next.previous }) ?? true,
                    tally.counts.links < ManifestTable.historyLength
                else { throw BackupError.damaged }
                link = next
                tally.addLink()
            case .row(let table, let row):
                unsafe try row.box.withUnsafeBytes { box in
                    try Self.refusing { unsafe try tally.add(table, row.id, row.version, box) }
                    if table == .record, try Self.refusing({ unsafe try isTenant(row.id, row.version, box) }) {
                        tenants += 1
                    }
                }
                done += 1
                progress(done, total)
            case .end(let counts):
                // Nothing may stand behind the end, in the last chunk either.
                guard counts == tally.counts, link == root, try reader.isAtEnd() else { throw BackupError.damaged }
                try Self.refusing { try tally.compare() }
                return BackupSummary(
                    vaultID: vaultID, generation: root.generation, tenants: tenants, root: root, counts: counts)
            }
            try body(item)
        }
    }

    /// A row that does not fit is damage of the backup, not of a vault.
    private static func refusing<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch is StoreError { throw BackupError.damaged }
    }
}

/// Cuts the chunks of a backup into items; every length is checked before it is used.
struct BackupItemReader {
    private let opener: BackupOpener
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ opener: BackupOpener) {
        self.opener = opener
    }

    mutating func next() throws -> BackupItem {
        let mark = try take(1)[0]
        do {
            switch mark {
            case BackupItem.Mark.manifest:
                var reader = ByteReader(try take(BackupItem.rootLength))
                return .manifest(state: try take(ManifestState.length), try reader.root())
            case BackupItem.Mark.link:
                var reader = ByteReader(try take(BackupItem.rootLength))
                return .link(try reader.root())
            case BackupItem.Mark.end:
                var reader = ByteReader(try take(BackupCounts.length))
                return .end(try BackupCounts(from: &reader))
            default:
                guard let table = RowTable(rawValue: mark), BackupItem.tables.contains(table) else {
                    throw BackupError.damaged
                }
                return .row(table, try row())
            }
        } catch is EncodingError {
            throw BackupError.damaged
        }
    }

    mutating func isAtEnd() throws -> Bool {
        try position == buffer.count && opener.next() == nil
    }

    private mutating func row() throws -> SealedRow {
        var reader = ByteReader(try take(BackupItem.rowHeadLength))
        let id: Int64 = try reader.integer()
        let version: UInt64 = try reader.integer()
        let length = Int(try reader.integer(UInt32.self))
        // SQLite's integers end there.
        guard BackupItem.boxLengths.contains(length), version <= Int64.max else { throw BackupError.damaged }
        return SealedRow(id: id, version: version, box: try take(length))
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count {
            // An item that the last chunk does not end is one that nobody wrote.
            guard let chunk = try opener.next() else { throw BackupError.damaged }
            buffer.removeSubrange(..<position)
            position = 0
            buffer += chunk
        }
        defer { position += count }
        return Array(buffer[position..<position + count])
    }
}
