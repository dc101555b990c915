/// The hosts that `NO_PROXY` exempts: names and what lies under them, `*`, each with or without a port.
struct NoProxy: Sendable {
    private struct Entry {
        let host: String
        let port: UInt16?
    }

    private let entries: [Entry]

    /// Reads a list separated by commas or white space; an entry that cannot be read exempts nothing.
    init(_ text: String) {
        entries = text.lowercased().split { $0 == "," || $0.isWhitespace }.compactMap(Self.entry)
    }

    /// Whether `host` (lower case) is exempt on `port`.
    func matches(host: String, port: UInt16) -> Bool {
        entries.contains { entry in
            guard entry.port == nil || entry.port == port else { return false }
            return entry.host == "*" || host == entry.host || host.hasSuffix("." + entry.host)
        }
    }

    private static func entry(_ text: Substring) -> Entry? {
        var host = text
        var port: UInt16?
        // An IPv6 address without brackets has several colons and no port.
        let colons = text.filter { $0 == ":" }.count
        if let colon = text.lastIndex(of: ":"), colons == 1 || text[..<colon].hasSuffix("]") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else { return nil }
            port = number
            host = text[..<colon]
        }
        // `.example.com` and `*.example.com` are ways to write `example.com`, as in curl.
        if host.hasPrefix("*.") { host = host.dropFirst(2) } else if host.hasPrefix(".") { host = host.dropFirst() }
        guard !host.isEmpty else { return nil }
        let bare = host.contains(":") && !host.hasPrefix("[")
        return Entry(host: bare ? "[\(host)]" : String(host), port: port)
    }
}
