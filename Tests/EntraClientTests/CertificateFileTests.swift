import EntraClient
import Foundation
import Testing
import VaultCrypto

@Suite("Certificates and keys out of files")
struct CertificateFileTests {
    private typealias Own = CertificateSample

    static func check(_ certificate: SigningCertificate) {
        #expect(certificate.thumbprint == CertificateSample.thumbprint)
        #expect(certificate.keyBits == 2048)
        #expect(certificate.subject == "CN=partner-vault sample,O=Contoso,C=DE")
        #expect(certificate.notBefore == Date(timeIntervalSince1970: 1_795_296_146))
        #expect(certificate.notAfter.timeIntervalSince(certificate.notBefore) == 36500 * 86400)
    }

    @Test("PEM in any order, of either kind of key, with other text and line ends")
    func pem() throws {
        let (key8, key1) = (Own.pem("PRIVATE KEY", Own.key8), Own.pem("RSA PRIVATE KEY", Own.key1))
        let (leaf, authority) = (Own.pem("CERTIFICATE", Own.leaf), Own.pem("CERTIFICATE", Own.authority))
        let files = [
            key8 + leaf, key1 + leaf, leaf + key8, authority + key1 + leaf, authority + leaf + leaf + key8,
            "Bag Attributes\n    friendlyName: é\n" + key8 + "subject=x\n" + leaf,
            (key8 + leaf).replacing("\n", with: "\r\n"), String((key8 + leaf).dropLast()),
            Own.pem("DH PARAMETERS", "AAAA") + key8 + leaf,
        ]
        for file in files { Self.check(try Own.read(file)) }
    }

