import EntraClient
import Foundation
import Testing
import VaultModel

/// Graph's answers, as texts.
enum GraphSample {
    static let origin = "http://127.0.0.1:8080"
    static let key = "44444444-4444-4444-8444-444444444444"

    static func session(_ stub: StubTransport, _ pauses: Pauses = Pauses()) throws -> GraphSession {
        GraphSession(Sample.entra(stub, pauses: pauses), at: try Origin(origin), token: "t0k3n")
    }

    /// All readings of `ids`, whatever slices they come in.
    static func read(_ session: GraphSession, _ ids: [ClientID]) async throws -> [ClientID: GraphReading] {
        var all: [ClientID: GraphReading] = [:]
        try await session.applications(ids) { all.merge($0) { _, new in new } }
        return all
    }

    static func client(_ number: Int) throws -> ClientID {
        try #require(ClientID("22222222-2222-4222-8222-\(String(1_000_000_000_000 + number).dropFirst())"))
    }

    static func application(_ id: ClientID, passwords: String = "[]", keys: String = "[]") -> String {
        #"{"id":"\#(Sample.directory)","appId":"\#(id)","createdDateTime":"2025-01-01T00:00:00Z","#
            + #""passwordCredentials":\#(passwords),"keyCredentials":\#(keys)}"#
    }

    /// A batch's reply, the last request's first.
    static func batch(_ items: [(status: Int, body: String)], headers: String = "{}") -> String {
        let responses = items.enumerated().reversed().map { id, item in
            #"{"id":"\#(id)","status":\#(item.status),"headers":\#(headers),"body":\#(item.body)}"#
        }
        return #"{"responses":[\#(responses.joined(separator: ","))]}"#
    }

    static let notFound = #"{"error":{"code":"Request_ResourceNotFound","message":"x"}}"#
    static let denied = #"{"error":{"code":"Authorization_RequestDenied","message":"x"}}"#
    static let noPolicies = #"{"value":[]}"#
    static let usual = #"{"isEnabled":false,"applicationRestrictions":{}}"#
}

@Suite("Reading relationships from Graph, page by page")
struct GraphPageTests {
    private static let path = "/v1.0/tenantRelationships/delegatedAdminRelationships"

    private static func relationship(
        _ id: String = "r1", status: String = "active", end: String = "2026-06-01T00:00:00Z",
        extend: String = #""PT0S""#, customer: String = #"{"tenantId":"\#(Sample.directory)","displayName":"Fabrikam"}"#
    ) -> String {
        #"{"id":"\#(id)","displayName":"GDAP","status":"\#(status)","endDateTime":"\#(end)","#
            + #""autoExtendDuration":\#(extend),"customer":\#(customer)}"#
    }

