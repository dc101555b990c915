/// A parser that is fed whatever libFuzzer thinks of, and what must hold for all that it accepts.
struct FuzzTarget: Sendable {
    let name: String
    /// Inputs are no longer than this: longer ones find nothing more, only later.
    let longest: Int
    /// Well-formed inputs to begin with.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// Throws where the input is refused; calls `fail` where a promise is broken.
    let check: @Sendable ([UInt8]) throws -> Void

    init(
        _ name: String, longest: Int = 1024, seeds: @escaping @Sendable @autoclosure () throws -> [[UInt8]],
        check: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.longest = longest
        self.seeds = seeds
        self.check = check
    }

    /// All of them; a new parser is added here.
    static let all: [FuzzTarget] = vault + backup + keys + replies + imports + texts
}

/// The same as bytes.
func seed(_ text: String) -> [UInt8] { Array(text.utf8) }
