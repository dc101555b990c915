internal import Dispatch
internal import Synchronization
internal import VaultCrypto
package import VaultModel

/// Everything that has metadata, as it was at one generation.
///
/// Arrays in the order of ids, as the rows are read: to hash 20,000 records into dictionaries would take longer than to
/// search for those that are asked for.
package struct VaultContents: Sendable {
    package fileprivate(set) var tenants: [(id: RecordID, tenant: Tenant)] = []
    package fileprivate(set) var applications: [(id: RecordID, application: Application)] = []
    /// Records of which there is at most one.
    fileprivate(set) var settings: [RecordID] = []
    fileprivate(set) var formerRoots: [RecordID] = []
    /// Lists of relationships, and the tenants that they say they belong to.
    fileprivate(set) var relationshipLists: [(id: RecordID, tenant: RecordID)] = []

    package func tenant(_ id: RecordID) -> Tenant? {
        place(ofTenant: id).map { tenants[$0].tenant }
    }

    /// Where the tenant stands among `tenants`.
    package func place(ofTenant id: RecordID) -> Int? {
        Self.place(of: id, among: tenants.count) { tenants[$0].id }
    }

    package func application(_ id: RecordID) -> Application? {
        Self.place(of: id, among: applications.count) { applications[$0].id }.map { applications[$0].application }
    }

    /// Whether the tenant's lists of relationships are there and say that they are its.
    func hasRelationships(of id: RecordID, _ tenant: Tenant) -> Bool {
        (tenant.relationships ?? []).allSatisfy { list in
            Self.place(of: list, among: relationshipLists.count) { relationshipLists[$0].id }
                .map { relationshipLists[$0].tenant == id } ?? false
        }
    }

    private static func place(of id: RecordID, among count: Int, _ idAt: (Int) -> RecordID) -> Int? {
        var places = 0..<count
        while !places.isEmpty {
            let middle = places.lowerBound + places.count / 2
            let found = idAt(middle)
            if found == id { return middle }
            places = found < id ? (middle + 1)..<places.upperBound : places.lowerBound..<middle
        }
        return nil
    }
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
    // Small, so that one batch's memory serves the next: new memory comes from the system page by page.
    private static let batchSize = 128

    /// Copies of boxes, end to end: SQLite lends its own bytes only until the next row.
    private struct Batch: Sendable {
        var ids: [Int64] = []
        var versions: [UInt64] = []
        var ends: [Int] = []
        var bytes: [UInt8] = []
    }

    private let vault: SealedVault
    private var batch = Batch()
    private var flushed = 0
    private let group = DispatchGroup()
    private let gathered = Gathered()

    private final class Gathered: Sendable {
        /// By the batch's number: they are done in any order.
        let batches = Mutex<[Int: Result<VaultContents, StoreError>]>([:])
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
        let number = flushed
        flushed += 1
        DispatchQueue.global(qos: .userInitiated).async(group: group) { [vault, gathered] in
            let opened = Result { () throws(StoreError) in try Self.open(full, vault) }
            gathered.batches.withLock { $0[number] = opened }
        }
    }

    func contents() throws -> VaultContents {
        flush()
        group.wait()
        let batches = try gathered.batches.withLock { try $0.mapValues { try $0.get() } }
        var contents = VaultContents()
        contents.tenants.reserveCapacity(batches.values.reduce(0) { $0 + $1.tenants.count })
        contents.applications.reserveCapacity(batches.values.reduce(0) { $0 + $1.applications.count })
        for number in 0..<flushed {
            guard let batch = batches[number] else { continue }
            contents.tenants += batch.tenants
            contents.applications += batch.applications
            contents.settings += batch.settings
            contents.formerRoots += batch.formerRoots
            contents.relationshipLists += batch.relationshipLists
        }
        return contents
    }

    private static func open(_ batch: Batch, _ vault: SealedVault) throws(StoreError) -> VaultContents {
        var opened = VaultContents()
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

extension VaultContents {
    fileprivate mutating func add(_ plaintext: [UInt8], as id: RecordID) throws {
        var reader = ByteReader(plaintext)
        guard let kind = RecordKind(rawValue: try reader.integer()) else { throw EncodingError.malformed }
        switch kind {
        case .tenant: tenants.append((id, try Tenant(from: &reader)))
        case .application: applications.append((id, try Application(from: &reader)))
        case .settings:
            _ = try VaultSettings(from: &reader)
            settings.append(id)
        case .formerRoots:
            _ = try FormerRoots(from: &reader)
            formerRoots.append(id)
        case .relationships:
            relationshipLists.append((id, try RelationshipList(from: &reader).tenant))
        }
    }
}

extension SealedVault {
    /// Opens a metadata box.
    func openRecord(_ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) throws -> [UInt8] {
        let place = keys.place(.record, id, version)
        return unsafe try VaultSnapshot.recordSeal.open(
            box, associatedData: place, record: UInt64(id), key: keys.records)
    }
}
