import Synchronization

/// How far long work is, on one line of standard error, and only where that is a terminal.
final class Progress: Sendable {
    private let what: String
    private let isShown: Bool
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(_ what: String, isShown: Bool) {
        self.what = what
        self.isShown = isShown
    }

    /// At most ten times a second: a terminal over a slow line is slower than the work.
    func show(_ done: Int, of total: Int) {
        guard isShown, total > 1 else { return }
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            if let last, now - last < .milliseconds(100), done < total { return false }
            last = now
            return true
        }
        if isDue { Self.write("\r\(what) \(done) of \(total)\u{1b}[K") }
    }

    func say() {
        guard isShown else { return }
        last.withLock { $0 = .now }
        Self.write("\r\(what)…\u{1b}[K")
    }

    /// Writes a line that stays, in the place of this one; what follows begins below it.
    func tell(_ text: String) {
        guard isShown else { return }
        last.withLock { $0 = .now }
        Self.write("\r\u{1b}[K\(text)\n")
    }

    /// Wipes the line; nothing is left of it on the screen.
    func end() {
        guard isShown, last.withLock({ $0 != nil }) else { return }
        Self.write("\r\u{1b}[K")
    }

    private static func write(_ text: String) {
        try? Streams.write(text, to: Streams.errors)
    }
}
