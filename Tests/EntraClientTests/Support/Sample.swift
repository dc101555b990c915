import EntraClient
import Foundation
import VaultCrypto
import VaultModel

/// Invented values that the tests share.
enum Sample {
    static let directory = "11111111-1111-4111-8111-111111111111"
    static let client = "22222222-2222-4222-8222-222222222222"
    static let correlation = "33333333-3333-4333-8333-333333333333"
    static let resource = "https://api.partner.microsoft.com"
    /// 2026-03-01 10:00:00 UTC.
    static let instant = Date(timeIntervalSince1970: 1_772_359_200)
    static let dateField = "Sun, 01 Mar 2026 10:00:00 GMT"

    static func request(
        endpoint: TokenEndpoint = .v2,
        target: TokenRequest.Target = .audience(resource),
        claims: String? = nil,
        wantsLongLife: Bool = false
    ) throws -> TokenRequest {
        TokenRequest(
            destination: Destination(cloud: .public),
            directoryID: DirectoryID(try uuid(directory)),
            clientID: ClientID(try uuid(client)),
            endpoint: endpoint,
            target: target,
            claims: claims,
            wantsLongLife: wantsLongLife,
            correlationID: try uuid(correlation)
        )
    }

    static func uuid(_ text: String) throws -> UUID {
        guard let uuid = UUID(uuidString: text) else { throw CocoaError(.formatting) }
        return uuid
    }

    static func secret(_ text: String) throws -> SecretBytes {
        let bytes = Array(text.utf8)
        // The pointer is used inside the closure only, and the block is as long as `bytes`.
        return unsafe try SecretBytes(count: bytes.count) { block in unsafe block.copyBytes(from: bytes) }
    }

    static func shared(_ text: String) throws -> SharedSecret { SharedSecret(try secret(text)) }

    /// The text of a secret, for comparisons.
    static func text(_ secret: SharedSecret?) -> String? {
        // The bytes are copied while they are lent.
        secret.map { unsafe $0.bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
    }

    /// A JWT that nobody signed.
    static func jwt(_ claims: [String: JSONValue], header: [String: JSONValue] = ["alg": .string("RS256")]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let parts = [header, claims].compactMap { try? encoder.encode($0) }.map(base64url)
        return parts.joined(separator: ".") + ".c2ln"
    }

    static func base64url(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static let claims: [String: JSONValue] = [
        "tid": .string(directory), "appid": .string(client), "aud": .string(resource),
    ]

    static let token = jwt(claims)

    /// A good reply, with some of its fields replaced or, by nil, left out.
    static func reply(_ changes: [String: String?] = [:]) -> String {
        var fields: [String: String?] = [
            "token_type": "\"Bearer\"", "expires_in": "3599", "access_token": "\"\(token)\"",
        ]
        fields.merge(changes) { _, new in new }
        let members = fields.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
        return "{" + members.sorted().joined(separator: ",") + "}"
    }

    /// Mints over `stub` with a fixed clock.
    static func mint(
        _ stub: StubTransport,
        request: TokenRequest? = nil,
        secret text: String = "Xy1~+/ =&é",
        pauses: Pauses = Pauses()
    ) async throws -> AccessToken {
        let secret = try Sample.secret(text)
        return try await entra(stub, pauses: pauses).mint(request ?? Sample.request(), secret: secret)
    }

    static func entra(_ stub: StubTransport, pauses: Pauses = Pauses(), now: Date = instant) -> EntraClient {
        EntraClient(transport: stub, now: { now }, pause: { pauses.take($0) })
    }
}
