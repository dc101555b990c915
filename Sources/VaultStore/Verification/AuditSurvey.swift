internal import VaultCrypto
internal import VaultModel

/// The audit log row by row, past gaps and rows that do not open.
struct AuditSurvey {
    let snapshot: VaultSnapshot
    private var findings: [DamageFinding] = []
    private var entries: [AuditEntry] = []
    private var expected: UInt64
    private var head: Hash32

    init(snapshot: VaultSnapshot) {
        self.snapshot = snapshot
        (expected, head) = (snapshot.state.auditStart, snapshot.state.auditBase)
    }

    /// Counts what opens, and gives what is wrong.
    mutating func run(_ counts: inout VerificationCounts) -> [DamageFinding] {
        do {
            unsafe try snapshot.rows.scan(.audit, Int64.min...Int64.max) { id, version, box in
                unsafe look(id, version, box)
            }
        } catch {
            add(nil, "the log cannot be read to its end")
        }
        conclude()
        counts.count(entries)
        return findings
    }

    private mutating func look(_ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) {
        guard let number = UInt64(exactly: id), number >= expected, number == version, box.count >= Seal.overhead else {
            return add(id, "a row that this program never writes")
        }
        if number > expected { missing(upTo: number) }
        expected = number + 1
        head = unsafe AuditChain.link(after: head, number: number, box: box)
        if let entry = unsafe try? snapshot.openAudit(number, box) {
            entries.append(entry)
        } else {
            add(id, "the row does not open")
        }
    }

    private mutating func conclude() {
        let end = snapshot.state.auditStart &+ snapshot.state.auditCount
        if expected < end {
            missing(upTo: end)
        } else if expected > end {
            add(Int64(clamping: end), "rows that the manifest does not know, from this one on")
        } else if findings.isEmpty, !head.matches(snapshot.state.auditHead) {
            add(nil, "the chain of the log does not end where the manifest says")
        }
        let cut = UInt64(entries.last { $0.event == .pruned }?.count ?? 0)
        if findings.isEmpty, cut != snapshot.state.auditStart &- 1 {
            add(nil, "rows were cut from the start of the log, and nothing in it says so")
        }
    }

    private mutating func missing(upTo end: UInt64) {
        let last = end - 1
        add(
            Int64(clamping: expected),
            expected == last ? "the row is missing" : "\(end - expected) rows are missing, up to number \(last)")
    }

    private mutating func add(_ row: Int64?, _ what: String) {
        findings.append(DamageFinding(.audit, row: row, what))
    }
}
