internal import ArgumentParser

/// An address and port such as `127.0.0.1:0` or `[::1]:8443`.
struct ListenAddress: ExpressibleByArgument, CustomStringConvertible {
    /// Any free port on this machine.
    static let loopback = ListenAddress(host: "127.0.0.1", port: 0)

    /// The address, without brackets.
    let host: String
    /// The port.
    let port: Int

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"),
            let port = UInt16(argument[argument.index(after: colon)...])
        else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
