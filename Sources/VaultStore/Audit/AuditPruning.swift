internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

extension AuditRetention {
    /// The newest rows, which age alone never cuts, and the least that a bound of rows may keep.
    package static let floor: UInt32 = 1000
}

/// Keeps the log within its bounds: the oldest rows go in the transaction that made it too long, and a row says so.
///
/// A log may grow a tenth beyond a bound, so that not every change cuts. See docs/decisions/0020.
extension VaultEdit {
    /// Cuts what is too old or too much. `last` is the newest row, whose time stands for the present.
    ///
    /// A log that does not hold is left as it is, for `verify` to say so: to cut would destroy what shows it.
    func pruneAudit(after last: AuditEntry) throws {
        guard state.auditCount > UInt64(AuditRetention.floor) else { return }
        let bounds = try settings().audit
        do {
            let first = max(firstKept(rows: bounds.rows), try firstKept(days: bounds.days, at: last.at))
            guard first > state.auditStart else { return }
            let (base, until) = try chain(before: first)
            try rows.delete(.audit, Int64(state.auditStart)...Int64(first - 1))
            state.auditCount -= first - state.auditStart
            (state.auditStart, state.auditBase) = (first, base)
            try recordCut(until: until, after: last)
        } catch StoreError.damaged(.audit) {
            return
        }
    }

    /// The number of the first row that a bound of rows keeps, with room for the row that records the cut.
    private func firstKept(rows bound: UInt32) -> UInt64 {
        let bound = UInt64(bound)
        guard bound > 0, state.auditCount > bound + bound / 10 else { return state.auditStart }
        return state.auditStart + state.auditCount - bound + 1
    }

    /// The number of the first row that is young enough to stay.
    ///
    /// A clock that jumped must not wipe the log. So a row's age is not counted from now but from a row that is older
    /// than now by a tenth of the bound: what a wrong clock wrote today is no such row yet.
    private func firstKept(days: UInt32, at now: Date) throws -> UInt64 {
        let bound = Double(days) * 86400
        let start = state.auditStart
        guard days > 0 else { return start }
        let oldest = try auditEntry(start).at
        guard oldest < now - bound * 1.1 || oldest > now, let present = try confirmed(before: now - bound / 10) else {
            return start
        }
        var first = start
        for number in start...(start + state.auditCount - 1 - UInt64(AuditRetention.floor)) {
            let at = try auditEntry(number).at
            // A row from the future was written by a wrong clock: it goes with what comes after it.
            if at < present - bound { first = number + 1 } else if at <= now { break }
        }
        return first
    }

    /// The time of a row that is at least as old as `instant`, near the log's end.
    private func confirmed(before instant: Date) throws -> Date? {
        var steps: UInt64 = 1
        while steps < state.auditCount {
            let at = try auditEntry(state.auditStart + state.auditCount - 1 - steps).at
            if at <= instant { return at }
            steps *= 2
        }
        return nil
    }

    /// The chain's hash before row `first`, and the time of the last row before it, after the whole chain was followed.
    private func chain(before first: UInt64) throws -> (base: Hash32, until: Date) {
        var base = state.auditBase
        var until = Date.distantPast
        unsafe try walkAudit { number, head, box in
            guard number == first - 1 else { return }
            base = head
            until = unsafe try openAudit(number, box).at
        }
        return (base, until)
    }

    private func recordCut(until: Date, after last: AuditEntry) throws {
        var entry = AuditEntry(
            at: last.at, event: .pruned, user: last.user, pid: last.pid, program: last.program,
            // All that went since the vault was made, which the manifest's first row must agree with.
            count: UInt32(clamping: state.auditStart - 1))
        entry.resource = "until \(InstantText.format(until))"
        leavesResidue = true
        try record(entry)
    }
}