    private static func page(_ items: [String], next: String? = nil) -> StubTransport.Answer {
        let link = next.map { #","@odata.nextLink":"\#($0)""# } ?? ""
        return .reply(200, #"{"value":[\#(items.joined(separator: ","))]\#(link)}"#)
    }

    private func read(_ answers: [StubTransport.Answer], _ pauses: Pauses = Pauses()) async throws -> [Relationship] {
        try await GraphSample.session(StubTransport(answers), pauses).relationships(endedWithin: .seconds(86_400))
    }

    @Test("Pages follow each other at the same origin, with the token; the soonest end comes first")
    func pages() async throws {
        let next = "\(GraphSample.origin)\(Self.path)?$skiptoken=abc%3D"
        let stub = StubTransport([
            Self.page([Self.relationship("late", end: "2027-01-01T00:00:00Z")], next: next),
            Self.page([Self.relationship("soon")]),
        ])
        let found = try await GraphSample.session(stub).relationships(endedWithin: .zero)
        #expect(found.map(\.id) == ["soon", "late"])
        #expect(stub.seen.map(\.line) == ["get \(GraphSample.origin)\(Self.path)", "get \(next)"])
        #expect(stub.seen.allSatisfy { $0.headers["authorization"] == "Bearer t0k3n" })
    }

    @Test(
        "A next page elsewhere is not asked for",
        arguments: [
            "http://127.0.0.1:8081/v1.0/x", "https://127.0.0.1:8080/v1.0/x",
            "http://127.0.0.1:8080@evil.example/v1.0/x",
            "http://127.0.0.1:80800/v1.0/x", "/v1.0/x", "http://127.0.0.1:8080/beta/x", "//evil.example/v1.0/x",
        ])
    func foreignPage(link: String) async throws {
        let stub = StubTransport([Self.page([Self.relationship()], next: link)])
        let session = try GraphSample.session(stub)
        await #expect(throws: EntraError.misdirected) { _ = try await session.relationships(endedWithin: .zero) }
        #expect(stub.seen.count == 1)
    }

    @Test("Pages in a circle come to an end")
    func circle() async throws {
        let next = "\(GraphSample.origin)\(Self.path)"
        let stub = StubTransport([Self.page([Self.relationship()], next: next), Self.page([])])
        let session = try GraphSample.session(stub)
        await #expect(throws: EntraError.malformedReply(.contradiction)) {
            _ = try await session.relationships(endedWithin: .zero)
        }
        #expect(stub.seen.count == 1)
    }

    @Test(
        "Which relationships are kept",
        arguments: [
            ("active", "2026-06-01T00:00:00Z", true), ("activating", "2026-06-01T00:00:00Z", true),
            ("expiring", "2026-03-02T00:00:00Z", true), ("expired", "2026-03-01T00:00:00Z", true),
            // Ended a day and a second ago.
            ("expired", "2026-02-28T09:59:59Z", false), ("terminated", "2026-06-01T00:00:00Z", false),
            ("approvalPending", "2026-06-01T00:00:00Z", false), ("created", "2026-06-01T00:00:00Z", false),
            ("", "2026-06-01T00:00:00Z", false),
        ])
    func statuses(status: String, end: String, isKept: Bool) async throws {
        let found = try await read([Self.page([Self.relationship(status: status, end: end)])])
        #expect(found.isEmpty != isKept)
    }

    @Test(
        "Whether it goes on by itself",
        arguments: [(#""P180D""#, true), (#""PT0S""#, false), ("null", false), (#""P0D""#, false), (#""soon""#, false)])
    func extending(text: String, expected: Bool) async throws {
        let found = try await read([Self.page([Self.relationship(extend: text)])])
        #expect(found.map(\.extendsItself) == [expected])
    }

    @Test("Names of customers are made fit to show, and cut where they are long")
    func names() async throws {
        let long = String(repeating: "ü", count: 200)
        let customer = #"{"tenantId":"no guid","displayName":"\u001b[31mA\u202eB\#(long)"}"#
        let found = try #require(try await read([Self.page([Self.relationship(customer: customer)])]).first)
        #expect(found.customer.hasPrefix("[31mABü"))
        #expect((150...Relationship.longestText).contains(found.customer.utf8.count))
        #expect(found.customerID == nil)
    }

    @Test(
        "What is no list of relationships",
        arguments: [
            (200, "", EntraError.malformedReply(.notJSON)), (200, "[]", .malformedReply(.notJSON)),
            (200, "{}", .malformedReply(.missing("value"))),
            (200, #"{"value":[1]}"#, .malformedReply(.wrongType("value"))),
            (
                200, #"{"value":[{"status":"active","endDateTime":"2026-06-01T00:00:00Z"}]}"#,
                .malformedReply(.missing("id"))
            ),
            (200, #"{"value":[{"status":"active","id":"r"}]}"#, .malformedReply(.missing("endDateTime"))),
            (200, #"{"value":[],"@odata.nextLink":5}"#, .malformedReply(.wrongType("@odata.nextLink"))),
            (401, "", .graphDenied(status: 401, code: nil)),
            (403, GraphSample.denied, .graphDenied(status: 403, code: "Authorization_RequestDenied")),
            (403, #"{"error":{"code":"a b\u001b"}}"#, .graphDenied(status: 403, code: nil)),
            (400, #"{"error":{"code":"Request_BadRequest"}}"#, .graphRejected(status: 400, code: "Request_BadRequest")),
            (404, GraphSample.notFound, .graphNotFound), (302, "", .redirected),
        ] as [(Int, String, EntraError)])
    func refusals(status: Int, body: String, expected: EntraError) async throws {
        let session = try GraphSample.session(StubTransport([.reply(status, body)]))
        await #expect(throws: expected) { _ = try await session.relationships(endedWithin: .zero) }
    }

    @Test("Is as patient as Graph asks for, but not for ever")
    func patience() async throws {
        let busy = StubTransport.Answer.reply(429, ["Retry-After": "7"], "")
        let pauses = Pauses()
        let found = try await read([busy, busy, .reply(503, ""), Self.page([Self.relationship()])], pauses)
        #expect(found.count == 1)
        #expect(pauses.all == [.seconds(7), .seconds(7), .seconds(1)])
        await #expect(throws: EntraError.throttled(retryAfter: .seconds(7))) {
            _ = try await read(Array(repeating: busy, count: 6))
        }
        await #expect(throws: EntraError.throttled(retryAfter: .seconds(61))) {
            _ = try await read([.reply(429, ["Retry-After": "61"], "")])
        }
        await #expect(throws: EntraError.serverError(status: 503, code: nil)) {
            _ = try await read([.reply(503, ""), .reply(503, "")])
        }
    }
}
