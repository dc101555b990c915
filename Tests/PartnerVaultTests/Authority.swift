import EntraDouble
import Foundation
import ProgramHarness
import Testing

/// An application that the stand-in knows.
struct KnownApplication: Sendable {
    let directory: String
    let domain: String
    let client: String
    let secret: String
    let keyID: String

    static let contoso = KnownApplication(
        directory: "11111111-1111-4111-8111-111111111111",
        domain: "contoso.example",
        client: "aaaaaaaa-0000-4000-8000-000000000001",
        secret: "C0n8Q~contoso-rYu3vZ1pLmK9xWqEtGbNhJdSaFo",
        keyID: "cccccccc-0000-4000-8000-000000000001"
    )
    /// A customer of Contoso's, with an application of its own too.
    static let fabrikam = KnownApplication(
        directory: "22222222-2222-4222-8222-222222222222",
        domain: "fabrikam.example",
        client: "aaaaaaaa-0000-4000-8000-000000000002",
        secret: "F4b8Q~fabrikam-tHk7mNc2sXvLqPzWyRuEoIjGbDa",
        keyID: "cccccccc-0000-4000-8000-000000000002"
    )
    /// Its secret is over.
    static let expired = KnownApplication(
        directory: "22222222-2222-4222-8222-222222222222",
        domain: "fabrikam.example",
        client: "aaaaaaaa-0000-4000-8000-000000000003",
        secret: "X9p8Q~expired-bVn4cMz6lKjHgFdSaQwErTyUiOp",
        keyID: "cccccccc-0000-4000-8000-000000000003"
    )
}

/// The stand-in directory, run as the program it is; it ends with the object.
final class Authority {
    let url: String
    /// What a client must trust; nil where it speaks plain http.
    let caFile: String?
    let port: UInt16
    private let folder: TemporaryFolder
    private let running: RunningProgram

    /// `consented` are customers of Contoso's beside Fabrikam.
    init(
        secret: String = KnownApplication.contoso.secret,
        consented: [KnownApplication] = [],
        more: [Seed.Tenant] = [],
        tls: Bool = false
    ) throws {
        folder = try TemporaryFolder()
        let seed = Seed(tenants: try Self.tenants(secret, consented) + more)
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        let file = try folder.write("seed.json", String(decoding: try encoder.encode(seed), as: UTF8.self))
        let program = try Program("entra-double", home: folder)
        running = try program.start(["--seed", file] + (tls ? ["--tls", "\(folder.path)/tls"] : []))
        let line = try running.line(beginning: "listening on ")
        url = String(line.dropFirst("listening on ".count))
        caFile = tls ? "\(folder.path)/tls/ca.pem" : nil
        port = try #require(UInt16(url.split(separator: ":").last ?? ""))
    }

    deinit {
        running.signal(SIGTERM)
        _ = try? running.finish(within: .seconds(10))
    }

    /// Replaces the list of faults.
    func setFaults(_ faults: Fault...) throws {
        struct Faults: Encodable { let faults: [Fault] }
        let body = String(decoding: try JSONEncoder().encode(Faults(faults: faults)), as: UTF8.self)
        _ = try Loopback.request("POST", port: port, "/double/faults", body: body)
    }

    /// Gives an application permissions on Graph, or its registration owners, from now on.
    func grant(_ application: KnownApplication, roles: [String]? = nil, owners: [String]? = nil) throws {
        struct Grant: Encodable {
            let appId: String
            let roles: [String]?
            let owners: [String]?
        }
        let grant = Grant(appId: application.client, roles: roles, owners: owners)
        let body = String(decoding: try JSONEncoder().encode(grant), as: UTF8.self)
        let reply = try Loopback.request("POST", port: port, "/double/grants", body: body)
        try #require(reply.isEmpty, "\(reply)")
    }

    /// Enters a device code and signs in.
    func enter(_ userCode: String, as user: String) throws {
        let body = #"{"userCode": "\#(userCode)", "userPrincipalName": "\#(user)", "action": "approve"}"#
        _ = try Loopback.request("POST", port: port, "/double/devicecode", body: body)
    }

    /// Every refresh token that it gave out.
    func refreshTokens() throws -> [String] {
        let state = try JSON(try Loopback.request("GET", port: port, "/double/state"))
        return (state["refreshTokens"]?.elements ?? []).compactMap { $0["refreshToken"]?.text }
    }

    /// How many requests for tokens there were.
    func tokenRequests() throws -> Int {
        let reply = try JSON(try Loopback.request("GET", port: port, "/double/requests"))
        let counts = (reply["requests"]?.elements ?? []).filter { $0["path"]?.text?.contains("/oauth2/") == true }
        return counts.compactMap { $0["count"]?.number.map { Int($0) } }.reduce(0, +)
    }

    /// What it wrote itself.
    func output() throws -> String {
        running.signal(SIGTERM)
        let finished = try running.finish(within: .seconds(10))
        return finished.output + finished.errors
    }

    private static func tenants(_ secret: String, _ consented: [KnownApplication]) throws -> [Seed.Tenant] {
        [
            try tenant(.contoso, [try application(.contoso, secret: secret, consented: [.fabrikam] + consented)]),
            try tenant(
                .fabrikam,
                [
                    try application(.fabrikam),
                    try application(.expired, ends: Date(timeIntervalSince1970: 1_700_000_000)),
                ]
            ),
        ]
    }

    static func tenant(_ known: KnownApplication, _ applications: [Seed.Application]) throws -> Seed.Tenant {
        Seed.Tenant(
            directoryId: try guid(known.directory),
            domains: [known.domain],
            applications: applications
        )
    }

    static func application(
        _ known: KnownApplication,
        secret: String? = nil,
        consented: [KnownApplication] = [],
        ends: Date? = Date(timeIntervalSince1970: 4_000_000_000)
    ) throws -> Seed.Application {
        Seed.Application(
            appId: try guid(known.client),
            displayName: known.domain,
            consentedIn: try consented.map { try guid($0.directory) },
            passwordCredentials: [
                Seed.PasswordCredential(
                    keyId: try guid(known.keyID),
                    secretText: secret ?? known.secret,
                    endDateTime: ends
                )
            ]
        )
    }

    private static func guid(_ text: String) throws -> GUID { try #require(GUID(text)) }
}
