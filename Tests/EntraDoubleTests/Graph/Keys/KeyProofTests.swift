import EntraDouble
import FoundationEssentials
import NIOHTTP1
import Testing

@Suite struct KeyProofTests {
    private typealias Of = GraphSample

    private static let object = Of.object(Of.nobody)
    private static let now = Of.now

    /// Adds and removes a certificate with a proof, and expects both or neither.
    private static func expect(
        _ isGood: Bool,
        _ seeding: (inout Seed) throws -> Void = { _ in },
        _ proof: @Sendable (TestCertificate) throws -> String
    ) async throws {
        try await Caller.withKeys(seeding) { caller, old, new in
            let graph = try await caller.graph(as: Of.nobody)
            let before = await caller.double.present
            let proof = try proof(old)
            let replies = [
                try await graph.addKey(new.order(), to: Of.path(Of.nobody), proof),
                try await graph.removeKey(Of.key(1, of: Of.nobody), from: Of.path(Of.nobody), proof),
            ]
            #expect(replies.map(\.status) == (isGood ? [200, 204] : [401, 401]))
            guard !isGood else { return }
            for reply in replies {
                #expect(reply.graphCode == "Authentication_MissingOrMalformed")
                let message = reply.fields.object("error")?.text("message")
                #expect(message == "Access Token missing or malformed.")
                #expect(reply.headers["WWW-Authenticate"].isEmpty)
            }
            #expect(await caller.double.present == before)
        }
    }

    @Test(
        arguments: [
            [:], ["alg": "PS256"], ["kid": nil], ["x5t": nil], ["kid": nil, "x5t": nil, "typ": nil],
        ] as [[String: JSONValue?]])
    func `it is signed in either way, and need not name its key`(header: [String: JSONValue?]) async throws {
        try await Self.expect(true) { try $0.proof(for: Self.object, header: header) }
    }

    @Test func `it names its key in more ways than one`() async throws {
        let old = try TestCertificate.registered.get()
        for header: [String: JSONValue?] in [
            ["x5t#S256": .string(old.sha256)], ["kid": .string(old.sha1)], ["kid": .string(old.sha256)],
        ] {
            try await Self.expect(true) { try $0.proof(for: Self.object, header: header) }
        }
    }

    @Test(
        arguments: [
            ["alg": "none"], ["alg": nil], ["alg": "HS256"], ["alg": "RS512"], ["kid": "AB"], ["kid": 1],
            ["x5t": "AAAA"], ["x5t": 1], ["x5t#S256": "AAAA"],
        ] as [[String: JSONValue?]])
    func `a name, where there is one, is right`(header: [String: JSONValue?]) async throws {
        try await Self.expect(false) { try $0.proof(for: Self.object, header: header) }
    }

    @Test(
        arguments: [
            (["nbf": .integer(now - 599), "exp": .integer(now + 1)], true),
            (["nbf": .integer(now + 250), "exp": .integer(now + 850)], true),
            (["nbf": .integer(now - 850), "exp": .integer(now - 250)], true),
            (["exp": .integer(now + 60)], true), (["iss": .string(object.uppercased())], true),
            (["exp": .integer(now + 601)], false), (["exp": .integer(now)], false), (["exp": nil], false),
            (["nbf": nil], false), (["nbf": .integer(now + 600), "exp": .integer(now + 1200)], false),
            (["nbf": .integer(now - 1200), "exp": .integer(now - 600)], false), (["aud": nil], false),
            (["aud": "00000003-0000-0000-c000-000000000000"], false), (["aud": .string(Sample.graph)], false),
            (["iss": .string(Of.nobody)], false), (["iss": .string(Of.ownedObject)], false), (["iss": nil], false),
        ] as [([String: JSONValue?], Bool)])
    func `its claims are of this application, for here and for ten minutes`(
        changes: [String: JSONValue?],
        isGood: Bool
    ) async throws {
        try await Self.expect(isGood) { try $0.proof(for: Self.object, changes) }
    }

    @Test func `a proof with padding is none`() async throws {
        try await Self.expect(false) { old in
            let parts = try old.proof(for: Self.object).split(separator: ".")
            return "\(parts[0])=.\(parts[1]).\(parts[2])"
        }
        for place in 0..<3 {
            try await Self.expect(false) { old in
                var parts = try old.proof(for: Self.object).split(separator: ".").map(String.init)
                parts[place] += "="
                return parts.joined(separator: ".")
            }
        }
    }

    @Test func `a signature of another key, or of other claims, proves nothing`() async throws {
        let foreign = try TestCertificate.foreign.get()
        try await Self.expect(false) { _ in try foreign.proof(for: Self.object) }
        // A key that the application does not have, under the name of one that it has.
        try await Self.expect(false) { old in
            try foreign.proof(for: Self.object, header: ["kid": nil, "x5t": .string(old.sha1)])
        }
        try await Self.expect(false) { old in
            let good = try old.proof(for: Self.object).split(separator: ".")
            let other = try old.proof(for: Self.object, ["jti": "2"]).split(separator: ".")
            return "\(good[0]).\(other[1]).\(good[2])"
        }
    }

    @Test func `the certificate is the application's own, and valid now`() async throws {
        let old = try TestCertificate.registered.get()
        let foreign = try TestCertificate.foreign.get()
        let ended = try TestCertificate(key: old.key, until: Double(Self.now) - 1)
        let coming = try TestCertificate(key: old.key, from: Double(Self.now) + 3600)
        for certificate in [ended, coming] {
            try await Self.expect(false) {
                $0.register([certificate], for: Of.nobody)
            } _: { _ in
                try certificate.proof(for: Self.object)
            }
        }
        try await Self.expect(false) {
            $0.register([], for: Of.nobody)
        } _: {
            try $0.proof(for: Self.object)
        }
        // Another application's certificate, and one that was registered for a shorter time than it is good for.
        try await Self.expect(false) {
            $0.register([foreign], for: Of.nobody)
        } _: {
            try $0.proof(for: Self.object)
        }
        for (begin, end): (Double?, Double?) in [(nil, -1), (3600, nil)] {
            try await Self.expect(false) { seed in
                var keys = seed.keys(of: Of.nobody)
                keys[0].startDateTime = begin.map { Date(timeIntervalSince1970: Double(Self.now) + $0) }
                keys[0].endDateTime = end.map { Date(timeIntervalSince1970: Double(Self.now) + $0) }
                seed.tenants[0].applications?[3].keyCredentials = keys
            } _: {
                try $0.proof(for: Self.object)
            }
        }
        // The one that is valid proves beside the one that is not.
        try await Self.expect(true) {
            $0.register([old, ended], for: Of.nobody)
        } _: {
            try $0.proof(for: Self.object)
        }
    }
}
