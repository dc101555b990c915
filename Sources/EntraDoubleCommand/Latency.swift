internal import ArgumentParser

/// A wait such as `50ms`, `2s` or `1m`.
struct Latency: ExpressibleByArgument, CustomStringConvertible {
    /// No wait at all.
    static let none = Latency(milliseconds: 0)

    private let milliseconds: Int

    private init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let units = ["ms": 1, "s": 1000, "m": 60_000]
        guard let count = Int32(digits), let unit = units[String(argument.dropFirst(digits.count))] else { return nil }
        self.init(milliseconds: Int(count) * unit)
    }

    /// The wait.
    var duration: Duration { .milliseconds(milliseconds) }

    var description: String { "\(milliseconds)ms" }
}
