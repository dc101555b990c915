package import FoundationEssentials
internal import SwiftASN1
internal import VaultCrypto
internal import X509

extension SigningCertificate {
    /// Makes a new RSA key of `bits` and a certificate for it that the key itself signs.
    ///
    /// It is valid from `from` to `until`, to the second before each. It takes a second or so of computing.
    /// - Throws: `CertificateProblem.weakKey` for under 2048 or over 4096 bits, `.notACertificate` for a life that ends
    ///   before it begins.
    package static func make(
        commonName: String, from: Date, until: Date, bits: Int = 3072
    ) throws -> SigningCertificate {
        let draft = try CertificateDraft(commonName: commonName, from: from, until: until)
        let key = try RSAKey(bits: bits)
        var serializer = DER.Serializer()
        try serializer.serialize(try key.selfSigned(draft))
        return try SigningCertificate(key: try key.canonical(), certificates: [serializer.serializedBytes])
    }
}

/// What a certificate is to say.
struct CertificateDraft {
    let name: DistinguishedName
    let from: Date
    let until: Date
    /// Positive, and random in 126 of its bits.
    let serial: Certificate.SerialNumber
    let extensions: Certificate.Extensions

    /// X.520's bound for a common name.
    private static let longestName = 64

    init(commonName: String, from: Date, until: Date) throws {
        // A certificate has no fractions of a second.
        self.from = Date(timeIntervalSince1970: from.timeIntervalSince1970.rounded(.down))
        self.until = Date(timeIntervalSince1970: until.timeIntervalSince1970.rounded(.down))
        guard self.from < self.until else { throw CertificateProblem.notACertificate }
        let text = PrintableText.clean(commonName, limit: Self.longestName)
        guard !text.isEmpty else { throw CertificateProblem.notACertificate }
        name = try DistinguishedName { CommonName(text) }
        var generator = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        // Neither negative nor shorter than others.
        bytes[0] = bytes[0] & 0x7f | 0x40
        serial = Certificate.SerialNumber(bytes: bytes)
        extensions = try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
        }
    }
}
