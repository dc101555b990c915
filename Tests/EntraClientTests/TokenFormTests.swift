import EntraClient
import Foundation
import NIOCore
import Testing
import VaultModel

@Suite("What is sent to the token endpoint")
struct TokenFormTests {
    static let authority = "post https://login.microsoftonline.com/\(Sample.directory)"
    static let secret = "client_secret=Xy1~%2B%2F%20%3D%26%C3%A9"

    @Test("The form, byte for byte")
    func form() async throws {
        let scope = "https%3A%2F%2Fapi.partner.microsoft.com"
        let cases: [(TokenRequest, String, String)] = [
            (
                try Sample.request(), "\(Self.authority)/oauth2/v2.0/token",
                "client_id=\(Sample.client)&\(Self.secret)&grant_type=client_credentials&scope=\(scope)%2F.default"
            ),
            (
                try Sample.request(endpoint: .v1), "\(Self.authority)/oauth2/token",
                "client_id=\(Sample.client)&\(Self.secret)&grant_type=client_credentials&resource=\(scope)"
            ),
            (
                try Sample.request(target: .scopes(["\(Sample.resource)/a", "\(Sample.resource)/b"])),
                "\(Self.authority)/oauth2/v2.0/token",
                "client_id=\(Sample.client)&\(Self.secret)&grant_type=client_credentials"
                    + "&scope=\(scope)%2Fa%20\(scope)%2Fb"
            ),
            (
                try Sample.request(claims: #"{"a":{}}"#), "\(Self.authority)/oauth2/v2.0/token",
                "client_id=\(Sample.client)&\(Self.secret)&grant_type=client_credentials&scope=\(scope)%2F.default"
                    + "&claims=%7B%22a%22%3A%7B%7D%7D"
            ),
        ]
        for (request, line, body) in cases {
            let stub = StubTransport([.reply(200, Sample.reply())])
            _ = try await Sample.mint(stub, request: request)
            let seen = try #require(stub.seen.first)
            #expect(seen.line == line)
            #expect(seen.text == body)
        }
    }

    @Test("The headers")
    func headers() async throws {
        let stub = StubTransport([.reply(200, Sample.reply())])
        _ = try await Sample.mint(stub)
        let headers = try #require(stub.seen.first).headers
        #expect(headers["accept"] == "application/json")
        #expect(headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(headers["user-agent"] == "partner-vault")
        #expect(headers["client-request-id"] == Sample.correlation)
        #expect(headers["authorization"] == nil)
    }

    @Test("The body holds zeros once the exchange is over, whoever still has it")
    func overwritten() async throws {
        let stub = StubTransport([.failure(.closed), .reply(400, #"{"error":"invalid_client"}"#)])
        await #expect(throws: EntraError.self) { try await Sample.mint(stub) }
        #expect(stub.seen.count == 2)
        for seen in stub.seen {
            #expect(seen.text.contains(Self.secret))
            let body = try #require(seen.body)
            #expect(body.readableBytes == seen.text.utf8.count)
            #expect(body.readableBytesView.allSatisfy { $0 == 0 })
        }
    }

    @Test(
        "What the endpoint could only refuse is not sent",
        arguments: [
            (TokenEndpoint.v1, TokenRequest.Target.scopes(["a"]), nil, TokenRequestProblem.scopesOnV1),
            (.v2, .scopes(["https://a.example/x", "https://b.example/x"]), nil, .scopesOfSeveralResources),
            (.v2, .scopes([]), nil, .target),
            (.v2, .scopes(["a b"]), nil, .target),
            (.v2, .audience(""), nil, .target),
            (.v1, .audience("https://a.example/\n"), nil, .target),
            (.v2, .audience("https://a.example"), "[]", .claims),
            (.v2, .audience("https://a.example"), "{", .claims),
        ]
    )
    func refused(
        endpoint: TokenEndpoint,
        target: TokenRequest.Target,
        claims: String?,
        problem: TokenRequestProblem
    ) async throws {
        let stub = StubTransport([])
        let request = try Sample.request(endpoint: endpoint, target: target, claims: claims)
        await #expect(throws: EntraError.invalidRequest(problem)) { try await Sample.mint(stub, request: request) }
        #expect(stub.seen.isEmpty)
    }

    @Test("An empty secret is not sent")
    func emptySecret() async throws {
        let stub = StubTransport([])
        await #expect(throws: EntraError.invalidRequest(.emptySecret)) { try await Sample.mint(stub, secret: "") }
        #expect(stub.seen.isEmpty)
    }

    @Test(
        "A GUID is a secret's ID, not its value",
        arguments: [
            ("0f8fad5b-d9cb-469f-a165-70867728950e", true), ("0F8FAD5B-D9CB-469F-A165-70867728950E", true),
            ("0f8fad5b-d9cb-469f-a165-70867728950", false), ("0f8fad5bxd9cb-469f-a165-70867728950e", false),
            ("0f8fad5b-d9cb-469f-a165-70867728950g", false), ("Xy1~abcdefghijklmnopqrstuvwxyz0123456", false),
        ]
    )
    func keyID(text: String, expected: Bool) throws {
        #expect(SecretShape.looksLikeKeyID(try Sample.secret(text)) == expected)
    }
}
