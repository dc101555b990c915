internal import Foundation
internal import NIOSSL

/// Reads the extra CA.
enum CAFile {
    /// The certificates in a PEM file, at least one.
    static func read(_ path: String) throws(TransportSettingsError) -> [NIOSSLCertificate] {
        guard let bytes = FileManager.default.contents(atPath: path) else { throw .caFileUnreadable }
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(bytes)), !certificates.isEmpty else {
            throw .caFileWithoutCertificate
        }
        return certificates
    }
}
