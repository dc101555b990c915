import EntraClient
import Testing
import VaultModel

@Suite("Finding the directory of a domain")
struct DirectoryTests {
    static let authority = Cloud.public.authority

    static func document(
        issuer: String = "https://login.microsoftonline.com/\(Sample.directory)/v2.0",
        token: String = "https://login.microsoftonline.com/\(Sample.directory)/oauth2/v2.0/token"
    ) -> String {
        #"{"issuer":"\#(issuer)","token_endpoint":"\#(token)","jwks_uri":"https://login.microsoftonline.com/k"}"#
    }

    @Test("By the v2 metadata")
    func found() async throws {
        let stub = StubTransport([.failure(.closed), .reply(200, Self.document())])
        let found = try await Sample.entra(stub).resolveDirectory(domain: "Contoso.example", authority: Self.authority)
        #expect(found.description == Sample.directory)
        let seen = try #require(stub.seen.last)
        #expect(
            seen.line == "get https://login.microsoftonline.com/contoso.example/v2.0/.well-known/openid-configuration"
        )
        #expect(seen.body == nil)
    }

    @Test(
        "Only a domain gets into the path",
        arguments: [
            "", "contoso", "contoso.", ".example", "a..b", "-a.example", "a-.example", "a.example/x", "a.example?x",
            "a b.example", "ä.example", "a_b.example", "127.0.0.1", "../x.example", "a%2f.example",
            String(repeating: "a", count: 64) + ".example",
        ]
    )
    func syntax(domain: String) async {
        let stub = StubTransport([])
        await #expect(throws: EntraError.invalidRequest(.domain)) {
            try await Sample.entra(stub).resolveDirectory(domain: domain, authority: Self.authority)
        }
        #expect(stub.seen.isEmpty)
    }

    @Test(
        "A document that contradicts itself or points elsewhere",
        arguments: [
            (document(issuer: "https://login.microsoftonline.com/\(Sample.client)/v2.0"), .malformedReply(.metadata)),
            (document(issuer: "https://login.microsoftonline.com/{tenantid}/v2.0"), .malformedReply(.metadata)),
            (document(token: "https://login.microsoftonline.com/common/oauth2/token"), .malformedReply(.metadata)),
            (document(token: "not a url"), .malformedReply(.metadata)), ("{}", .malformedReply(.metadata)),
            (document(token: "http://evil.example/\(Sample.directory)/token"), .malformedReply(.metadata)),
            (document(token: "https://evil.example/\(Sample.directory)/token"), .misdirected),
            (document(token: "https://login.microsoftonline.us/\(Sample.directory)/token"), .misdirected),
            (document(token: "https://login.microsoftonline.com:444/\(Sample.directory)/token"), .misdirected),
        ] as [(String, EntraError)]
    )
    func refused(document: String, expected: EntraError) async {
        let stub = StubTransport([.reply(200, document)])
        await #expect(throws: expected) {
            try await Sample.entra(stub).resolveDirectory(domain: "contoso.example", authority: Self.authority)
        }
    }

    @Test("Another name of the same authority")
    func alias() async throws {
        let stub = StubTransport([
            .reply(200, Self.document(token: "https://login.windows.net/\(Sample.directory)/oauth2/v2.0/token"))
        ])
        let found = try await Sample.entra(stub).resolveDirectory(domain: "a.example", authority: Self.authority)
        #expect(found.description == Sample.directory)
    }

    @Test("An unknown domain is a refusal that names its number")
    func unknown() async throws {
        let body = #"{"error":"invalid_tenant","error_description":"AADSTS90002: Tenant 'x' not found. Check."}"#
        let stub = StubTransport([.reply(400, body)])
        let expected = EntraRefusal(
            status: 400,
            error: "invalid_tenant",
            code: 90002,
            codes: [90002],
            text: "AADSTS90002: Tenant 'x' not found"
        )
        await #expect(throws: EntraError.refused(expected)) {
            try await Sample.entra(stub).resolveDirectory(domain: "x.example", authority: Self.authority)
        }
    }
}
