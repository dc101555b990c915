import Dispatch
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Synchronization

/// Interruptions from outside: the terminal is put right first, then work is asked to stop, then the program ends.
enum Signals {
    /// A source lives as long as someone holds it; it is only held, and Dispatch's own calls are thread-safe.
    private struct Held: @unchecked Sendable {
        let source: any DispatchSourceSignal
    }

    private static let asked = Atomic(false)
    private static let work = Mutex<Task<Int32, Never>?>(nil)
    private static let sources = Mutex<[Held]>([])
    /// Programs of others that end when this one does, each with the process group that it leads.
    private static let followers = Mutex<Set<pid_t>>([])
    /// How long work may take to stop after an interruption.
    static let usualPatience: Duration = .seconds(1)
    private static let patience = Mutex(usualPatience)

    /// Ignores a reader that has gone, and routes interruptions through `interrupted` and `ended(by:)`.
    static func watch() {
        signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // A program started with `nohup` or in the background keeps ignoring what its parent told it to ignore.
            guard !isIgnored(number) else { continue }
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { number == SIGINT ? interrupted() : ended(by: number) }
            source.resume()
            sources.withLock { $0.append(Held(source: source)) }
        }
    }

    /// Names the work that an interruption cancels.
    static func cancels(_ task: Task<Int32, Never>) {
        work.withLock { $0 = task }
    }

    /// Gives work that must not be left half done longer to stop; a second interruption ends it at once.
    static func allow(_ patience: Duration) {
        self.patience.withLock { $0 = patience }
    }

    /// Whether a person or a signal asked for the end; whatever fails then fails because of that.
    static var isInterrupted: Bool { asked.load(ordering: .relaxed) }

    /// Names a process group that is ended where a signal ends this program.
    static func ends(_ group: pid_t) {
        followers.withLock { _ = $0.insert(group) }
    }

    /// Forgets a process group before its number can be another's.
    static func endsNoMore(_ group: pid_t) {
        followers.withLock { _ = $0.remove(group) }
    }

    private static func endFollowers() {
        followers.withLock { for group in $0 { kill(-group, SIGKILL) } }
    }

    private static func interrupted() {
        let isSecond = asked.exchange(true, ordering: .relaxed)
        // While someone is asked for a passphrase no work is under way that could be finished tidily.
        if TerminalModes.restore() {
            // The cursor stands behind the question.
            if Streams.isTerminal(Streams.errors) { try? Streams.write("\n", to: Streams.errors) }
            leave()
        }
        let patience = patience.withLock { $0 }
        if isSecond, patience > usualPatience { leave() }
        work.withLock { $0?.cancel() }
        if patience > usualPatience { Context.note("the step under way is finished first; again ends it at once") }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(patience.components.seconds))) { leave() }
    }

    private static func leave() -> Never {
        endFollowers()
        ErrorReport.interrupted.write()
        _exit(130)
    }

    /// Ends as the signal would have ended it, so that the parent sees the truth.
    private static func ended(by number: Int32) {
        _ = TerminalModes.restore()
        endFollowers()
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
        let handler = unsafe action.__sigaction_u.__sa_handler
        #else
        let handler = unsafe action.__sigaction_handler.sa_handler
        #endif
        return unsafe unsafeBitCast(handler, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self)
    }
}
