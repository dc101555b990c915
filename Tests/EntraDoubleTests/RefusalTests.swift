import EntraDouble
import NIOHTTP1
import Testing

/// A request that Entra refuses, and how.
struct Refused: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let version: String
    let directory: String
    let changes: [String: String?]
    let status: Int
    let error: String
    let code: Int64

    init(
        _ description: String,
        version: String = "/v2.0",
        directory: String = Sample.contoso,
        changes: [String: String?] = [:],
        status: Int = 400,
        error: String,
        code: Int64
    ) {
        testDescription = description
        self.version = version
        self.directory = directory
        self.changes = changes
        self.status = status
        self.error = error
        self.code = code
    }

    static let requests = [
        Refused("no grant type", changes: ["grant_type": nil], error: "invalid_request", code: 900144),
        Refused("unknown grant type", changes: ["grant_type": "magic"], error: "unsupported_grant_type", code: 70003),
        Refused("no client", changes: ["client_id": nil], error: "invalid_request", code: 900144),
        Refused("empty client", changes: ["client_id": ""], error: "invalid_request", code: 900144),
        Refused("no scope", changes: ["scope": nil], error: "invalid_request", code: 900144),
        Refused("no resource", version: "", changes: ["resource": nil], error: "invalid_request", code: 900144),
        Refused("resource on v2", changes: ["resource": Sample.partner], error: "invalid_request", code: 901002),
        Refused("scope without .default", changes: ["scope": Sample.partner], error: "invalid_scope", code: 1_002_012),
        Refused(
            "delegated scope",
            changes: ["scope": "openid \(Sample.graph)/.default"],
            error: "invalid_scope",
            code: 1_002_012
        ),
        Refused("blank scope", changes: ["scope": " "], error: "invalid_scope", code: 70011),
        Refused("scope of nothing", changes: ["scope": "/.default"], error: "invalid_scope", code: 70011),
        Refused(
            "two resources",
            changes: ["scope": "\(Sample.graph)/.default \(Sample.partner)/.default"],
            error: "invalid_scope",
            code: 700022
        ),
    ]

    static let directories = [
        Refused(
            "unknown directory",
            directory: "44444444-4444-4444-8444-444444444444",
            error: "invalid_request",
            code: 90002
        ),
        Refused("unknown domain", directory: "nowhere.example", error: "invalid_request", code: 90002),
        Refused("common, multi-tenant", directory: "common", error: "invalid_request", code: 50059),
        Refused("organizations", directory: "organizations", error: "invalid_request", code: 50059),
        Refused(
            "common, single-tenant",
            directory: "common",
            changes: ["client_id": Sample.singleTenant],
            error: "invalid_request",
            code: 50194
        ),
        Refused(
            "common, unknown",
            directory: "common",
            changes: ["client_id": "x"],
            error: "unauthorized_client",
            code: 700016
        ),
        Refused("consumers", directory: "consumers", error: "invalid_request", code: 9_002_346),
        Refused("not consented", directory: Sample.tailspin, status: 401, error: "invalid_client", code: 7_000_229),
        Refused(
            "single-tenant elsewhere",
            directory: Sample.fabrikam,
            changes: ["client_id": Sample.singleTenant],
            error: "unauthorized_client",
            code: 700016
        ),
    ]

    static let clients = [
        Refused(
            "unknown application",
            changes: ["client_id": Sample.contoso],
            error: "unauthorized_client",
            code: 700016
        ),
        Refused("client that is no GUID", changes: ["client_id": "leads"], error: "unauthorized_client", code: 700016),
        Refused("no secret", changes: ["client_secret": nil], status: 401, error: "invalid_client", code: 7_000_218),
        Refused(
            "wrong secret",
            changes: ["client_secret": "wrong"],
            status: 401,
            error: "invalid_client",
            code: 7_000_215
        ),
        Refused(
            "secret's ID",
            changes: ["client_secret": "cccccccc-0000-4000-8000-000000000001"],
            status: 401,
            error: "invalid_client",
            code: 7_000_215
        ),
        Refused(
            "expired secret",
            changes: ["client_secret": "expired"],
            status: 401,
            error: "invalid_client",
            code: 7_000_222
        ),
        Refused(
            "secret not yet valid",
            changes: ["client_secret": "not yet"],
            status: 401,
            error: "invalid_client",
            code: 7_000_215
        ),
        Refused(
            "wrong secret on v1",
            version: "",
            changes: ["client_secret": "wrong"],
            status: 401,
            error: "invalid_client",
            code: 7_000_215
        ),
        Refused(
            "assertion without a type",
            changes: ["client_secret": nil, "client_assertion": "e.y.J"],
            error: "invalid_request",
            code: 900144
        ),
        Refused(
            "unknown API",
            changes: ["scope": "https://nothing.example/.default"],
            error: "invalid_resource",
            code: 500011
        ),
        Refused(
            "unknown API on v1",
            version: "",
            changes: ["resource": "https://nothing.example"],
            error: "invalid_resource",
            code: 500011
        ),
        Refused(
            "API that the application may not use",
            changes: ["client_id": Sample.singleTenant, "scope": Sample.graph + "/.default"],
            error: "invalid_resource",
            code: 500011
        ),
    ]
}

