import Synchronization

/// Counts what happens on many threads.
final class Tally: Sendable {
    private let total = Atomic(0)

    var count: Int { total.load(ordering: .relaxed) }

    func add(_ more: Int = 1) {
        total.add(more, ordering: .relaxed)
    }
}
