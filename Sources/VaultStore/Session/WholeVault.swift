internal import Dispatch
internal import Synchronization
internal import VaultCrypto
package import VaultModel

/// Everything that has metadata, as it was at one generation.
package struct VaultContents: Sendable {
    package var tenants: [RecordID: Tenant] = [:]
    package var applications: [RecordID: Application] = [:]
}

extension VaultSnapshot {
    /// Reads and verifies the whole vault; secrets are hashed and not opened.
    ///
    /// Boxes are opened on other threads while this one goes on reading.
    package func everything() throws -> VaultContents {
        // A quarter more than the average, since ids are random.
        let average = state.counts.values.reduce(0, +) / UInt64(Bucket.count)
        let expected = Int(clamping: min(average + average / 4, 1 << 16))
        var digests = (0..<Bucket.count).map { _ in BucketDigest(expecting: expected) }
        var counts: [RowTable: UInt64] = [:]
        let opener = BoxOpener(vault)
        for table in RowTable.manifested {
            var count: UInt64 = 0
            unsafe try rows.scan(table, Int64.min...Int64.max) { id, version, box in
                // No bucket covers negative ids, since this program never makes one.
                guard id >= 0 else { throw StoreError.damaged(.bucket) }
                unsafe try digests[Bucket(of: id).number].add(table, id, version, box)
                if table == .record { unsafe opener.add(id, version, box) }
                count += 1
            }
            counts[table] = count
            if table == .record { opener.flush() }
        }
        guard counts == state.counts, zip(digests, state.buckets).allSatisfy({ $0.hash.matches($1) }) else {
            throw StoreError.damaged(.bucket)
        }
        return try opener.contents()
    }
}

/// Opens boxes in batches on the system's threads and gathers what they hold.
private final class BoxOpener {
    private static let batchSize = 512

    /// Copies of boxes, end to end: SQLite lends its own bytes only until the next row.
    private struct Batch: Sendable {
        var ids: [Int64] = []
        var versions: [UInt64] = []
        var ends: [Int] = []
        var bytes: [UInt8] = []
    }

    private let vault: SealedVault
    private var batch = Batch()
    private let group = DispatchGroup()
    private let gathered = Gathered()

    struct Opened: Sendable {
        var tenants: [(RecordID, Tenant)] = []
        var applications: [(RecordID, Application)] = []
    }

    private final class Gathered: Sendable {
        let batches = Mutex<Result<[Opened], StoreError>>(.success([]))
    }

    init(_ vault: SealedVault) {
        self.vault = vault
    }

    func add(_ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) {
        if batch.ids.isEmpty { batch.bytes.reserveCapacity(Self.batchSize * box.count) }
        batch.ids.append(id)
        batch.versions.append(version)
        unsafe batch.bytes.append(contentsOf: box)
        batch.ends.append(batch.bytes.count)
        if batch.ids.count == Self.batchSize { flush() }
    }

    func flush() {
        let full = batch
        batch = Batch()
        guard !full.ids.isEmpty else { return }
        DispatchQueue.global(qos: .userInitiated).async(group: group) { [vault, gathered] in
            let opened = Result { () throws(StoreError) in try Self.open(full, vault) }
            gathered.batches.withLock { batches in
                switch opened {
                case .success(let more): batches = batches.map { $0 + [more] }
                case .failure(let error): batches = .failure(error)
                }
            }
        }
    }

    func contents() throws -> VaultContents {
        flush()
        group.wait()
        let batches = try gathered.batches.withLock { try $0.get() }
        var contents = VaultContents()
        contents.tenants.reserveCapacity(batches.reduce(0) { $0 + $1.tenants.count })
        contents.applications.reserveCapacity(batches.reduce(0) { $0 + $1.applications.count })
        for batch in batches {
            for (id, tenant) in batch.tenants { contents.tenants[id] = tenant }
            for (id, application) in batch.applications { contents.applications[id] = application }
        }
        return contents
    }

    private static func open(_ batch: Batch, _ vault: SealedVault) throws(StoreError) -> Opened {
        var opened = Opened()
        var start = 0
        do {
            for index in batch.ids.indices {
                let plaintext = unsafe try batch.bytes.withUnsafeBytes { bytes in
                    unsafe try vault.openRecord(
                        batch.ids[index], batch.versions[index],
                        UnsafeRawBufferPointer(rebasing: bytes[start..<batch.ends[index]]))
                }
                start = batch.ends[index]
                guard let id = RecordID(batch.ids[index]) else { throw StoreError.damaged(.record) }
                try opened.add(plaintext, as: id)
            }
        } catch is SealError {
            throw .damaged(.box)
        } catch {
            throw .damaged(.record)
        }
        return opened
    }
}

extension BoxOpener.Opened {
    fileprivate mutating func add(_ plaintext: [UInt8], as id: RecordID) throws {
        var reader = ByteReader(plaintext)
        guard let kind = RecordKind(rawValue: try reader.integer()) else { throw EncodingError.malformed }
        switch kind {
        case .tenant: tenants.append((id, try Tenant(from: &reader)))
        case .application: applications.append((id, try Application(from: &reader)))
        }
    }
}

extension SealedVault {
    /// Opens a metadata box.
    func openRecord(_ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) throws -> [UInt8] {
        let place = SealContext(
            vaultID: keys.vaultID, epoch: keys.epoch, place: RowTable.record.place, record: UInt64(id),
            version: version, schema: keys.schema
        ).associatedData
        return unsafe try VaultSnapshot.recordSeal.open(
            box, associatedData: place, record: UInt64(id), key: keys.records)
    }
}
