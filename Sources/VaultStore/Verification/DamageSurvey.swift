internal import GRDB
internal import VaultCrypto
internal import VaultModel

extension VaultSnapshot {
    /// Goes through a vault that did not verify, and on past whatever is damaged. Nothing that it finds may be used:
    /// it is for people, who want to know what is lost.
    package func surveyDamage() -> DamageReport {
        var survey = DamageSurvey(snapshot: self)
        survey.run()
        return survey.report
    }
}

/// A look at every row by itself, and then at what each says of the others.
struct DamageSurvey {
    let snapshot: VaultSnapshot
    var report = DamageReport()
    private var digests = [BucketDigest](repeating: BucketDigest(), count: Bucket.count)
    /// Buckets in which a finding of its own names a row.
    private var explained: Set<Bucket> = []
    private var contents = SurveyedContents()

    init(snapshot: VaultSnapshot) {
        self.snapshot = snapshot
    }

    mutating func run() {
        report.counts.generation = snapshot.generation
        report.counts.epoch = snapshot.vault.keys.epoch
        report.counts.slots = (try? snapshot.header().slots.count) ?? 0
        checkFile()
        for table in RowTable.manifested { scan(table) }
        for reference in contents.references(indexedBy: { try? $0.id(snapshot.vault.keys) }) {
            note(reference.finding, in: reference.row.map { Bucket(of: $0) })
        }
        checkBuckets()
        (report.counts.tenants, report.counts.applications) = (contents.tenants.count, contents.applications.count)
        report.counts.secrets = contents.soundSecrets.count
        var log = AuditSurvey(snapshot: snapshot)
        report.findings += log.run(&report.counts)
    }

    private mutating func checkFile() {
        let isWhole = try? String.fetchOne(snapshot.rows.database, sql: "PRAGMA integrity_check(1)") == "ok"
        if isWhole != true { report.findings.append(DamageFinding(nil, "the file is no sound database")) }
        do {
            try snapshot.manifest.verifyHistory(upTo: snapshot.root, snapshot.vault.keys)
        } catch {
            report.findings.append(DamageFinding(name: "root_history", "the history of roots was changed"))
        }
    }

    private mutating func scan(_ table: RowTable) {
        var last: Int64?
        do {
            unsafe try snapshot.rows.scan(table, Int64.min...Int64.max) { id, version, box in
                last = id
                unsafe try look(table, id, version, box)
            }
        } catch {
            let place = last.map { "after row \($0)" } ?? "from its start"
            report.findings.append(DamageFinding(table, "the table cannot be read \(place)"))
        }
    }

    private mutating func look(
        _ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer
    ) throws {
        guard id >= 0, box.count >= Seal.overhead else {
            report.findings.append(DamageFinding(table, row: id, "a row that this program never writes"))
            return
        }
        let bucket = Bucket(of: id)
        unsafe try digests[bucket.number].add(table, id, version, box)
        let opens = unsafe contents.take(table, id, version, box, from: snapshot)
        // A secret is named by who refers to it, once all are read.
        if !opens, table != .secret { note(DamageFinding(table, row: id, "the row does not open"), in: bucket) }
    }

    private mutating func note(_ finding: DamageFinding, in bucket: Bucket?) {
        report.findings.append(finding)
        if let bucket { explained.insert(bucket) }
    }

    /// Rows that are sound by themselves may still be old ones, or too many.
    private mutating func checkBuckets() {
        for (number, digest) in digests.enumerated() where !digest.hash.matches(snapshot.state.buckets[number]) {
            let bucket = Bucket(number: number)
            guard !explained.contains(bucket) else { continue }
            report.findings.append(
                DamageFinding(
                    nil, bucket: number, tenants: contents.names(in: bucket),
                    "a row was put back, moved, added or removed"))
        }
    }
}
