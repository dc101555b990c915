import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

/// Every use case is led into failures with secrets that bear a mark, and nothing that comes back bears it.
@Suite("Leaks")
struct LeakTests {
    /// Looks at a value in each way in which it could reach a log.
    private func expectClean(_ value: Any, sourceLocation: SourceLocation = #_sourceLocation) {
        var dumped = ""
        dump(value, to: &dumped)
        var texts = [dumped, String(describing: value), String(reflecting: value), "\(value)"]
        if let error = value as? any Error {
            texts += [error.localizedDescription, "\(error as NSError)", "\((error as NSError).userInfo)"]
        }
        if let failure = value as? VaultFailure { texts += [failure.message, failure.hint].compactMap(\.self) }
        for text in texts {
            #expect(!text.contains(Sample.marker), "a secret leaked", sourceLocation: sourceLocation)
            #expect(!text.contains("eyJ"), "a token leaked", sourceLocation: sourceLocation)
        }
    }

    /// Expects `body` to fail, or what it returns to be clean.
    private func inspect<Result>(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
    ) async {
        do {
            expectClean(try await body(), sourceLocation: sourceLocation)
        } catch {
            expectClean(error, sourceLocation: sourceLocation)
        }
    }

    /// What a directory that means ill, or a portal in between, could say with what it was sent.
    static let faults: [@Sendable (inout Fault) -> Void] = [
        { $0.error = Fault.Refusal(code: 7_000_215, error: "invalid_client", message: "it is \(Sample.leadsSecret)") },
        { $0.error = Fault.Refusal(code: 53_003, error: Sample.leadsSecret, message: "x \(Sample.leadsSecret)") },
        {
            $0.status = 401
            $0.contentType = "application/json"
            $0.body = #"{"error":"\#(Sample.marker)x","error_description":"\#(Sample.marker)y \#(Sample.leadsSecret)"}"#
        },
        {
            $0.status = 200
            $0.body = "<!doctype html>\(Sample.leadsSecret)"
        },
        {
            $0.status = 200
            $0.contentType = "application/json"
            $0.body = #"{"\#(Sample.leadsSecret)": 1, "\#(Sample.leadsSecret)": 2}"#
        },
        { $0.redirect = "https://\(Sample.marker).example/\(Sample.marker)" },
        { $0.reply = ["token_type": .string(Sample.leadsSecret)] },
        { $0.reply = ["access_token": .string(Sample.leadsSecret)] },
        { $0.reply = ["expires_in": .string(Sample.leadsSecret)] },
        { $0.claims = ["aud": .string(Sample.leadsSecret)] },
        { $0.claims = ["tid": .string(Sample.leadsSecret)] },
        { $0.status = 503 },
        { $0.retryAfter = Sample.leadsSecret },
        { $0.drop = .after },
        { $0.truncateBody = 40 },
    ]

    @Test("What the directory answers with", arguments: faults.indices)
    func directory(fault: Int) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            // Where a secret is sent, and only there: no directory can repeat what it was not told.
            await bench.fault(match: Fault.Match(path: "/oauth2/"), Self.faults[fault])
            await inspect { try await bench.add("new", client: Sample.billing, verify: true) }
            await inspect { try await bench.add("f", in: Sample.fabrikam, app: "contoso", verify: true) }
            await inspect {
                try await bench.edit("contoso", verify: true) { $0.secret = try makeSecret(Sample.leadsSecret) }
            }
            await inspect { try await bench.tokens("contoso") }
            await inspect { try await bench.probe("contoso", resource: .alias(.graph)) }
            await inspect {
                try await bench.importing(
                    [try bench.line("imported", client: Sample.portal)],
                    ImportOptions(format: .jsonl, verify: true))
            }
            await inspect { try await bench.add("d", in: "contoso.example", client: Sample.billing, verify: true) }
            // What was remembered of it is as clean.
            await inspect { try await bench.vault.tenants(.everything) }
            await inspect { try await bench.audit() }
            await inspect { try await bench.vault.expiring(.everything, within: nil) }
            expectClean(bench.folder.world.said)
        }
    }

    @Test(
        "A secret that cannot be one",
        arguments: [
            "", "\(Sample.marker) with a space", "\(Sample.marker)\n", String(repeating: Sample.marker, count: 2000),
        ])
    func badSecrets(secret: String) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso", client: Sample.billing)
            await inspect { try await bench.add("new", secret: secret) }
            await inspect {
                try await bench.add("new", in: Sample.fabrikam, app: "contoso") {
                    $0.secret = try makeSecret(secret)
                }
            }
            await inspect { try await bench.edit("contoso") { $0.secret = try makeSecret(secret) } }
            await inspect { try await bench.importing([try bench.line("new", secret: secret)]) }
        }
    }

    @Test("A secret in another field's place, in a file")
    func misplaced() async throws {
        try await Bench.run { bench in
            let fields = [
                "directoryId", "clientId", "keyId", "expires", "cloud", "authority", "graph", "endpoint", "resource",
                Sample.leadsSecret,
            ]
            let lines = try fields.map { try bench.line("t", [$0: "\(Sample.leadsSecret) "]) }
            await inspect { try await bench.importing(lines + [#"{"secret": "\#(Sample.leadsSecret)"#]) }
            let csv = ImportOptions(format: .csv)
            await inspect { try await bench.importing(["name,directoryId,\(Sample.leadsSecret) "], csv) }
            await inspect {
                try await bench.importing(["name,directoryId", "a,b,\(Sample.leadsSecret)", "\"\(Sample.marker)"], csv)
            }
        }
    }

    @Test("Failures of the vault itself")
    func vault() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            _ = try await bench.token("contoso")
            await inspect { try await bench.folder.create("\(Sample.marker)") }
            await inspect { try await bench.folder.create("\(Sample.marker) is a long passphrase") }
            await inspect { try await bench.folder.open("\(Sample.marker) is a long passphrase") }
            await inspect { try await bench.folder.open(keyFile: "\(Sample.marker) is a key file") }
            try bench.folder.replaceFile()
            await inspect { try await bench.add("new", client: Sample.billing) }
            await inspect { try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.leadsNext) } }
            await inspect { try await bench.importing([try bench.line("new", client: Sample.billing)]) }
            await inspect { try await bench.vault.reveal("contoso", credential: nil) { _ in } }
            await inspect { try await bench.tokens("contoso") }
            await inspect { try await bench.probe("contoso") }
            await inspect { try await bench.vault.remove(.everything) }
        }
    }

    @Test("Success says no more: tokens and secrets come out where they are asked for, and nowhere else")
    func success() async throws {
        try await Bench.run { bench in
            await inspect { try await bench.add("contoso", verify: true) }
            await inspect { try await bench.tokens("contoso") }
            await inspect { try await bench.tokens("contoso") }
            await inspect { try await bench.show("contoso") }
            await inspect { try await bench.vault.verify { _, _ in } }
            expectClean(bench.vault)
        }
    }
}
