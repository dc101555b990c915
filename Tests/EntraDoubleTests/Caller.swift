import AsyncHTTPClient
import EntraDouble
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// A reply as a test looks at it.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let text: String

    /// The JSON fields of the body; none if it is something else.
    var fields: [String: JSONValue] {
        (try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8))) ?? [:]
    }

    /// A field that is a string.
    func string(_ name: String) -> String? {
        guard case .string(let text) = fields[name] else { return nil }
        return text
    }
}

/// Sends requests to a double.
struct Caller: Sendable {
    let double: RunningDouble
    var client = HTTPClient.shared

    func get(_ path: String) async throws -> Reply {
        try await send(HTTPClientRequest(url: double.baseURL + path))
    }

    func post(_ path: String, json: String) async throws -> Reply {
        var request = HTTPClientRequest(url: double.baseURL + path)
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: json))
        request.headers = ["Content-Type": "application/json"]
        return try await send(request)
    }

    func post(
        _ path: String,
        form: [String: String],
        headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        try await post(path, body: Self.encoded(form), headers: headers)
    }

    /// Writes fields as a form.
    static func encoded(_ form: [String: String]) -> String {
        form.map { "\($0.key.formEncoded)=\($0.value.formEncoded)" }.joined(separator: "&")
    }

    func post(_ path: String, body: String, headers: HTTPHeaders = [:]) async throws -> Reply {
        var request = HTTPClientRequest(url: double.baseURL + path)
        request.method = .POST
        request.headers = headers
        if !headers.contains(name: "Content-Type") {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        }
        request.body = .bytes(ByteBuffer(string: body))
        return try await send(request)
    }

    func send(_ request: HTTPClientRequest) async throws -> Reply {
        let response = try await client.execute(request, timeout: .seconds(300))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, text: String(buffer: body))
    }

    /// Asks for a token of the multi-tenant application, with `changes` laid over a request that is granted.
    func token(
        _ version: String = "/v2.0",
        directory: String = Sample.contoso,
        changes: [String: String?] = [:],
        headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        var form = [
            "grant_type": "client_credentials", "client_id": Sample.multiTenant, "client_secret": Sample.secret,
        ]
        form[version.isEmpty ? "resource" : "scope"] = Sample.partner + (version.isEmpty ? "" : "/.default")
        for (name, value) in changes { form[name] = value }
        return try await post("/\(directory)/oauth2\(version)/token", form: form, headers: headers)
    }
}

extension Caller {
    /// Runs `body` against a double with the sample seed, on the day when its secrets are valid.
    static func withDouble<Result: Sendable>(
        options: Options = Options(),
        _ body: @Sendable (Caller) async throws -> Result
    ) async throws -> Result {
        try await EntraDouble.running(seed: try Sample.seed(), options: options) { double in
            await double.state.setClock(to: try Date(Sample.today, strategy: .iso8601))
            return try await body(Caller(double: double))
        }
    }
}

extension String {
    /// Escapes every byte, so that nothing is left to a table of safe characters.
    fileprivate var formEncoded: String {
        utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
