/// A scheme, host and port that a secret may be sent to; nothing else of a URL.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Sendable { case http, https }

    package let scheme: Scheme
    /// Lower case; an IPv6 address keeps its brackets.
    package let host: String
    package let port: UInt16

    /// An https origin of the program's own tables, on port 443.
    package init(https host: String) {
        scheme = .https
        self.host = host
        port = 443
    }

    /// Reads `https://host[:port]` or `http://` with a literal loopback address; a final slash is allowed.
    ///
    /// - Throws: `OriginError` for user info, a path, a query, another scheme, or plain http to anywhere else.
    package init(_ text: String) throws(OriginError) {
        guard let mark = text.firstRange(of: "://") else { throw .malformed }
        guard let scheme = Scheme(rawValue: text[..<mark.lowerBound].lowercased()) else { throw .scheme }
        var rest = text[mark.upperBound...]
        if rest.hasSuffix("/") { rest.removeLast() }
        let (host, port) = try Self.split(rest, scheme: scheme)
        guard Self.isHost(host) else { throw .malformed }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        // Entra's secrets never travel in the clear, save to a stand-in on this machine.
        guard scheme == .https || isLoopbackAddress else { throw .plainHTTP }
    }

    /// Whether the host is a literal loopback address; `localhost` is a name and may resolve elsewhere.
    package var isLoopbackAddress: Bool {
        if host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    package var description: String {
        let usual: UInt16 = scheme == .https ? 443 : 80
        let origin = scheme.rawValue + "://" + host
        return port == usual ? origin : origin + ":\(port)"
    }

    private static func split(_ rest: Substring, scheme: Scheme) throws(OriginError) -> (Substring, UInt16) {
        let usual: UInt16 = scheme == .https ? 443 : 80
        let searched = rest.hasPrefix("[") ? rest[(rest.firstIndex(of: "]") ?? rest.startIndex)...] : rest
        guard let colon = searched.firstIndex(of: ":") else { return (rest, usual) }
        let digits = rest[rest.index(after: colon)...]
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits), port > 0 else {
            throw .malformed
        }
        return (rest[..<colon], port)
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && HostName.isIPv6(host.dropFirst().dropLast())
        }
        return HostName.isValid(host)
    }
}

/// Why a text is no origin that a secret may be sent to.
package enum OriginError: Error, Equatable {
    case malformed
    case scheme
    case plainHTTP
}
