internal import NIOSSL
internal import VaultCrypto

/// What holds for files of every form.
enum CertificateFile {
    /// A key of 4096 bits with sixteen certificates has a tenth of it.
    static let largest = 256 * 1024
}

/// Reads a key and certificates in PEM (RFC 7468); text between the blocks is skipped, as OpenSSL writes it.
enum PEMFile {
    private struct Block {
        let label: String
        /// From the first of its hyphens to the last.
        let whole: Range<Int>
        /// What lies between its first and last line.
        let content: Range<Int>
    }

    static func read(
        _ file: borrowing SecretBytes,
        password: SharedSecret?
    ) throws(CertificateProblem) -> SigningCertificate {
        let blocks = try file.withSpan { text throws(CertificateProblem) in try Self.blocks(in: text) }
        let keys = blocks.filter { $0.label.hasSuffix("PRIVATE KEY") }
        guard let key = keys.first else { throw .noKey }
        guard keys.count == 1 else { throw .severalKeys }
        var certificates: [[UInt8]] = []
        for block in blocks where block.label == "CERTIFICATE" {
            guard let der = try? decode(block, of: file) else { throw .notACertificate }
            certificates.append(der.withSpan { $0.copy })
        }
        guard !certificates.isEmpty else { throw .noCertificate }
        return try SigningCertificate(key: try self.key(key, of: file, password: password), certificates: certificates)
    }

    private static func key(
        _ block: Block,
        of file: borrowing SecretBytes,
        password: SharedSecret?
    ) throws(CertificateProblem) -> SecretBytes {
        switch block.label {
        case "PRIVATE KEY", "RSA PRIVATE KEY":
            // OpenSSL's own encryption of old says so in lines that are no base64; it derives its key by MD5.
            let isOld = file.withSpan { $0.extracting(block.content).firstOffset(of: "ENCRYPTED", from: 0) != nil }
            guard !isOld else { throw .encryptedKey }
            guard let der = try? decode(block, of: file) else { throw .notACertificate }
            return der
        case "ENCRYPTED PRIVATE KEY":
            guard let der = try? decode(block, of: file) else { throw .notACertificate }
            guard der.withSpan({ EncryptedKey.canBeOpened($0) }) else { throw .encryptedKey }
            guard let password else { throw .passwordNeeded }
            let whole: SecretBytes
            do { whole = try file.dropFirst(block.whole.lowerBound).prefix(block.whole.count) } catch {
                throw .tooLarge
            }
            return try EncryptedKey.open(whole, password: password)
        default:
            // EC, DSA and what else OpenSSL names in the label.
            throw .notRSA
        }
    }

    private static func decode(_ block: Block, of file: borrowing SecretBytes) throws -> SecretBytes {
        try file.withSpan { text in try SecretBytes(base64: text.extracting(block.content), url: false) }
    }

    private static func blocks(in text: RawSpan) throws(CertificateProblem) -> [Block] {
        var blocks: [Block] = []
        var place = 0
        while let start = text.firstOffset(of: "-----BEGIN ", from: place) {
            guard let labelEnd = text.firstOffset(of: "-----", from: start + 11), labelEnd - start <= 64 else {
                throw .notACertificate
            }
            let label = String(decoding: (start + 11..<labelEnd).map { text.byte(at: $0) }, as: UTF8.self)
            let last = "-----END \(label)-----"
            guard let end = text.firstOffset(of: last, from: labelEnd) else { throw .notACertificate }
            place = end + last.utf8.count
            blocks.append(Block(label: label, whole: start..<place, content: labelEnd + 5..<end))
            guard blocks.count <= 2 * SigningCertificate.longestChain else { throw .tooLarge }
        }
        return blocks
    }
}

/// Keys that PKCS #8 encrypts.
enum EncryptedKey {
    /// What BoringSSL does not know: scrypt, and PBKDF2 with SHA-384 or SHA-512.
    private static let unknown: [[UInt8]] = [
        [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b],
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x0a],
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x0b],
    ]

    static func canBeOpened(_ der: RawSpan) -> Bool {
        unknown.allSatisfy { der.firstOffset(of: $0, from: 0) == nil }
    }

    /// Opens a PEM block with its first and last line.
    ///
    /// The library takes and gives arrays, which are overwritten; its own copies are BoringSSL's, which wipes them.
    static func open(
        _ block: borrowing SecretBytes,
        password: SharedSecret
    ) throws(CertificateProblem) -> SecretBytes {
        var text = block.withSpan { $0.copy }
        defer { text.overwrite() }
        let callback: NIOSSLPassphraseCallback<[UInt8]> = { use in
            var bytes = password.bytes.withSpan { $0.copy }
            use(bytes)
            bytes.overwrite()
        }
        do {
            let key = try NIOSSLPrivateKey(bytes: text, format: .pem, passphraseCallback: callback)
            var der = try key.derBytes
            return try SecretBytes(moving: &der)
        } catch {
            throw .wrongPassword
        }
    }
}

extension [UInt8] {
    /// Wipes what a library had to be given as an array.
    mutating func overwrite() {
        _ = try? SecretBytes(moving: &self)
    }
}