@Suite struct RefusalTests {
    @Test(arguments: Refused.requests + Refused.directories + Refused.clients)
    func `is refused as by Entra`(_ refused: Refused) async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.token(
                refused.version,
                directory: refused.directory,
                changes: refused.changes
            )
            #expect(reply.status == refused.status)
            #expect(reply.string("error") == refused.error)
            #expect(reply.fields["error_codes"] == [.integer(refused.code)])
            #expect(reply.string("error_description")?.hasPrefix("AADSTS\(refused.code): ") == true)
            #expect(reply.string("error_uri") == "\(caller.double.baseURL)/error?code=\(refused.code)")
            #expect(!reply.text.contains(Sample.secret))
        }
    }

    @Test func `the body names the request and the time`() async throws {
        try await Caller.withDouble { caller in
            let id = "99999999-9999-4999-8999-999999999999"
            let reply = try await caller.token(
                changes: ["client_secret": "wrong"],
                headers: ["client-request-id": id]
            )
            let trace = try #require(reply.string("trace_id"))
            #expect(reply.string("correlation_id") == id)
            #expect(reply.headers.first(name: "client-request-id") == id)
            #expect(reply.headers.first(name: "x-ms-request-id") == trace)
            let timestamp = try #require(reply.string("timestamp"))
            #expect(timestamp.hasPrefix("2026-03-01 09:") && timestamp.hasSuffix("Z"))
            #expect(
                reply.string("error_description") == """
                    AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the \
                    client secret value, not the client secret ID, for a secret added to app '\(Sample.multiTenant)'. \
                    Trace ID: \(trace) Correlation ID: \(id) Timestamp: \(timestamp)
                    """
            )
        }
    }

    @Test func `v1 breaks the line before the IDs`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.token("", changes: ["client_secret": "wrong"])
            #expect(reply.string("error_description")?.contains("'.\r\nTrace ID: ") == true)
        }
    }

    @Test(arguments: ["/oauth2/token", "/oauth2/v2.0/token"])
    func `only POST is accepted`(path: String) async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.get("/\(Sample.contoso)\(path)")
            #expect(reply.status == 400)
            #expect(reply.fields["error_codes"] == [900561])
            #expect(reply.string("error_description")?.contains("Received a GET request.") == true)
        }
    }

    @Test func `a body that is no form is not read`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.post(
                "/\(Sample.contoso)/oauth2/v2.0/token",
                json: #"{"grant_type": "client_credentials"}"#
            )
            #expect(reply.fields["error_codes"] == [900144])
            #expect(reply.string("error_description")?.contains("'grant_type'") == true)
        }
    }

    @Test func `a parameter may come once`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.post("/\(Sample.contoso)/oauth2/v2.0/token", body: "scope=a&scope=b")
            #expect(reply.fields["error_codes"] == [9_000_411])
        }
    }

    @Test func `a body over 64 KiB is not read`() async throws {
        try await Caller.withDouble { caller in
            let body = String(repeating: "x", count: 64 * 1024 + 1)
            let reply = try await caller.post("/\(Sample.contoso)/oauth2/v2.0/token", body: body)
            #expect(reply.status == 413)
        }
    }
}
