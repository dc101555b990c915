import Synchronization

/// Counts what went wrong on other threads.
final class Failures: Sendable {
    private let total = Atomic(0)

    var count: Int { total.load(ordering: .relaxed) }

    func add() {
        total.add(1, ordering: .relaxed)
    }
}
