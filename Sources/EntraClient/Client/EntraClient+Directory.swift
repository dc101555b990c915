package import FoundationEssentials
package import VaultModel

extension EntraClient {
    /// Finds the directory that a domain belongs to, by the authority's OpenID metadata.
    ///
    /// - Throws: `EntraError.refused` with AADSTS90002 for a domain of no directory; `.misdirected` for one that lives
    ///   in another cloud.
    package func resolveDirectory(
        domain: String,
        authority: Origin,
        correlationID: UUID = UUID()
    ) async throws(EntraError) -> DirectoryID {
        guard DomainName.isValid(domain) else { throw .invalidRequest(.domain) }
        let path = "/\(domain.lowercased())/v2.0/.well-known/openid-configuration"
        let document = try await fetch(path, from: authority, correlationID: correlationID)
        let metadata = try Metadata(document)
        guard metadata.tokenEndpoint.origin.isSameAuthority(as: authority) else { throw .misdirected }
        guard let directory = metadata.directory else { throw .malformedReply(.metadata) }
        return directory
    }

    /// Reads a public document; a second time where the first try was lost.
    func fetch(
        _ path: String,
        from origin: Origin,
        correlationID: UUID
    ) async throws(EntraError) -> [String: JSONValue] {
        let request = HTTPExchangeRequest(
            .get,
            origin,
            path: path,
            headers: [
                "Accept": "application/json", "User-Agent": Self.product,
                "client-request-id": correlationID.uuidString.lowercased(),
            ]
        )
        do {
            return try await read(request)
        } catch {
            guard error.isWorthAnotherTry else { throw error }
            try await pauseBeforeRetry()
            return try await read(request)
        }
    }

    private func read(_ request: HTTPExchangeRequest) async throws(EntraError) -> [String: JSONValue] {
        let reply = try await send(request)
        // Nothing secret was sent, so nothing can be repeated.
        return try success(reply, clockSkew: ClockSkew.of(reply, at: now())) { _ in false }
    }
}

/// Names that may stand in a request's path.
enum DomainName {
    /// Two or more labels of letters, digits and inner hyphens, the last not a number; international names as `xn--`.
    static func isValid(_ text: String) -> Bool {
        guard (3...253).contains(text.utf8.count) else { return false }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, !last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "-") || (PercentEncoding.isUnreserved(byte) && !"._~".utf8.contains(byte))
                }
        }
    }
}
