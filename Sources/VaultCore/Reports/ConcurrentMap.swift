internal import Dispatch
internal import Synchronization

/// What `work` makes of each share of `0..<count`, in their order; on all cores where there is more than one share.
@usableFromInline
package func inShares<Part: Sendable>(of count: Int, _ work: @Sendable (Range<Int>) -> Part) -> [Part] {
    let size = 256
    guard count > size else { return [work(0..<count)] }
    let shares = (count + size - 1) / size
    let parts = Mutex([Part?](repeating: nil, count: shares))
    DispatchQueue.concurrentPerform(iterations: shares) { number in
        let part = work(number * size..<min((number + 1) * size, count))
        parts.withLock { $0[number] = part }
    }
    return parts.withLock { $0.compactMap(\.self) }
}

// Inlinable, so that they are made for each kind of element: a report of 20 fields is otherwise copied to be looked at.
extension Array where Element: Sendable {
    /// `map` on all cores where there is enough for them to do: a listing makes 10,000 reports.
    @inlinable
    package func mapConcurrently<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
        var results: [Result] = []
        results.reserveCapacity(count)
        for part in inShares(of: count, { self[$0].map(transform) }) { results += part }
        return results
    }

    /// Adds to `text` what `write` adds for each element, in their order, likewise on all cores.
    ///
    /// A share's elements grow one text: a text for each would be most of the work.
    @inlinable
    package func writeConcurrently(
        to text: inout String, separator: String = "", _ write: @Sendable (Element, inout String) -> Void
    ) {
        let parts = inShares(of: count) { share in
            var text = ""
            for place in share {
                if place > 0 { text += separator }
                write(self[place], &text)
            }
            return text
        }
        text.reserveCapacity(parts.reduce(text.utf8.count) { $0 + $1.utf8.count })
        for part in parts { text += part }
    }
}
