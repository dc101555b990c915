import AsyncHTTPClient
import EntraDouble
import FoundationEssentials
import NIOCore
import NIOHTTP1
import Testing

/// A user at a browser that runs no scripts and does not follow where it is sent.
struct Visitor: Sendable {
    let caller: Caller
    let address: String

    /// Goes to the authorize page of the confidential application, with `changes` laid over a good query.
    init(
        _ caller: Caller,
        _ changes: [String: String?] = [:],
        version: String = "/v2.0",
        directory: String = People.partner
    ) {
        var fields = [
            "client_id": People.web, "response_type": "code", "redirect_uri": People.reply, "state": "a&b",
        ]
        fields[version.isEmpty ? "resource" : "scope"] = People.partnerCenter + (version.isEmpty ? "" : "/.default")
        for (name, value) in changes { fields[name] = value }
        self.init(caller, at: "/\(directory)/oauth2\(version)/authorize?\(Caller.encoded(fields))")
    }

    init(_ caller: Caller, at address: String) {
        self.caller = caller
        self.address = address
    }

    func look() async throws -> Reply { try await caller.get(address) }

    func press(_ button: String, _ fields: [String: String] = [:]) async throws -> Reply {
        try await caller.post(address, form: fields.merging(["action": button]) { $1 })
    }

    func signIn(_ name: String = People.ada, password: String = People.password) async throws -> Reply {
        try await press("sign-in", ["username": name, "password": password])
    }

    /// Signs in, agrees if asked, and returns what the application hears.
    func through(_ name: String = People.ada) async throws -> [String: String] {
        let page = try await signIn(name)
        if let flow = page.hidden("flow") { return try await press("accept", ["flow": flow]).answer() }
        return try page.answer()
    }

    /// Runs `body` with callers that do not follow redirects.
    static func visiting<Result: Sendable>(
        _ change: (inout Seed) -> Void = { _ in },
        _ body: @Sendable (Caller) async throws -> Result
    ) async throws -> Result {
        try await Caller.withPeople(change) { caller in
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                try await body(Caller(double: caller.double, client: client))
            }
        }
    }
}

extension Caller {
    /// Redeems a code for a token.
    func redeem(_ code: String?, _ changes: [String: String?] = [:], version: String = "/v2.0") async throws -> Reply {
        let fields: [String: String?] = ["code": code, "redirect_uri": People.reply]
        return try await grant("authorization_code", fields.merging(changes) { $1 }, version: version)
    }
}

extension Reply {
    /// Where the browser is sent.
    var location: String? { headers.first(name: "Location") }

    /// What the application hears, by field.
    func answer() throws -> [String: String] {
        let location = try #require(location, "\(status): \(text)")
        let query = try #require(location.split(separator: "?", maxSplits: 1).last)
        let pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]).percentDecoded : "")
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The text of the element with an ID.
    func element(_ id: String) -> String? {
        guard let begin = text.firstRange(of: "id=\"\(id)\"") else { return nil }
        let rest = text[begin.upperBound...]
        guard let open = rest.firstIndex(of: ">"), let close = rest[open...].firstIndex(of: "<") else { return nil }
        return String(rest[rest.index(after: open)..<close])
    }

    /// The value of a hidden field.
    func hidden(_ name: String) -> String? {
        guard let begin = text.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        return text[begin.upperBound...].split(separator: "\"", maxSplits: 1).first.map(String.init)
    }
}

extension String {
    fileprivate var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) {
                rest = rest.dropFirst(2)
                bytes.append(value)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
