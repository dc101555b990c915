import EntraClient
import Foundation
import NIOCore
import Testing

@Suite("What comes with a user's token")
struct MintedTests {
    static let user = "44444444-4444-4444-8444-444444444444"

    static func mint(
        _ changes: [String: String?],
        access: [String: JSONValue] = [:],
        grant: Grant? = nil
    ) async throws -> Minted {
        let token = Sample.jwt(Sample.claims.merging(access) { _, new in new })
        let reply = Sample.reply(["access_token": "\"\(token)\""].merging(changes) { _, new in new })
        return try await Sample.entra(StubTransport([.reply(200, reply)])).mint(
            try Sample.request(), proof: .none, grant: try grant ?? .refreshToken(Sample.shared("old")))
    }

    static func identity(_ changes: [String: JSONValue] = [:]) -> String {
        let claims: [String: JSONValue] = [
            "aud": .string(Sample.client), "tid": .string(Sample.directory), "oid": .string(user),
            "preferred_username": .string("ada@contoso.example"), "name": .string("Ada"),
            "amr": .array([.string("pwd"), .string("mfa")]),
        ]
        return "\"\(Sample.jwt(claims.merging(changes) { _, new in new }))\""
    }

    @Test("The new refresh token; nil where there is none, so that the old is kept")
    func refreshToken() async throws {
        let cases: [(String?, String?)] = [
            (#""0.Abc""#, "0.Abc"), (#""0.A\u0062c\/""#, "0.Abc/"), (nil, nil), ("null", nil), (#""""#, nil),
        ]
        for (given, expected) in cases {
            #expect(Sample.text(try await Self.mint(["refresh_token": given]).refreshToken) == expected)
        }
        // An application's own grant keeps none, whatever comes.
        let own = StubTransport([.reply(200, Sample.reply(["refresh_token": #""r""#]))])
        let minted = try await Sample.entra(own).mint(
            try Sample.request(), proof: .secret(try Sample.shared("s")), grant: .clientCredentials)
        #expect(minted.refreshToken == nil && minted.user == nil)
    }

    @Test(
        "A reply whose secrets are no text is refused",
        arguments: [
            ("5", ReplyProblem.wrongType("refresh_token")), ("[\"a\"]", .wrongType("refresh_token")),
            ("{}", .wrongType("refresh_token")), (#""\x""#, .notJSON), ("\"a\nb\"", .notJSON), (#""\ud800""#, .notJSON),
        ]
    )
    func malformed(text: String, problem: ReplyProblem) async {
        await #expect(throws: EntraError.malformedReply(problem)) { try await Self.mint(["refresh_token": text]) }
    }

    @Test("Bytes in a refresh token that are no UTF-8, and two of them")
    func bytes() async throws {
        let good = Sample.reply(["refresh_token": "\"XX\""])
        let broken = Array(good.utf8).split(separator: Array("XX".utf8), maxSplits: 1)
        let cases: [([UInt8], ReplyProblem)] = [
            (Array(broken[0]) + [0xff, 0xfe] + Array(broken[1]), .notUTF8),
            (Array(good.dropLast().utf8) + Array(#","refresh_token":"b"}"#.utf8), .duplicateKey),
        ]
        for (bytes, problem) in cases {
            let entra = Sample.entra(StubTransport([.bytes(bytes)]))
            await #expect(throws: EntraError.malformedReply(problem)) {
                try await entra.mint(
                    try Sample.request(), proof: .none, grant: .refreshToken(try Sample.shared("old")))
            }
        }
    }

    @Test("The user of the access token, its gaps filled by the ID token")
    func user() async throws {
        let filled = try await Self.mint(["id_token": Self.identity()]).user
        let ada = SignedInUser(
            name: "ada@contoso.example", objectID: UUID(uuidString: Self.user), displayName: "Ada",
            methods: ["pwd", "mfa"])
        #expect(filled == ada)
        #expect(filled?.usedMultifactor == true)
        let own = try await Self.mint(
            ["id_token": Self.identity()],
            access: ["upn": .string("grace@contoso.example"), "amr": .array([.string("pwd")])]
        ).user
        #expect(own?.name == "grace@contoso.example")
        #expect(own?.displayName == "Ada")
        #expect(own?.usedMultifactor == false)
        #expect(try await Self.mint([:], access: ["unique_name": .string("x")]).user?.name == "x")
    }

    @Test(
        "An ID token of somebody else, or that is none, says nothing",
        arguments: [
            identity(["tid": .string(Sample.client)]), identity(["aud": .string(Sample.directory)]),
            identity(["oid": .string(Sample.correlation)]), "\"a.b\"", "\"a.b.c\"", "\"..\"", "\"e30.e30.c2ln\"",
        ]
    )
    func foreign(identity: String) async throws {
        let user = try await Self.mint(["id_token": identity], access: ["oid": .string(Self.user)]).user
        #expect(user == SignedInUser(objectID: UUID(uuidString: Self.user)))
    }

    @Test("Names are fit for a terminal")
    func names() async throws {
        let name = "a\u{1b}[31m\u{202e}b\u{200b}" + String(repeating: "x", count: 400)
        let user = try await Self.mint([:], access: ["upn": .string(name), "name": .string("\n\u{7f}c")]).user
        #expect(user?.name == "a[31mb" + String(repeating: "x", count: 250))
        #expect(user?.displayName == "c")
    }

    @Test(
        "A user's token of another directory, application or audience is dropped",
        arguments: [
            (["tid": .string(Sample.client)], TokenField.tenant), (["appid": .string(Sample.directory)], .application),
            (["aud": .string("https://graph.microsoft.com")], .audience),
        ] as [([String: JSONValue], TokenField)]
    )
    func wrong(access: [String: JSONValue], field: TokenField) async throws {
        for (grant, _, _) in try GrantTests.grants() {
            await #expect(throws: EntraError.wrongToken(field)) {
                try await Self.mint(["refresh_token": #""r""#], access: access, grant: grant)
            }
        }
    }

    @Test("Neither token is printed, dumped or described")
    func hidden() async throws {
        let minted = try await Self.mint(["refresh_token": #""0.s3cr3t""#, "id_token": Self.identity()])
        var dumped = ""
        dump(minted, to: &dumped)
        for text in ["\(minted)", String(reflecting: minted), dumped] {
            #expect(!text.contains("s3cr3t") && !text.contains("eyJ"))
        }
    }

    @Test("The reply's body holds zeros afterwards, whoever still has it")
    func overwritten() async throws {
        let transport = KeepingTransport(Sample.reply(["refresh_token": #""0.s3cr3t""#]))
        let entra = EntraClient(transport: transport, now: { Sample.instant }, pause: { _ in })
        _ = try await entra.mint(
            try Sample.request(), proof: .none, grant: .refreshToken(try Sample.shared("old")))
        #expect(transport.body.readableBytes > 100)
        #expect(transport.body.readableBytesView.allSatisfy { $0 == 0 })
    }
}

/// Answers once and keeps what it answered.
private final class KeepingTransport: HTTPTransport {
    let body: ByteBuffer

    init(_ text: String) { body = ByteBuffer(string: text) }

    func send(_ request: HTTPExchangeRequest) async throws(TransportError) -> HTTPReply {
        HTTPReply(status: 200, body: body)
    }
}
