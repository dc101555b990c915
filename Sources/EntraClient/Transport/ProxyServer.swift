/// A proxy as its URL names it: `[http://][user:password@]host[:port]` or `socks5://host[:port]`.
package struct ProxyServer: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case http, socks }

    package let kind: Kind
    package let host: String
    package let port: Int
    package let user: String?
    package let password: String?

    package init(_ url: String) throws(TransportSettingsError) {
        var rest = url[...]
        var kind = Kind.http
        if let mark = url.firstRange(of: "://") {
            kind = try Self.kind(url[..<mark.lowerBound].lowercased())
            rest = url[mark.upperBound...]
        }
        if let slash = rest.firstIndex(of: "/") {
            guard rest[slash...] == "/" else { throw .proxyMalformed }
            rest = rest[..<slash]
        }
        var login: (user: String, password: String)?
        if let at = rest.lastIndex(of: "@") {
            login = try Self.login(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        // AsyncHTTPClient signs in to HTTP proxies only.
        if kind == .socks, login != nil { throw .proxyUnsupported }
        let usual = kind == .http ? 80 : 1080
        (host, port) = try Self.address(rest, usualPort: usual)
        self.kind = kind
        user = login?.user
        password = login?.password
    }

    private static func kind(_ scheme: String) throws(TransportSettingsError) -> Kind {
        switch scheme {
        case "http": .http
        case "socks5", "socks5h": .socks
        default: throw .proxyUnsupported
        }
    }

    private static func login(_ text: Substring) throws(TransportSettingsError) -> (user: String, password: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let user = PercentEncoding.decode(first),
            let password = PercentEncoding.decode(parts.count > 1 ? parts[1] : "")
        else { throw .proxyMalformed }
        return (user, password)
    }

    private static func address(
        _ text: Substring,
        usualPort: Int
    ) throws(TransportSettingsError) -> (host: String, port: Int) {
        var host = text
        var port = usualPort
        let searched = text.hasPrefix("[") ? text[(text.firstIndex(of: "]") ?? text.startIndex)...] : text
        if let colon = searched.firstIndex(of: ":") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else { throw .proxyMalformed }
            port = Int(number)
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .proxyMalformed }
        return (String(host), port)
    }
}

extension ProxyServer: CustomStringConvertible, CustomDebugStringConvertible {
    /// Host and port, without the login.
    package var description: String { "\(host):\(port)" }
    package var debugDescription: String { description }
}
