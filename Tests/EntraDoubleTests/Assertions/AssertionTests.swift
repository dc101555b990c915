import CryptoExtras
import EntraDouble
import FoundationEssentials
import Testing

@Suite struct AssertionTests {
    private static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    private static let now: Int64 = 1_772_355_600  // Sample.today

    /// Runs `body` with an application that registered a certificate and trusts an issuer elsewhere.
    private static func withCertificate(_ body: @Sendable (Caller) async throws -> Void) async throws {
        let certificate = try TestCertificate.registered.get()
        let foreign = try TestCertificate.foreign.get()
        try await Caller.withPeople(
            { seed in
                seed.tenants[0].applications?[0].keyCredentials = [.init(certificate: certificate.pem)]
                seed.tenants[0].applications?[0].federatedCredentials = [
                    .init(
                        issuer: "https://issuer.example",
                        subject: "repo:a/b",
                        publicKey: foreign.key.publicKey.pemRepresentation
                    )
                ]
            }, body)
    }

    private static func send(_ caller: Caller, _ assertion: String, version: String = "/v2.0") async throws -> Reply {
        let fields: [String: String?] = [
            "client_secret": nil, "client_assertion_type": type, "client_assertion": assertion,
        ]
        return try await caller.grant("client_credentials", fields, version: version)
    }

    private static func own(
        _ caller: Caller,
        header: [String: JSONValue]? = nil,
        _ changes: [String: JSONValue?] = [:]
    ) throws -> String {
        let certificate = try TestCertificate.registered.get()
        var payload: [String: JSONValue] = [
            "aud": .string("\(caller.double.baseURL)/\(People.partner)/oauth2/v2.0/token"),
            "iss": .string(People.web), "sub": .string(People.web), "jti": "1",
            "nbf": .integer(now), "iat": .integer(now), "exp": .integer(now + 600),
        ]
        for (claim, value) in changes { payload[claim] = value }
        let plain: [String: JSONValue] = ["alg": "PS256", "typ": "JWT", "x5t#S256": .string(certificate.sha256)]
        return try certificate.sign(header ?? plain, payload)
    }

    @Test func `both ways to sign and to name the key are good`() async throws {
        try await Self.withCertificate { caller in
            let certificate = try TestCertificate.registered.get()
            let headers: [[String: JSONValue]] = [
                ["alg": "PS256", "x5t#S256": .string(certificate.sha256)],
                ["alg": "RS256", "x5t": .string(certificate.sha1)],
                ["alg": "RS256", "x5t": .string(certificate.sha1 + "=")],
                ["alg": "PS256", "x5t#S256": .string(certificate.sha256), "x5t": .string(certificate.sha1)],
            ]
            for header in headers {
                let reply = try await Self.send(caller, try Self.own(caller, header: header))
                #expect(try reply.claims()["appidacr"] == "2", "\(header)")
            }
        }
    }

    @Test(
        arguments: [
            [:], ["nbf": nil], ["nbf": .string(String(now)), "exp": .string(String(now + 600))],
            ["nbf": .number(Double(now)), "exp": .integer(now + 120)], ["iat": nil], ["nbf": .integer(now + 290)],
            ["exp": .integer(now - 290)],
        ] as [[String: JSONValue?]])
    func `times may be numbers or texts, and clocks differ a little`(changes: [String: JSONValue?]) async throws {
        try await Self.withCertificate { caller in
            let reply = try await Self.send(caller, try Self.own(caller, changes))
            #expect(reply.status == 200)
        }
    }

