import Foundation
import Testing
import VaultCore
import VaultCrypto
import VaultModel

@Suite("A certificate")
struct CertificateTests {
    private static func pem(_ blocks: String...) throws -> EnteredProof {
        .certificate(file: try makeShared(blocks.joined(separator: "\n") + "\n"), password: nil)
    }

    private static func pfx(_ password: String?) throws -> EnteredProof {
        let bytes = try #require(Data(base64Encoded: SampleKeys.pfx, options: .ignoreUnknownCharacters))
        let file = unsafe try SecretBytes(count: bytes.count) { unsafe $0.copyBytes(from: bytes) }
        return .certificate(file: SharedSecret(file), password: try password.map(makeShared))
    }

    @Test("signs in, and says itself when it ends", arguments: [false, true])
    func signsIn(isPFX: Bool) async throws {
        try await Bench.run(seed: People.seed()) { bench in
            let proof =
                isPFX ? try Self.pfx(SampleKeys.pfxPassword) : try Self.pem(SampleKeys.certificate, SampleKeys.key)
            let report = try await bench.add("contoso", client: People.signer, proof)
            let credential = try #require(report.credentials.first)
            #expect(credential.kind == "certificate" && credential.state == "active" && credential.usable)
            #expect(credential.hint == SampleKeys.thumbprint)
            #expect(credential.expires == Date(timeIntervalSince1970: 1_798_761_600))
            #expect(credential.notBefore == Date(timeIntervalSince1970: 1_735_689_600))
            let grant = try await bench.token("contoso")
            #expect(grant.source == .minted)
            #expect(try claims(of: grant.accessToken)["appid"] == .string(People.signer))
            #expect(try claims(of: grant.accessToken)["appidacr"] == .string("2"))
        }
    }

    @Test("that the directory does not know is not stored")
    func unknown() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            let failure = await expectFailure(.refused, aadsts: 700_027) {
                try await bench.add(
                    "contoso", client: People.signer, Self.pem(SampleKeys.otherCertificate, SampleKeys.otherKey))
            }
            #expect(failure?.hint != nil)
            let names = try await bench.names()
            #expect(names == [])
        }
    }

    @Test("is refused with words on what is wrong with its file")
    func badFiles() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            let bad: [(EnteredProof, String)] = [
                (try Self.pem("nothing"), "neither a PEM nor a PFX"),
                (try Self.pem(SampleKeys.certificate), "no private key"),
                (try Self.pem(SampleKeys.key), "no certificate"),
                (try Self.pem(SampleKeys.certificate, SampleKeys.otherKey), "belongs to the key"),
                (try Self.pem(SampleKeys.key, SampleKeys.certificate, SampleKeys.otherKey), "several private keys"),
                (try Self.pfx(nil), "password"), (try Self.pfx("wrong"), "password"),
            ]
            for (proof, words) in bad {
                let failure = await expectFailure(.inputUnreadable) {
                    try await bench.add("contoso", client: People.signer, proof)
                }
                #expect(failure?.message.contains(words) == true, "\(words): \(failure?.message ?? "")")
            }
            #expect(await bench.requests == 0)
        }
    }

    @Test("comes out again as PEM, part by part, and only the key counts as exposed")
    func revealed() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.signer, Self.pem(SampleKeys.certificate, SampleKeys.key))
            await expectFailure(.usage) { _ = try await bench.secret(of: "contoso") }
            #expect(try await bench.secret(of: "contoso", part: .certificate) == SampleKeys.certificate + "\n")
            #expect(try await bench.show("contoso").credentials.map(\.exposed) == [false])
            let key = try await bench.secret(of: "contoso", part: .key)
            #expect(try await bench.show("contoso").credentials.map(\.exposed) == [true])
            // The same key in another form: with its certificate it signs in.
            try await bench.edit("contoso", replace: true, verify: true) {
                $0.proof = try Self.pem(key, SampleKeys.certificate)
            }
            try await bench.add("other", client: People.partner, secret: People.partnerSecret)
            await expectFailure(.usage) { _ = try await bench.secret(of: "other", part: .key) }
        }
    }

    @Test("takes the place of a secret, which still signs in where the directory does not know it yet")
    func replacesASecret() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.partner, secret: People.partnerSecret)
            let report = try await bench.edit("contoso") {
                $0.proof = try Self.pem(SampleKeys.key, SampleKeys.certificate)
            }
            #expect(report.credentials.map(\.kind) == ["certificate", "clientSecret"])
            #expect(report.credentials.map(\.state) == ["active", "retiring"])
            // The directory knows the secret only.
            #expect(try await bench.token("contoso").source == .minted)
        }
    }
}

@Suite("Another platform's token")
struct FederatedTests {
    @Test("proves the application, and is read anew at each sign-in")
    func signsIn() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            let file = bench.folder.path + "/token"
            try Data(SampleKeys.assertion.utf8).write(to: URL(fileURLWithPath: file))
            let report = try await bench.add("contoso", client: People.workload, .federated(tokenFile: file))
            #expect(report.credentials.map(\.kind) == ["federated"])
            #expect(try await bench.token("contoso").source == .minted)
            try Data("eyJhbGciOiJub25lIn0.e30.".utf8).write(to: URL(fileURLWithPath: file))
            await expectFailure(.refused, aadsts: 700_027) {
                _ = try await bench.token("contoso", query: TokenQuery(forceNew: true))
            }
            try FileManager.default.removeItem(atPath: file)
            await expectFailure(.inputUnreadable) {
                _ = try await bench.token("contoso", query: TokenQuery(forceNew: true))
            }
        }
    }

    @Test("needs a path that means the same everywhere")
    func relative() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            await expectFailure(.usage) {
                try await bench.add("contoso", client: People.workload, .federated(tokenFile: "token"))
            }
        }
    }
}

@Suite("A user's password")
struct PasswordTests {
    @Test("signs in where nothing more is asked for", arguments: [TokenEndpoint.v1, .v2])
    func signsIn(endpoint: TokenEndpoint) async throws {
        try await Bench.run(seed: People.seed()) { bench in
            let report = try await bench.add(
                "contoso", client: People.native, .password(user: People.ada, try makeShared(People.password))
            ) { $0.endpoint = endpoint }
            #expect(report.signIn == "user")
            #expect(report.credentials.map(\.user) == [People.ada])
            let grant = try await bench.token("contoso")
            #expect(try claims(of: grant.accessToken)["upn"] == .string(People.ada))
        }
    }

    @Test("does not sign in where a second factor is asked for, and the hint says what does")
    func secondFactor() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            let failure = await expectFailure(.signInNeeded, aadsts: 50076) {
                try await bench.add(
                    "contoso", client: People.native, .password(user: People.eve, try makeShared(People.password)))
            }
            #expect(failure?.hint?.contains("login") == true, "\(failure?.hint ?? "")")
        }
    }

    @Test("is no way for the application itself to sign in")
    func asApp() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            let proof = EnteredProof.password(user: People.ada, try makeShared(People.password))
            await expectFailure(.usage) {
                try await bench.add("contoso", client: People.native, proof) { $0.signIn = .app }
            }
            try await bench.add("contoso", client: People.native, proof)
            await expectFailure(.noCredential) {
                _ = try await bench.token("contoso", query: TokenQuery(signIn: .app))
            }
        }
    }
}
