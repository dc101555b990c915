import CryptoExtras
import EntraClient
import Foundation
import JWTKit
import Testing
import VaultModel

@Suite("Verifying a token by what its authority publishes")
struct VerifyTests {
    private static let authority = Cloud.public.authority
    private static let v1Issuer = "https://sts.windows.net/\(Sample.directory)/"
    private static let v2Issuer = "https://login.microsoftonline.com/\(Sample.directory)/v2.0"
    // Making a key takes a while; all tests of the suite sign with this one.
    private static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    private struct Claims: JWTPayload {
        var tid = Sample.directory
        var ver = "1.0"
        var iss = VerifyTests.v1Issuer
        var exp = 1_772_362_799
        var nbf = 1_772_359_200

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private static func sign(_ claims: Claims, pss: Bool = false, header: JWTHeader = ["kid": "k1"]) async throws
        -> String
    {
        let keys = JWTKeyCollection()
        let key = try Insecure.RSA.PrivateKey(backing: key.get())
        if pss {
            await keys.add(pss: key, digestAlgorithm: .sha256)
        } else {
            await keys.add(rsa: key, digestAlgorithm: .sha256)
        }
        return try await keys.sign(claims, header: header)
    }

    private static func published(issuer: String, kid: String = "k1") throws -> [StubTransport.Answer] {
        let parts = try key.get().publicKey.getKeyPrimitives()
        let metadata = #"""
            {"issuer":"\#(issuer)","token_endpoint":"https://login.microsoftonline.com/x/oauth2/token",
            "jwks_uri":"https://login.microsoftonline.com/common/discovery/keys"}
            """#
        let set = #"""
            {"keys":[{"kty":"EC","kid":"other","crv":"P-256"},
            {"kty":"RSA","use":"sig","kid":"\#(kid)","n":"\#(Sample.base64url(parts.modulus))",
            "e":"\#(Sample.base64url(parts.publicExponent))"}]}
            """#
        return [.reply(200, metadata), .reply(200, set)]
    }

    private static func verify(_ token: String, _ stub: StubTransport, now: Date = Sample.instant) async throws {
        try await Sample.entra(stub, now: now).verify(token: token, authority: authority)
    }

    @Test("v1 tokens by v1 metadata, v2 tokens by v2 metadata, RS256 and PS256", arguments: [false, true])
    func verified(isV2: Bool) async throws {
        let issuer = isV2 ? Self.v2Issuer : Self.v1Issuer
        let stub = StubTransport(try Self.published(issuer: issuer))
        let token = try await Self.sign(Claims(ver: isV2 ? "2.0" : "1.0", iss: issuer), pss: isV2)
        try await Self.verify(token, stub)
        #expect(
            stub.seen.map(\.line) == [
                "get https://login.microsoftonline.com/\(Sample.directory)\(isV2 ? "/v2.0" : "")"
                    + "/.well-known/openid-configuration",
                "get https://login.microsoftonline.com/common/discovery/keys",
            ]
        )
    }

    @Test("A token that was altered, or signed with a key that is not published")
    func altered() async throws {
        let token = try await Self.sign(Claims())
        let parts = token.split(separator: ".")
        let other = try await Self.sign(Claims(exp: 1_772_362_800)).split(separator: ".")
        await #expect(throws: EntraError.notVerified(.signature)) {
            let stub = StubTransport(try Self.published(issuer: Self.v1Issuer))
            try await Self.verify("\(parts[0]).\(other[1]).\(parts[2])", stub)
        }
        await #expect(throws: EntraError.notVerified(.unknownKey)) {
            try await Self.verify(token, StubTransport(try Self.published(issuer: Self.v1Issuer, kid: "k2")))
        }
    }

    @Test(
        "Times, with five minutes' grace",
        arguments: [
            (1_772_358_900.0, nil), (1_772_358_899, VerificationProblem.notYetValid), (1_772_363_099, nil),
            (1_772_363_100, .expired),
        ] as [(Double, VerificationProblem?)]
    )
    func times(now: Double, problem: VerificationProblem?) async throws {
        let token = try await Self.sign(Claims())
        let stub = StubTransport(try Self.published(issuer: Self.v1Issuer))
        do {
            try await Self.verify(token, stub, now: Date(timeIntervalSince1970: now))
            #expect(problem == nil)
        } catch EntraError.notVerified(let found) {
            #expect(found == problem)
        }
    }

    @Test("Another issuer, no tenant, keys at another origin")
    func misdirected() async throws {
        let token = try await Self.sign(Claims())
        await #expect(throws: EntraError.notVerified(.issuer)) {
            try await Self.verify(token, StubTransport(try Self.published(issuer: Self.v2Issuer)))
        }
        let headless = try await Self.sign(Claims(tid: "common"))
        await #expect(throws: EntraError.notVerified(.missing("tid"))) {
            try await Self.verify(headless, StubTransport([]))
        }
        let elsewhere = #"""
            {"issuer":"\#(Self.v1Issuer)","token_endpoint":"https://a.example/","jwks_uri":"https://a.example/keys"}
            """#
        let stub = StubTransport([.reply(200, elsewhere)])
        await #expect(throws: EntraError.misdirected) { try await Self.verify(token, stub) }
        #expect(stub.seen.count == 1)
    }

    @Test("Graph's tokens are for Graph to verify; unsigned ones for nobody")
    func others() async throws {
        let graph = try await Self.sign(Claims(), header: ["kid": "k1", "nonce": "n"])
        await #expect(throws: EntraError.cannotBeVerifiedByOthers) { try await Self.verify(graph, StubTransport([])) }
        for algorithm in ["none", "HS256", "ES256"] {
            let token = Sample.jwt(Sample.claims, header: ["alg": .string(algorithm), "kid": .string("k1")])
            await #expect(throws: EntraError.notVerified(.algorithm)) {
                try await Self.verify(token, StubTransport([]))
            }
        }
    }
}