    @Test(
        arguments: [
            (["exp": .integer(now - 310)], 700024), (["nbf": .integer(now + 360)], 700024),
            (["exp": .string(String(now - 3600))], 700024), (["exp": nil], 50013),
            (["aud": "https://login.microsoftonline.com/common/oauth2/v2.0/token"], 50013), (["aud": nil], 50013),
            (["sub": .string(People.phone)], 50013),
        ] as [([String: JSONValue?], Int)])
    func `what an assertion says must fit`(changes: [String: JSONValue?], code: Int) async throws {
        try await Self.withCertificate { caller in
            let reply = try await Self.send(caller, try Self.own(caller, changes))
            #expect(reply.status == 401)
            #expect(reply.string("error") == "invalid_client")
            #expect(reply.codes == [code])
        }
    }

    @Test func `the key must be registered, good today, and have signed it`() async throws {
        try await Self.withCertificate { caller in
            let foreign = try TestCertificate.foreign.get()
            let (own, unknown) = (try TestCertificate.registered.get(), foreign.sha256)
            let good = try Self.own(caller)
            let forged = try foreign.sign(
                ["alg": "PS256", "x5t#S256": .string(own.sha256)], ["iss": .string(People.web)])
            let assertions = [
                try Self.own(caller, header: ["alg": "PS256", "x5t#S256": .string(unknown)]),
                try Self.own(caller, header: ["alg": "PS256"]),
                try Self.own(
                    caller, header: ["alg": "RS256", "x5t#S256": .string(own.sha256), "x5t": .string(unknown)]),
                try Self.own(caller, header: ["alg": "none", "x5t#S256": .string(own.sha256)]),
                forged, String(good.dropLast(6)) + "AAAAAA",
            ]
            for assertion in assertions { #expect(try await Self.send(caller, assertion).codes == [700027]) }
            await caller.double.state.setClock(to: Date(timeIntervalSince1970: 1_900_000_000))
            #expect(try await Self.send(caller, good).codes == [700027])
        }
    }

    @Test(arguments: ["", "x.y.z", "e30.e30.e30", "e30.e30"])
    func `what is no token is refused`(assertion: String) async throws {
        try await Self.withCertificate { caller in
            let reply = try await Self.send(caller, assertion)
            #expect([[50013], [700027], [7_000_218]].contains(reply.codes))
        }
    }

    @Test func `the older endpoint takes assertions for itself and for the newer one`() async throws {
        try await Self.withCertificate { caller in
            for path in ["oauth2/token", "oauth2/v2.0/token"] {
                let audience = JSONValue.string("\(caller.double.baseURL)/contoso.example/\(path)")
                let reply = try await Self.send(caller, try Self.own(caller, ["aud": audience]), version: "")
                #expect(reply.status == 200)
            }
        }
    }

    @Test(
        arguments: [
            ([:], nil), (["aud": ["x", "api://AzureADTokenExchange"]], nil), (["sub": "repo:a/c"], 700213),
            (["iss": "https://other.example"], 70021), (["aud": "https://other.example"], 70021),
            (["exp": .integer(now - 600)], 700024),
        ] as [([String: JSONValue], Int?)])
    func `a token of another issuer stands for the application`(changes: [String: JSONValue], code: Int?) async throws {
        try await Self.withCertificate { caller in
            let payload: [String: JSONValue] = [
                "iss": "https://issuer.example", "sub": "repo:a/b", "aud": "api://AzureADTokenExchange",
                "exp": .integer(Self.now + 600),
            ]
            let token = try TestCertificate.foreign.get().sign(["alg": "RS256"], payload.merging(changes) { $1 })
            let reply = try await Self.send(caller, token)
            #expect(reply.codes == (code.map { [$0] } ?? []))
            let forged = try TestCertificate.registered.get().sign(["alg": "RS256"], payload)
            #expect(try await Self.send(caller, forged).codes == [50013])
        }
    }

    @Test func `a user's application may send one as well`() async throws {
        try await Self.withCertificate { caller in
            let fields: [String: String?] = [
                "client_secret": nil, "client_assertion_type": Self.type, "client_assertion": try Self.own(caller),
            ]
            #expect(try await caller.password(People.ada, fields).claims()["appidacr"] == "2")
        }
    }
}
