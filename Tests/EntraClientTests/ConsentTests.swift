import EntraClient
import Foundation
import Testing
import VaultModel

@Suite("Partner Center's consents for customers")
struct ConsentTests {
    static let path = "http://127.0.0.1:8080/v1/customers/\(Sample.directory)/applicationconsents"
    static let api = "00000003-0000-0000-c000-000000000000"

    enum Call: CaseIterable, Sendable { case list, grant, revoke }

    /// The result in words.
    static func run(
        _ call: Call,
        _ stub: StubTransport,
        pauses: Pauses = Pauses()
    ) async throws -> String {
        let entra = Sample.entra(stub, pauses: pauses)
        let customer = DirectoryID(try Sample.uuid(Sample.directory))
        let application = ClientID(try Sample.uuid(Sample.client))
        let origin = try Origin("http://127.0.0.1:8080")
        let grant = ConsentGrant(
            enterpriseApplicationID: ClientID(try Sample.uuid(Self.api)), scope: "User.Read,Directory.Read.All")
        switch call {
        case .list:
            let found = try await entra.consents(of: customer, at: origin, token: "t0k3n")
            return found.map { $0.map(\.description).joined(separator: " ") } ?? "nil"
        case .grant:
            return try await entra.grantConsent(
                to: application, name: "Contoso \"leads\"\u{1b}", grants: [grant], for: customer, at: origin,
                token: "t0k3n"
            ).description
        case .revoke:
            return try await entra.revokeConsent(of: application, for: customer, at: origin, token: "t0k3n").description
        }
    }

    @Test("The requests")
    func requests() async throws {
        let body =
            #"{"applicationGrants":[{"enterpriseApplicationId":"\#(Self.api)","scope":"User.Read,Directory.Read.All"}],"#
            + #""applicationId":"\#(Sample.client)","displayName":"Contoso \"leads\""}"#
        let expected: [(Call, String, String)] = [
            (.list, "get \(Self.path)", ""), (.grant, "post \(Self.path)", body),
            (.revoke, "delete \(Self.path)/\(Sample.client)", ""),
        ]
        for (call, line, text) in expected {
            let stub = StubTransport([.reply(call == .grant ? 201 : 200, #"{"items":[]}"#)])
            _ = try await Self.run(call, stub)
            let seen = try #require(stub.seen.first)
            #expect(seen.line == line)
            #expect(seen.text == text)
            #expect(seen.headers["authorization"] == "Bearer t0k3n")
            #expect(seen.headers["content-type"] == (call == .grant ? "application/json" : nil))
            #expect(UUID(uuidString: seen.headers["ms-correlationid"] ?? "") != nil)
        }
    }

    @Test(
        "What each answer means",
        arguments: [
            (Call.list, 200, #"{"totalCount":1,"items":[{"applicationId":"\#(Sample.client)"}]}"#, Sample.client),
            (.list, 200, #"[{"applicationId":"\#(Sample.client)"},{"other":1},5]"#, Sample.client),
            (.list, 200, #"{"items":[]}"#, ""), (.list, 404, "", "nil"), (.list, 405, "", "nil"),
            (.grant, 201, "", "true"), (.grant, 200, "{}", "true"), (.grant, 409, "{}", "false"),
            (.revoke, 204, "", "true"), (.revoke, 200, "", "true"), (.revoke, 404, "", "false"),
        ]
    )
    func answers(call: Call, status: Int, body: String, expected: String) async throws {
        #expect(try await Self.run(call, StubTransport([.reply(status, body)])) == expected)
    }

    @Test(
        "Denials carry Partner Center's own number, wherever it stands",
        arguments: [
            (401, #"{"code":900421,"description":"MFA"}"#, EntraError.denied(status: 401, code: 900_421)),
            (401, #"{"code":"900421"}"#, .denied(status: 401, code: 900_421)),
            (401, #"{"error":{"code":"900421"}}"#, .denied(status: 401, code: 900_421)),
            (403, "", .denied(status: 403, code: nil)), (403, "<html>", .denied(status: 403, code: nil)),
            (401, #"{"code":"Unauthorized"}"#, .denied(status: 401, code: nil)),
            (400, #"{"errorCode":2000}"#, .rejected(status: 400, code: 2000)),
            (429, "", .throttled(retryAfter: .seconds(60))), (302, "", .redirected),
        ]
    )
    func denied(status: Int, body: String, expected: EntraError) async {
        for call in Call.allCases {
            await #expect(throws: expected) { try await Self.run(call, StubTransport([.reply(status, body)])) }
        }
        #expect(
            (expected.hint(tenant: "contoso")?.contains("partner-vault login contoso") == true)
                == body.contains("900421"))
    }

    @Test("Sent again once after a lost reply; the second answer may say that it is done", arguments: Call.allCases)
    func again(call: Call) async throws {
        let pauses = Pauses()
        let second = [Call.list: 404, .grant: 409, .revoke: 404][call] ?? 0
        let result = try await Self.run(call, StubTransport([.reply(503, ""), .reply(second, "")]), pauses: pauses)
        #expect(result == (call == .list ? "nil" : "false"))
        #expect(pauses.all == [.seconds(1)])
    }

    @Test("Permissions that cannot be sent, and lists that are none")
    func malformed() async throws {
        await #expect(throws: EntraError.malformedReply(.missing("items"))) {
            try await Self.run(.list, StubTransport([.reply(200, "{}")]))
        }
        await #expect(throws: EntraError.malformedReply(.notJSON)) {
            try await Self.run(.list, StubTransport([.reply(200, "x")]))
        }
        let api = ClientID(try Sample.uuid(Self.api))
        for grants in [[], [""], ["a\n"], ["é"]] {
            let stub = StubTransport([])
            await #expect(throws: EntraError.invalidRequest(.permissions)) {
                try await Sample.entra(stub).grantConsent(
                    to: api, name: nil, grants: grants.map { ConsentGrant(enterpriseApplicationID: api, scope: $0) },
                    for: DirectoryID(try Sample.uuid(Sample.directory)), at: try Origin("https://a.example"), token: "t"
                )
            }
            #expect(stub.seen.isEmpty)
        }
    }
}
