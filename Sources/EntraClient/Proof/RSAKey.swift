internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import VaultCrypto
internal import X509

/// An RSA key in the library's hands, for as long as one call needs it.
///
/// BoringSSL overwrites what it frees, so that nothing stays in its memory beyond this value's life.
struct RSAKey {
    private let key: _RSA.Signing.PrivateKey

    /// Reads PKCS #1 or PKCS #8, straight out of locked memory.
    init(_ der: borrowing SecretBytes) throws(CertificateProblem) {
        do {
            key = unsafe try der.withUnsafeBytes { bytes in
                unsafe try _RSA.Signing.PrivateKey(unsafeDERRepresentation: bytes)
            }
        } catch CryptoKitError.incorrectParameterSize {
            throw .weakKey
        } catch {
            throw der.withSpan(Self.isOfAnotherKind) ? .notRSA : .notACertificate
        }
    }

    var bits: Int { key.keySizeInBits }

    func isKey(of certificate: Certificate) -> Bool {
        guard let theirs = _RSA.Signing.PublicKey(certificate.publicKey) else { return false }
        return theirs.pkcs1DERRepresentation == key.publicKey.pkcs1DERRepresentation
    }

    /// The key in PKCS #1's form. The library gives it as `Data`, which is overwritten.
    func canonical() throws(CertificateProblem) -> SecretBytes {
        var der = key.derRepresentation
        defer { der.resetBytes(in: der.startIndex..<der.endIndex) }
        do {
            var writer = try SecretWriter(capacity: der.count)
            try writer.append(der.bytes)
            return try writer.finish()
        } catch {
            // Only memory that cannot be locked.
            throw .tooLarge
        }
    }

    /// Makes a new key.
    init(bits: Int) throws(CertificateProblem) {
        // The library stops the program where they are no whole bytes.
        guard SigningCertificate.acceptedBits.contains(bits), bits.isMultiple(of: 8) else { throw .weakKey }
        do { key = try _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: bits)) } catch { throw .noKey }
    }

    func signature(of text: String, by algorithm: SigningAlgorithm) throws -> Data {
        try key.signature(for: SHA256.hash(data: Array(text.utf8)), padding: algorithm.padding).rawRepresentation
    }

    /// A certificate that the key itself signs.
    func selfSigned(_ draft: CertificateDraft) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: draft.serial, publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: draft.from, notValidAfter: draft.until, issuer: draft.name, subject: draft.name,
            signatureAlgorithm: .sha256WithRSAEncryption, extensions: draft.extensions,
            issuerPrivateKey: Certificate.PrivateKey(key))
    }

    /// Whether DER holds a private key that is not RSA: PKCS #8 with another algorithm, or SEC 1's form.
    private static func isOfAnotherKind(_ der: RawSpan) -> Bool {
        guard der.byteCount > 12, der.byte(at: 0) == 0x30 else { return false }
        let body = der.byte(at: 1) < 0x80 ? 2 : 2 + Int(der.byte(at: 1) & 0x7f)
        guard body + 5 < der.byteCount, der.byte(at: body) == 0x02, der.byte(at: body + 1) == 0x01 else { return false }
        let (version, next) = (der.byte(at: body + 2), der.byte(at: body + 3))
        if version == 1, next == 0x04 { return true }
        return version <= 1 && next == 0x30 && der.firstOffset(of: rsaEncryption, from: 0) == nil
    }

    /// 1.2.840.113549.1.1.1
    private static let rsaEncryption: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
}

/// How JOSE calls what is signed with an RSA key (RFC 7518, section 3.1).
enum SigningAlgorithm: String {
    /// PSS with SHA-256 and a salt of 32 bytes.
    case ps256 = "PS256"
    /// PKCS #1 v1.5 with SHA-256.
    case rs256 = "RS256"

    fileprivate var padding: _RSA.Signing.Padding {
        switch self {
        case .ps256: .PSS
        case .rs256: .insecurePKCS1v1_5
        }
    }
}

/// Hashes of what is public, and of a secret in its locked memory.
enum Digest {
    static func sha1(_ bytes: [UInt8]) -> [UInt8] { Array(Insecure.SHA1.hash(data: bytes)) }
    static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    static func sha256(_ secret: borrowing SecretBytes) -> [UInt8] {
        unsafe secret.withUnsafeBytes { bytes in
            var hash = SHA256()
            unsafe hash.update(bufferPointer: bytes)
            return Array(hash.finalize())
        }
    }
}

extension RawSpan {
    /// Where `bytes` stand first, at `start` or later.
    func firstOffset(of bytes: [UInt8], from start: Int) -> Int? {
        guard byteCount >= bytes.count, start <= byteCount - bytes.count else { return nil }
        for place in start...(byteCount - bytes.count) {
            var index = 0
            while index < bytes.count, byte(at: place + index) == bytes[index] { index += 1 }
            if index == bytes.count { return place }
        }
        return nil
    }

    func firstOffset(of text: String, from start: Int) -> Int? { firstOffset(of: Array(text.utf8), from: start) }

    /// A copy, for what is no secret or for a library that takes nothing else.
    var copy: [UInt8] { byteOffsets.map { byte(at: $0) } }
}
