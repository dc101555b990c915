internal import NIOCore
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// Compares a server's certificate with the host that was asked for.
///
/// swift-nio-ssl does so too, but also takes a certificate for the *address* of the connection's other end (2.37,
/// `validIdentityForService`): whoever steers the name, or runs the proxy, could use one for an address of his own.
/// Here a name counts for names and an address for addresses (RFC 9525, section 6).
enum ServerName {
    /// Succeeds if the peer's certificate is for `host`; closes the connection and fails otherwise.
    static func check(_ channel: any Channel, is host: String) -> EventLoopFuture<Void> {
        channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
            guard let certificate, let leaf = try? Certificate(derEncoded: certificate.toDERBytes()),
                let names = try? leaf.extensions.subjectAlternativeNames, names.contains(where: { says($0, host) })
            else { throw TransportError.tls }
        }
        .flatMapErrorThrowing { error in
            // Not at once: the library's pool has to hear of the failure before it hears of the closing.
            channel.eventLoop.execute { channel.close(promise: nil) }
            throw error
        }
    }

    private static func says(_ name: GeneralName, _ host: String) -> Bool {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let address = try? SocketAddress(ipAddress: bare, port: 0)
        switch name {
        case .dnsName(let pattern):
            return address == nil && matches(pattern.lowercased(), host)
        case .ipAddress(let bytes):
            guard let address else { return false }
            return address == (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes.bytes), port: 0))
        default:
            return false
        }
    }

    /// Equal, or alike but for the first label where the pattern has `*` for it.
    private static func matches(_ pattern: String, _ host: String) -> Bool {
        guard pattern.hasPrefix("*."), let dot = host.firstIndex(of: ".") else { return pattern == host }
        let parent = host[host.index(after: dot)...]
        return parent.contains(".") && pattern.dropFirst(2) == parent
    }
}
