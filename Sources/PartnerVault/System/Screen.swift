#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the place that text is written to can show.
struct Screen: Sendable, Equatable {
    /// How many columns there are; nil where text is not for a person's eyes and nothing may be cut.
    var columns: Int?
    var colour: Bool

    /// A file or a pipe: everything in full, no colour.
    static let plain = Screen(columns: nil, colour: false)

    init(columns: Int?, colour: Bool) {
        self.columns = columns
        self.colour = colour
    }

    /// Looks at `descriptor`; `COLUMNS` counts only where the terminal itself does not say.
    init(of descriptor: Int32, environment: [String: String]) {
        guard Streams.isTerminal(descriptor) else {
            self = .plain
            return
        }
        columns =
            Self.width(of: descriptor) ?? environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            ?? 80
        // https://no-color.org: any value but the empty one.
        let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        colour = !refused && environment["TERM"] != "dumb"
    }

    private static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
