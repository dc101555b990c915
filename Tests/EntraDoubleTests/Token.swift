import EntraDouble
import FoundationEssentials
import JWTKit
import Testing

/// A token's payload, as JWTKit hands it over once the signature fits.
struct Payload: JWTPayload {
    let claims: [String: JSONValue]

    init(from decoder: any Decoder) throws {
        claims = try [String: JSONValue](from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try claims.encode(to: encoder)
    }

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

extension Caller {
    /// The token's claims, after its signature was checked with the directory's published keys.
    func verifiedClaims(of reply: Reply, keys path: String = "discovery/v2.0/keys") async throws -> [String: JSONValue]
    {
        let token = try #require(reply.string("access_token"))
        let keys = JWTKeyCollection()
        let published = try await get("/\(Sample.contoso)/\(path)").text
        try await keys.add(jwksJSON: published)
        return try await keys.verify(token, as: Payload.self).claims
    }
}

extension Reply {
    /// The token's claims, unchecked.
    func claims() throws -> [String: JSONValue] { try part(1) }

    /// The token's header.
    func header() throws -> [String: JSONValue] { try part(0) }

    private func part(_ index: Int) throws -> [String: JSONValue] {
        let parts = try #require(string("access_token")).split(separator: ".")
        try #require(parts.count == 3)
        var base64 = parts[index].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        while base64.count % 4 != 0 { base64.append("=") }
        let data = try #require(Data(base64Encoded: String(base64)))
        return try JSONDecoder().decode([String: JSONValue].self, from: data)
    }
}
