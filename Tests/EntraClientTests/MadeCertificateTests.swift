import Crypto
import CryptoExtras
import EntraClient
import Foundation
import SwiftASN1
import Testing
import X509

@Suite("Certificates made here")
struct MadeCertificateTests {
    private static let end = Sample.instant.addingTimeInterval(90 * 86_400)

    private func make(_ name: String = "partner-vault 1", bits: Int = 2048) throws -> SigningCertificate {
        try SigningCertificate.make(
            commonName: name, from: Sample.instant.addingTimeInterval(0.9), until: Self.end.addingTimeInterval(0.9),
            bits: bits)
    }

    @Test("One of 3,072 bits unless something else is said, signed by itself, for signatures, to the second")
    func whole() throws {
        let made = try SigningCertificate.make(commonName: "partner-vault 1", from: Sample.instant, until: Self.end)
        #expect(made.keyBits == 3072)
        let certificate = try Certificate(derEncoded: made.publicDER)
        #expect(certificate.publicKey.isValidSignature(certificate.signature, for: certificate))
        #expect(certificate.version == .v3)
        #expect(certificate.signatureAlgorithm == .sha256WithRSAEncryption)
        #expect(certificate.issuer == certificate.subject && "\(certificate.subject)" == "CN=partner-vault 1")
        #expect(certificate.notValidBefore == Sample.instant && certificate.notValidAfter == Self.end)
        #expect(made.notBefore == Sample.instant && made.notAfter == Self.end)
        #expect(try certificate.extensions.keyUsage == KeyUsage(digitalSignature: true))
        #expect(try certificate.extensions.basicConstraints == .notCertificateAuthority)
        #expect(certificate.extensions.allSatisfy(\.critical) && certificate.extensions.count == 2)
    }

    @Test("Fractions of a second make its life no longer")
    func fractions() throws {
        let made = try make()
        #expect(made.notBefore == Sample.instant && made.notAfter == Self.end)
    }

    @Test("Each has its own key and its own positive serial number of 16 bytes")
    func serials() throws {
        let certificates = try (0..<4).map { _ in try make() }
        let parsed = try certificates.map { try Certificate(derEncoded: $0.publicDER) }
        #expect(Set(parsed.map { Array($0.serialNumber.bytes) }).count == 4)
        #expect(Set(certificates.map(\.thumbprint)).count == 4)
        for serial in parsed.map(\.serialNumber.bytes) {
            #expect(serial.count == 16 && (0x40..<0x80).contains(serial.first ?? 0))
        }
    }

    @Test("Opens again from its sealed form, and signs what its public part verifies")
    func sealed() async throws {
        let made = try make()
        let opened = try SigningCertificate(sealed: try made.sealable())
        #expect(opened.thumbprint == made.thumbprint && opened.publicDER == made.publicDER)
        let stub = StubTransport([.reply(200, Sample.reply())])
        _ = try await Sample.entra(stub).mint(
            try Sample.request(), proof: .certificate(opened), grant: .clientCredentials)
        let assertion = try #require(
            stub.seen.first?.text.split(separator: "&").last { $0.hasPrefix("client_assertion=") })
        let token = String(assertion.dropFirst("client_assertion=".count))
        #expect(try SignedText(token).isSigned(by: made.publicDER, .PSS))
        #expect(try !SignedText(token).isSigned(by: try make().publicDER, .PSS))
    }

    @Test("What no certificate is made of", arguments: [0, -8, 1024, 2047, 2049, 2052, 4097, 8192, .max])
    func bits(bits: Int) { #expect(throws: CertificateProblem.weakKey) { try make(bits: bits) } }

    @Test("A life that ends before it begins, and no name")
    func nonsense() throws {
        for end in [Sample.instant, Sample.instant.addingTimeInterval(-1), Sample.instant.addingTimeInterval(0.5)] {
            #expect(throws: CertificateProblem.notACertificate) {
                try SigningCertificate.make(commonName: "x", from: Sample.instant, until: end, bits: 2048)
            }
        }
        for name in ["", "\u{1b}\n"] {
            #expect(throws: CertificateProblem.notACertificate) { try make(name) }
        }
        let long = try make(String(repeating: "n", count: 70))
        #expect(long.subject == "CN=" + String(repeating: "n", count: 64))
    }
}

/// A JWT in its three parts.
struct SignedText {
    let text: String
    let signature: Data

    init(_ token: String) throws {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        try #require(parts.count == 3)
        text = "\(parts[0]).\(parts[1])"
        // Without padding: Graph does not take it (application: addKey).
        let plain = parts[2].replacing("-", with: "+").replacing("_", with: "/")
        try #require(!plain.contains("="))
        signature = try #require(
            Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)))
    }

    func isSigned(by der: [UInt8], _ padding: _RSA.Signing.Padding) throws -> Bool {
        let key = try #require(_RSA.Signing.PublicKey(try Certificate(derEncoded: der).publicKey))
        return key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: Data(text.utf8)),
            padding: padding)
    }
}