    @Test("Every wrapping of one key and certificate comes to the same canonical form, and back")
    func canonical() throws {
        let (key1, leaf) = (Own.pem("RSA PRIVATE KEY", Own.key1), Own.pem("CERTIFICATE", Own.leaf))
        let expected = try Self.sealed(Own.read(Own.whole))
        let others = [
            try Own.read(leaf + key1),
            try Own.read(Own.pem("ENCRYPTED PRIVATE KEY", Own.encrypted) + leaf, password: Own.password),
            try Own.read(try #require(Data(base64Encoded: Own.emptyPassword))),
            try Own.read(try #require(Data(base64Encoded: Own.inTheClear))),
        ]
        for other in others { #expect(try Self.sealed(other) == expected) }
        let again = try Self.open(expected)
        Self.check(again)
        #expect(try Self.sealed(again) == expected)
        // With its chain, the leaf comes first wherever it stood.
        let chained = try Self.sealed(Own.read(Own.pem("CERTIFICATE", Own.authority) + Own.whole))
        #expect(try Self.sealed(Own.read(Own.whole + Own.pem("CERTIFICATE", Own.authority))) == chained)
        #expect(chained != expected)
        for file in [Own.modern, Own.legacy] {
            let bundle = try Own.read(try #require(Data(base64Encoded: file)), password: Own.password)
            #expect(try Self.sealed(bundle) == chained)
        }
    }

    @Test("Bytes that `sealable` did not give are refused, cut or changed anywhere")
    func sealing() throws {
        let whole = try Self.sealed(CertificateSample.read(CertificateSample.whole))
        for length in stride(from: 0, to: whole.count, by: 97) {
            #expect(throws: CertificateProblem.notACertificate) { try Self.open(Array(whole.prefix(length))) }
        }
        // Up to the certificate itself, of which only the key is looked at.
        for place in stride(from: 0, to: whole.count - 760, by: 61) {
            var changed = whole
            changed[place] ^= 0x20
            #expect(throws: CertificateProblem.self, "\(place)") { try Self.open(changed) }
        }
        #expect(throws: CertificateProblem.notACertificate) { try Self.open(whole + [0]) }
    }

    static func sealed(_ certificate: SigningCertificate) throws -> [UInt8] {
        let secret = try certificate.sealable()
        // The bytes are copied while they are lent.
        return unsafe secret.withUnsafeBytes { unsafe Array($0) }
    }

    static func open(_ bytes: [UInt8]) throws -> SigningCertificate {
        var copy = bytes
        let secret = try SecretBytes(moving: &copy)
        return try SigningCertificate(sealed: secret)
    }

    static let refused: [(String, String?, CertificateProblem)] = [
        ("", nil, .notACertificate), ("hello", nil, .notACertificate),
        (Own.pem("CERTIFICATE", Own.leaf), nil, .noKey),
        (Own.pem("PRIVATE KEY", Own.key8), nil, .noCertificate),
        (Own.whole + Own.pem("RSA PRIVATE KEY", Own.key1), nil, .severalKeys),
        (Own.pem("PRIVATE KEY", Own.key8) + Own.pem("CERTIFICATE", Own.authority), nil, .keyDoesNotMatch),
        (Own.pem("PRIVATE KEY", Own.ellipticCurve8) + Own.pem("CERTIFICATE", Own.leaf), nil, .notRSA),
        (Own.pem("EC PRIVATE KEY", Own.ellipticCurve1) + Own.pem("CERTIFICATE", Own.leaf), nil, .notRSA),
        (Own.pem("PRIVATE KEY", Own.weak) + Own.pem("CERTIFICATE", Own.leaf), nil, .weakKey),
        (Own.pem("PRIVATE KEY", Own.tiny) + Own.pem("CERTIFICATE", Own.leaf), nil, .weakKey),
        (Own.pem("PRIVATE KEY", Own.big) + Own.pem("CERTIFICATE", Own.leaf), nil, .weakKey),
        (Own.pem("ENCRYPTED PRIVATE KEY", Own.encrypted) + Own.pem("CERTIFICATE", Own.leaf), nil, .passwordNeeded),
        (Own.pem("ENCRYPTED PRIVATE KEY", Own.encrypted) + Own.pem("CERTIFICATE", Own.leaf), "Sesame", .wrongPassword),
        (Own.pem("ENCRYPTED PRIVATE KEY", Own.scrypt) + Own.pem("CERTIFICATE", Own.leaf), "sesame", .encryptedKey),
        (Own.pem("ENCRYPTED PRIVATE KEY", Own.sha512) + Own.pem("CERTIFICATE", Own.leaf), "sesame", .encryptedKey),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,80\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----\n" + Own.pem("CERTIFICATE", Own.leaf), "sesame", .encryptedKey
        ),
        (Own.pem("PRIVATE KEY", "AAAA") + Own.pem("CERTIFICATE", Own.leaf), nil, .notACertificate),
        (Own.pem("PRIVATE KEY", "A%AA") + Own.pem("CERTIFICATE", Own.leaf), nil, .notACertificate),
        (Own.pem("PRIVATE KEY", Own.key8) + Own.pem("CERTIFICATE", "AAAA"), nil, .notACertificate),
        (String(Own.whole.dropLast(30)), nil, .notACertificate),
        (Own.whole + String(repeating: " ", count: 256 * 1024), nil, .tooLarge),
        (Own.whole + String(repeating: Own.pem("CERTIFICATE", Own.authority), count: 17), nil, .tooLarge),
    ]

    @Test("What is no certificate with its key is refused by name", arguments: refused)
    func refusals(file: String, password: String?, problem: CertificateProblem) {
        #expect(throws: problem) { try CertificateSample.read(file, password: password) }
    }

    static let refusedPFX: [(String, String?, CertificateProblem)] = [
        (Own.modern, nil, .passwordNeeded), (Own.modern, "Sesame", .wrongPassword),
        (Own.legacy, nil, .passwordNeeded), (Own.legacy, "", .wrongPassword),
        (Own.withoutKey, "sesame", .noKey), (Own.withoutCertificate, "sesame", .noCertificate),
        (Own.withEllipticCurve, "sesame", .notRSA),
        // A certificate and a key by themselves, in DER.
        (Own.leaf, nil, .noKey), (Own.key8, nil, .noCertificate),
        (String(Own.modern.prefix(400)), "sesame", .notACertificate), ("MAA=", nil, .notACertificate),
    ]

    @Test("So is a PFX", arguments: refusedPFX)
    func refusals(pfx: String, password: String?, problem: CertificateProblem) throws {
        let file = try #require(Data(base64Encoded: pfx))
        #expect(throws: problem) { try CertificateSample.read(file, password: password) }
    }

    @Test("A key is not printed, dumped or described")
    func hidden() throws {
        let certificate = try CertificateSample.read(CertificateSample.whole)
        var dumped = ""
        dump(certificate, to: &dumped)
        for text in ["\(certificate)", String(reflecting: certificate), "\(ClientProof.certificate(certificate))"] {
            #expect(text.contains(CertificateSample.thumbprint))
        }
        #expect(dumped.count < 100)
    }
}
