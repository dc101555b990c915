import Crypto
import CryptoExtras
import EntraClient
import Foundation
import SwiftASN1
import Testing
import VaultModel
import X509

@Suite("What a certificate's key signs")
struct AssertionTests {
    /// Every assertion that was sent, from `failures` lost replies on.
    static func assertions(_ request: TokenRequest, failures: Int = 0, at instant: Date) async throws -> [String] {
        let certificate = try CertificateSample.read(CertificateSample.whole)
        let answers = Array(repeating: StubTransport.Answer.failure(.timeout), count: failures)
        let stub = StubTransport(answers + [.reply(200, Sample.reply())])
        _ = try await Sample.entra(stub, now: instant).mint(
            request, proof: .certificate(certificate), grant: .clientCredentials)
        return try stub.seen.map { seen in
            let fields = seen.text.split(separator: "&")
            #expect(fields[0] == "client_id=\(Sample.client)")
            #expect(fields[1].hasSuffix("%3Aclient-assertion-type%3Ajwt-bearer"))
            #expect(!seen.text.contains("client_secret"))
            return String(try #require(fields[2].split(separator: "=").last))
        }
    }

    @Test(
        "PS256 over header and claims, for the very endpoint; verified with the public key",
        arguments: [(TokenEndpoint.v1, "oauth2/token"), (.v2, "oauth2/v2.0/token")]
    )
    func signed(endpoint: TokenEndpoint, path: String) async throws {
        let instant = Sample.instant.addingTimeInterval(0.7)
        let request = try Sample.request(endpoint: endpoint)
        let assertion = try #require(try await Self.assertions(request, at: instant).first)
        let decoded = try DecodedToken(assertion)
        let fingerprint = try #require(Data(base64url: decoded.header["x5t#S256"]?.string ?? ""))
        #expect(fingerprint.map { String(format: "%02X", $0) }.joined() == CertificateSample.fingerprint)
        #expect(decoded.header["alg"] == .string("PS256") && decoded.header["typ"] == .string("JWT"))
        #expect(decoded.header.count == 3)
        let seconds = Int64(Sample.instant.timeIntervalSince1970)
        var claims = decoded.claims
        let id = claims.removeValue(forKey: "jti")?.string
        #expect(id.flatMap { UUID(uuidString: $0) } != nil)
        let expected: [String: JSONValue] = [
            "aud": .string("https://login.microsoftonline.com/\(Sample.directory)/\(path)"),
            "iss": .string(Sample.client), "sub": .string(Sample.client), "iat": .integer(seconds),
            "nbf": .integer(seconds - 30), "exp": .integer(seconds + 570),
        ]
        #expect(claims == expected)
        let parts = assertion.split(separator: ".")
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(Data(base64url: String(parts[2]))))
        let der = try #require(Data(base64Encoded: CertificateSample.leaf))
        let key = try #require(_RSA.Signing.PublicKey(try Certificate(derEncoded: Array(der)).publicKey))
        let digest = SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8))
        #expect(key.isValidSignature(signature, for: digest, padding: .PSS))
        #expect(!key.isValidSignature(signature, for: SHA256.hash(data: Data("x".utf8)), padding: .PSS))
    }

    @Test("Each attempt signs anew")
    func fresh() async throws {
        let sent = try await Self.assertions(try Sample.request(), failures: 1, at: Sample.instant)
        #expect(sent.count == 2)
        #expect(try DecodedToken(sent[0]).claims["jti"] != DecodedToken(sent[1]).claims["jti"])
    }
}

extension Data {
    fileprivate init?(base64url text: String) {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }
}
