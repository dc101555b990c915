import EntraDouble
import FoundationEssentials
import NIOHTTP1
import Testing

extension GraphSample {
    /// When the sample's clock starts, as tokens count.
    static let now: Int64 = 1_772_355_600

    static func object(_ appId: String) -> String { appId.replacing("aaaaaaaa", with: "bbbbbbbb") }

    /// The ID of an application's certificate, counted from one.
    static func key(_ number: Int, of appId: String) -> String {
        appId.replacing("aaaaaaaa-0000", with: "dddddddd-000\(number)")
    }

    static func path(_ appId: String) -> String { "/applications(appId='\(appId)')" }
}

extension Seed {
    /// Gives an application these certificates and no other, and an ID that tests can name.
    mutating func register(_ certificates: [TestCertificate], for appId: String) {
        let index = tenants[0].applications?.firstIndex { $0.appId.description == appId } ?? 0
        tenants[0].applications?[index].objectId = GUID(GraphSample.object(appId))
        tenants[0].applications?[index].keyCredentials = certificates.enumerated().map { number, certificate in
            let keyId = GUID(GraphSample.key(number + 1, of: appId)) ?? GUID()
            return .init(keyId: keyId, certificate: certificate.pem)
        }
    }

    /// The certificates of one of the sample's applications.
    func keys(of appId: String) -> [KeyCredential] {
        tenants[0].applications?.first { $0.appId.description == appId }?.keyCredentials ?? []
    }
}

extension TestCertificate {
    /// What shows that its key is held, with changes laid over a header and claims that are good.
    func proof(
        for objectId: String,
        header: [String: JSONValue?] = [:],
        _ changes: [String: JSONValue?] = [:]
    ) throws -> String {
        let digits = thumbprint.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined().uppercased()
        let good: [String: JSONValue] = [
            "alg": "RS256", "typ": "JWT", "kid": .string(digits), "x5t": .string(sha1),
        ]
        let claims: [String: JSONValue] = [
            "aud": "00000002-0000-0000-c000-000000000000", "iss": .string(objectId),
            "nbf": .integer(GraphSample.now), "exp": .integer(GraphSample.now + 600),
        ]
        return try sign(good.changed(by: header), claims.changed(by: changes))
    }

    /// What `addKey` and a collection of certificates take.
    func order(_ changes: [String: JSONValue?] = [:]) -> JSONValue {
        let good: [String: JSONValue] = [
            "type": "AsymmetricX509Cert", "usage": "Verify", "key": .string(der.base64EncodedString()),
        ]
        return .object(good.changed(by: changes))
    }
}

extension [String: JSONValue] {
    /// The fields with changes laid over them; nil takes one away.
    fileprivate func changed(by changes: [String: JSONValue?]) -> [String: JSONValue] {
        var fields = self
        for (name, value) in changes { fields[name] = value }
        return fields
    }
}

extension GraphCall {
    func post(_ path: String, _ body: JSONValue) async throws -> Reply {
        try await post(path, String(decoding: JSONEncoder().encode(body), as: UTF8.self))
    }

    func patch(_ path: String, _ body: JSONValue) async throws -> Reply {
        let text = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        return try await send(.PATCH, path, text, type: "application/json")
    }

    func addKey(_ order: JSONValue, to path: String, _ proof: String) async throws -> Reply {
        try await post(
            path + "/addKey",
            ["keyCredential": order, "passwordCredential": nil, "proof": .string(proof)]
        )
    }

    func removeKey(_ keyId: String, from path: String, _ proof: String) async throws -> Reply {
        try await post(path + "/removeKey", ["keyId": .string(keyId), "proof": .string(proof)])
    }

    /// The certificates of an application as Graph shows them, each with itself.
    func keys(of appId: String) async throws -> [[String: JSONValue]] {
        try await get(GraphSample.path(appId) + "?$select=keyCredentials").fields.list("keyCredentials")
    }
}

extension Caller {
    /// Runs `body` against a double where two applications, one of them without rights, have one certificate each.
    static func withKeys<Result: Sendable>(
        _ change: (inout Seed) throws -> Void = { _ in },
        _ body: @Sendable (Caller, TestCertificate, TestCertificate) async throws -> Result
    ) async throws -> Result {
        let (old, new) = (try TestCertificate.registered.get(), try TestCertificate.next.get())
        var seed = try GraphSample.seed()
        seed.register([old], for: GraphSample.nobody)
        seed.register([old], for: GraphSample.owned)
        try change(&seed)
        return try await EntraDouble.running(seed: seed) { double in
            await double.setClock(to: Date(timeIntervalSince1970: Double(GraphSample.now)))
            return try await body(Caller(double: double), old, new)
        }
    }

    /// Signs an application in with a certificate's key.
    func signIn(_ clientId: String, _ certificate: TestCertificate) async throws -> Reply {
        let now = Int64(await double.now.timeIntervalSince1970)
        let endpoint = "/\(GraphSample.partner)/oauth2/v2.0/token"
        let assertion = try certificate.sign(
            ["alg": "PS256", "x5t#S256": .string(certificate.sha256)],
            [
                "aud": .string(double.baseURL + endpoint), "iss": .string(clientId), "sub": .string(clientId),
                "jti": "1", "nbf": .integer(now), "exp": .integer(now + 600),
            ]
        )
        return try await post(
            endpoint,
            form: [
                "grant_type": "client_credentials", "client_id": clientId, "scope": "\(Sample.graph)/.default",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": assertion,
            ]
        )
    }
}
