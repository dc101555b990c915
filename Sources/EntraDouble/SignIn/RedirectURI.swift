/// Compares the address that a reply is asked to go to with those that an application registered.
enum RedirectURI {
    /// Whether `asked` is one of `registered`: exactly, or on `http://localhost` whatever the port.
    static func isAllowed(_ asked: String, among registered: [String]) -> Bool {
        registered.contains { $0 == asked || isSameLoopback(asked, $0) }
    }

    /// The address as replies name it: with a slash where it has no path.
    static func normalized(_ address: String) -> String {
        guard let scheme = address.firstRange(of: "://"), !address[scheme.upperBound...].contains("/"),
            !address.contains("?")
        else { return address }
        return address + "/"
    }

    private static func isSameLoopback(_ asked: String, _ registered: String) -> Bool {
        guard let asked = path(onLocalhost: asked), let registered = path(onLocalhost: registered) else { return false }
        return asked == registered
    }

    /// What comes after the port of an `http://localhost` address; nil for any other.
    private static func path(onLocalhost address: String) -> Substring? {
        let prefix = "http://localhost"
        guard address.hasPrefix(prefix) else { return nil }
        var rest = address.dropFirst(prefix.count)
        if rest.hasPrefix(":") {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard UInt16(digits) != nil else { return nil }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("?") else { return nil }
        return rest.isEmpty ? "/" : rest
    }
}
