package import VaultCrypto

/// One form to keep a key and its chain in: a byte 1; the key with its length before it; how many certificates; each
/// with its length before it. Lengths are 32 bits, little-endian.
extension SigningCertificate {
    private static let version: UInt8 = 1

    /// Key and chain in one canonical form, for the vault's secret record.
    package func sealable() throws -> SecretBytes {
        var writer = try SecretWriter(capacity: 16 + key.bytes.count + chain.reduce(0) { $0 + 4 + $1.count })
        try writer.append(Self.version)
        try writer.append(UInt32(key.bytes.count))
        try key.bytes.withSpan { bytes throws(SecretMemoryError) in try writer.append(bytes) }
        try writer.append(UInt32(chain.count))
        for certificate in chain {
            try writer.append(UInt32(certificate.count))
            try writer.append(certificate)
        }
        return try writer.finish()
    }

    /// Reads what `sealable` gave, and nothing else.
    package convenience init(sealed: borrowing SecretBytes) throws(CertificateProblem) {
        guard sealed.count <= CertificateFile.largest else { throw .tooLarge }
        let (key, certificates) = try sealed.withSpan { bytes throws(CertificateProblem) in try Self.split(bytes) }
        let part: SecretBytes
        do { part = try sealed.dropFirst(key.lowerBound).prefix(key.count) } catch { throw .tooLarge }
        try self.init(key: part, certificates: certificates)
        guard (try? sealable())?.isIdentical(to: sealed) == true else { throw .notACertificate }
    }

    private static func split(_ bytes: RawSpan) throws(CertificateProblem) -> (key: Range<Int>, [[UInt8]]) {
        guard bytes.byteCount > 0, bytes.byte(at: 0) == version else { throw .notACertificate }
        var place = 1
        let key = try part(of: bytes, at: &place)
        var certificates: [[UInt8]] = []
        let count = try number(in: bytes, at: &place)
        guard (1...longestChain).contains(count) else { throw .notACertificate }
        for _ in 0..<count {
            let range = try part(of: bytes, at: &place)
            certificates.append(bytes.extracting(range).copy)
        }
        guard place == bytes.byteCount else { throw .notACertificate }
        return (key, certificates)
    }

    private static func number(in bytes: RawSpan, at place: inout Int) throws(CertificateProblem) -> Int {
        guard bytes.byteCount - place >= 4 else { throw .notACertificate }
        defer { place += 4 }
        return (place..<place + 4).reversed().reduce(0) { $0 << 8 | Int(bytes.byte(at: $1)) }
    }

    private static func part(of bytes: RawSpan, at place: inout Int) throws(CertificateProblem) -> Range<Int> {
        let count = try number(in: bytes, at: &place)
        guard count <= bytes.byteCount - place else { throw .notACertificate }
        defer { place += count }
        return place..<place + count
    }
}
