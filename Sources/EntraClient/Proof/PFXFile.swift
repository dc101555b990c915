internal import NIOSSL
internal import SwiftASN1
internal import VaultCrypto

/// Reads a key and certificates out of a PFX (PKCS #12, RFC 7292), of the modern and the old kinds of encryption.
enum PFXFile {
    static func read(
        _ file: borrowing SecretBytes,
        password: SharedSecret?
    ) throws(CertificateProblem) -> SigningCertificate {
        var bytes = file.withSpan { $0.copy }
        defer { bytes.overwrite() }
        // The library stops the program where there is no key, or no certificate beside it.
        let contents = try PFXContents(bytes)
        guard contents.keys > 0 else { throw .noKey }
        guard contents.keys == 1 else { throw .severalKeys }
        guard contents.certificates > 0 || contents.isPartlyEncrypted else { throw .noCertificate }
        let bundle = try open(bytes, password: password)
        do {
            var der = try bundle.privateKey.derBytes
            let key = try SecretBytes(moving: &der)
            let certificates = try bundle.certificateChain.map { try $0.toDERBytes() }
            return try SigningCertificate(key: key, certificates: certificates)
        } catch let problem as CertificateProblem {
            throw problem
        } catch {
            throw .notACertificate
        }
    }

    private static func open(
        _ bytes: [UInt8],
        password: SharedSecret?
    ) throws(CertificateProblem) -> NIOSSLPKCS12Bundle {
        guard let password else {
            // No password and an empty one are two things in this format.
            if let bundle = try? NIOSSLPKCS12Bundle(buffer: bytes) { return bundle }
            if let bundle = try? NIOSSLPKCS12Bundle(buffer: bytes, passphrase: []) { return bundle }
            throw .passwordNeeded
        }
        var phrase = password.bytes.withSpan { $0.copy }
        defer { phrase.overwrite() }
        guard let bundle = try? NIOSSLPKCS12Bundle(buffer: bytes, passphrase: phrase) else { throw .wrongPassword }
        return bundle
    }
}

/// What a PFX holds as far as it can be seen without its password.
struct PFXContents {
    private(set) var keys = 0
    private(set) var certificates = 0
    private(set) var isPartlyEncrypted = false

    private static let data: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 1]
    private static let encryptedData: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 6]
    private static let keyBags: [ASN1ObjectIdentifier] = [
        [1, 2, 840, 113549, 1, 12, 10, 1, 1], [1, 2, 840, 113549, 1, 12, 10, 1, 2],
    ]
    private static let certificateBag: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 12, 10, 1, 3]

    init(_ bytes: [UInt8]) throws(CertificateProblem) {
        do {
            let parts = try Self.parts(of: BER.parse(bytes))
            guard parts.count >= 2, parts[0].identifier == .integer else {
                // A certificate by itself begins with a sequence.
                throw parts.first?.identifier == .sequence ? CertificateProblem.noKey : .notACertificate
            }
            // A key by itself has version 0 or 1.
            guard try Int(berEncoded: parts[0]) == 3 else { throw CertificateProblem.noCertificate }
            for content in try Self.parts(of: BER.parse(Self.content(of: parts[1]).bytes)) { try add(content) }
        } catch let problem as CertificateProblem {
            throw problem
        } catch {
            throw .notACertificate
        }
    }

    private mutating func add(_ content: ASN1Node) throws {
        let kind = try Self.kind(of: content)
        if kind == Self.encryptedData { isPartlyEncrypted = true }
        guard kind == Self.data else { return }
        for bag in try Self.parts(of: BER.parse(Self.content(of: content).bytes)) {
            let kind = try Self.kind(of: bag)
            if Self.keyBags.contains(kind) { keys += 1 }
            if kind == Self.certificateBag { certificates += 1 }
        }
    }

    private static func parts(of node: ASN1Node) throws -> [ASN1Node] {
        guard case .constructed(let nodes) = node.content else { throw CertificateProblem.notACertificate }
        return Array(nodes)
    }

    private static func kind(of node: ASN1Node) throws -> ASN1ObjectIdentifier {
        guard let first = try parts(of: node).first else { throw CertificateProblem.notACertificate }
        return try ASN1ObjectIdentifier(berEncoded: first)
    }

    /// The octets in a ContentInfo.
    private static func content(of node: ASN1Node) throws -> ASN1OctetString {
        let outer = try parts(of: node)
        guard outer.count == 2, let inner = try parts(of: outer[1]).first else {
            throw CertificateProblem.notACertificate
        }
        return try ASN1OctetString(berEncoded: inner)
    }
}
