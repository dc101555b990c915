internal import Dispatch
internal import Synchronization

extension Array where Element: Sendable {
    private static var share: Int { 1024 }

    /// `map` on all cores where there is enough for them to do: a listing makes 10,000 reports.
    package func mapConcurrently<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
        guard count > Self.share else { return map(transform) }
        let shares = (count + Self.share - 1) / Self.share
        let results = Mutex([[Result]](repeating: [], count: shares))
        DispatchQueue.concurrentPerform(iterations: shares) { number in
            let start = number * Self.share
            let result = self[start..<Swift.min(start + Self.share, count)].map(transform)
            results.withLock { $0[number] = result }
        }
        return results.withLock { $0.flatMap(\.self) }
    }
}
