import EntraClient
import Foundation
import VaultCrypto

/// A key of 2048 bits and its certificate in many wrappings; the password is always `sesame`.
enum CertificateSample {
    static let password = "sesame"
    /// As OpenSSL prints it.
    static let thumbprint = "10C1AD5F01A2146B789A56041139B5F79187C9F6"
    /// SHA-256 of the certificate, as OpenSSL prints it.
    static let fingerprint = "CD8CF3C5FC9D37473D5B6A9E86255AFC088DAD1A776E07869BBBDDF6C8DA044E"

    static func pem(_ label: String, _ base64: String) -> String {
        var text = "-----BEGIN \(label)-----\n"
        var rest = base64[...]
        while !rest.isEmpty {
            text += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END \(label)-----\n"
    }

    static var whole: String { pem("PRIVATE KEY", key8) + pem("CERTIFICATE", leaf) }

    static func read(_ file: String, password: String? = nil) throws -> SigningCertificate {
        try read(Data(file.utf8), password: password)
    }

    static func read(_ file: Data, password: String? = nil) throws -> SigningCertificate {
        var bytes = [UInt8](file)
        let secret = try SecretBytes(moving: &bytes)
        guard let password else { return try SigningCertificate.read(secret, password: nil) }
        return try SigningCertificate.read(secret, password: try Sample.secret(password))
    }
}
