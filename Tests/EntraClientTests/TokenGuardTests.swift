import EntraClient
import Foundation
import Testing
import VaultModel

@Suite("Only the token that was asked for is given out")
struct TokenGuardTests {
    static func answer(_ token: String) -> StubTransport {
        StubTransport([.reply(200, Sample.reply(["access_token": "\"\(token)\""]))])
    }

    static func answer(_ changes: [String: JSONValue?]) -> StubTransport {
        var claims: [String: JSONValue?] = Sample.claims.mapValues(\.self)
        claims.merge(changes) { _, new in new }
        return answer(Sample.jwt(claims.compactMapValues(\.self)))
    }

    @Test(
        "A claim that is missing or names another",
        arguments: [
            (["tid": nil], TokenField.tenant), (["tid": .string(Sample.client)], .tenant),
            (["tid": .integer(1)], .tenant), (["tid": .string("contoso.example")], .tenant),
            (["appid": nil], .application), (["appid": .string(Sample.directory)], .application),
            (["azp": .string(Sample.directory)], .application), (["azp": .integer(1)], .application),
            (["aud": nil], .audience), (["aud": .string("https://graph.microsoft.com")], .audience),
            (["aud": .array([.string(Sample.resource)])], .audience),
            (["aud": .string("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd")], .audience),
        ] as [([String: JSONValue?], TokenField)]
    )
    func refused(changes: [String: JSONValue?], field: TokenField) async {
        await #expect(throws: EntraError.wrongToken(field)) { try await Sample.mint(Self.answer(changes)) }
    }

    @Test(
        "Other ways to say the same",
        arguments: [
            ["tid": .string(Sample.directory.uppercased())],
            ["azp": .string(Sample.client)],
            ["appid": nil, "azp": .string(Sample.client)],
            ["aud": .string(Sample.resource + "/")],
            ["aud": .string("4990cffe-04e8-4e8b-808a-1175604b879f")],
        ] as [[String: JSONValue?]]
    )
    func admitted(changes: [String: JSONValue?]) async throws {
        let token = try await Sample.mint(Self.answer(changes))
        #expect(!token.isOpaque)
    }

    @Test(
        "The audience of scopes, and of an API known by its own ID",
        arguments: [
            (.scopes(["User.Read", "openid"]), "00000003-0000-0000-c000-000000000000"),
            (.scopes(["https://management.azure.com/.default"]), "https://management.azure.com"),
            (.scopes(["api://\(Sample.correlation)/access"]), Sample.correlation),
            (.audience("api://\(Sample.correlation)"), Sample.correlation),
            (.audience(Sample.correlation), "api://\(Sample.correlation)"),
        ] as [(TokenRequest.Target, String)]
    )
    func audiences(target: TokenRequest.Target, audience: String) async throws {
        _ = try await Sample.mint(
            Self.answer(["aud": .string(audience)]),
            request: try Sample.request(target: target)
        )
    }

    @Test("The client ID of an API that is nowhere known by its name")
    func unknownAudience() async throws {
        let request = try Sample.request(target: .audience("api://orders"))
        let api = try #require(ClientID(Sample.correlation))
        await #expect(throws: EntraError.unknownAudience(api)) {
            try await Sample.mint(Self.answer(["aud": .string(Sample.correlation)]), request: request)
        }
        // One that is known by another name, and a name that is none.
        for audience in ["00000003-0000-0000-c000-000000000000", "api://invoices"] {
            await #expect(throws: EntraError.wrongToken(.audience)) {
                try await Sample.mint(Self.answer(["aud": .string(audience)]), request: request)
            }
        }
    }

    @Test("An encrypted token is allowed, and said to be opaque", arguments: ["a.b.c.d.e", "a..c.d.e"])
    func opaque(token: String) async throws {
        #expect(try await Sample.mint(Self.answer(token)).isOpaque)
    }

    @Test("A JWT that says one thing twice, or is altered in its last bits")
    func ambiguous() async {
        let twice = Sample.base64url(Data(#"{"tid":"a","tid":"b"}"#.utf8))
        for token in ["\(Sample.base64url(Data("{}".utf8))).\(twice).c2ln", Sample.token + "=", "e30.e30.c2lo."] {
            await #expect(throws: EntraError.malformedReply(.tokenForm)) { try await Sample.mint(Self.answer(token)) }
        }
    }
}
