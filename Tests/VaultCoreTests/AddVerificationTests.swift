import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// What `add` learns from the directory before it stores anything.
@Suite("Add, asking the directory")
struct AddVerificationTests {
    @Test("A domain is resolved once, and its GUID is what is kept")
    func domain() async throws {
        try await Bench.run { bench in
            let report = try await bench.add("contoso", in: "Contoso.Example", verify: true)
            #expect(report.directoryID == Sample.contoso)
            #expect(await bench.requests == 1)
            let customer = try await bench.add("fabrikam", in: "fabrikam.example", app: "contoso", verify: true)
            #expect(customer.directoryID == Sample.fabrikam)
        }
    }

    @Test(
        "A directory that is none is refused",
        arguments: [
            ("nowhere.example", FailureCode.refused, 90002), ("common", .usage, nil), ("", .usage, nil),
            ("contoso.example/../x", .usage, nil), ("127.0.0.1", .usage, nil),
            ("99999999-9999-4999-8999-999999999999", .refused, 90002),
        ] as [(String, FailureCode, Int?)])
    func badDirectories(directory: String, code: FailureCode, aadsts: Int?) async throws {
        try await Bench.run { bench in
            await expectFailure(code, aadsts: aadsts) { try await bench.add("contoso", in: directory, verify: true) }
            let names = try await bench.names()
            #expect(names.isEmpty)
        }
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let aadsts: Int
        /// What the hint must say something of.
        let hint: String
        let change: @Sendable (inout TenantOrder) throws -> Void
    }

    static let refusals = [
        Refusal(testDescription: "wrong secret", aadsts: 7_000_215, hint: "value, not its ID") {
            $0.secret = try makeSecret(Sample.wrongSecret)
        },
        Refusal(testDescription: "expired secret", aadsts: 7_000_222, hint: "make a new secret in the portal") {
            $0.secret = try makeSecret(Sample.expiredSecret)
        },
        Refusal(testDescription: "another's directory", aadsts: 7_000_229, hint: "consent") {
            $0.directory = Sample.tailspin
        },
        Refusal(testDescription: "unknown client", aadsts: 700_016, hint: "compare the IDs") {
            $0.clientID = ClientID("aaaaaaaa-9999-4999-8999-999999999999")
        },
        Refusal(testDescription: "unknown resource", aadsts: 500_011, hint: "resource's URI") {
            $0.resource = .uri("https://nothing.example")
        },
        Refusal(testDescription: "an API of others", aadsts: 500_011, hint: "resource's URI") {
            $0.clientID = ClientID(Sample.billing)
            $0.secret = try makeSecret(Sample.billingSecret)
            $0.resource = .alias(.graph)
        },
    ]

    @Test("What the directory refuses is not stored, and the hint says what to do", arguments: refusals)
    func refused(_ refusal: Refusal) async throws {
        try await Bench.run { bench in
            let failure = await expectFailure(.refused, aadsts: refusal.aadsts) {
                try await bench.add("contoso", verify: true, refusal.change)
            }
            #expect(failure?.hint?.contains(refusal.hint) == true, "\(failure?.hint ?? "no hint")")
            #expect(failure?.hint?.contains("NAME") != true)
            // There is nothing yet that could be edited or shown.
            #expect(failure?.hint?.contains(/partner-vault (edit|show)/) != true, "\(failure?.hint ?? "no hint")")
            try await expectNothingStored(bench)
            #expect(await bench.requests == 1)
        }
    }

    struct Fumble: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: FailureCode
        /// Tries until it is given up.
        var tries = 1
        let configure: @Sendable (inout Fault) -> Void
    }

    static let fumbles = [
        Fumble(testDescription: "a web page", code: .malformedReply) {
            $0.status = 200
            $0.body = "<html>sign in to this network</html>"
        },
        Fumble(testDescription: "garbage", code: .malformedReply) {
            $0.status = 200
            $0.body = "\u{1}\u{2}%%%"
        },
        Fumble(testDescription: "nothing", code: .malformedReply) { $0.status = 200 },
        Fumble(testDescription: "half a body", code: .network, tries: 2) { $0.truncateBody = 20 },
        Fumble(testDescription: "200 with an error", code: .refused) {
            $0.status = 200
            $0.contentType = "application/json"
            $0.body = #"{"error":"invalid_client","error_description":"no"}"#
        },
        Fumble(testDescription: "a token and an error", code: .malformedReply) { $0.reply = ["error": "oops"] },
        Fumble(testDescription: "a redirect", code: .malformedReply) { $0.redirect = "https://evil.example/" },
        Fumble(testDescription: "no token", code: .malformedReply) { $0.reply = ["access_token": nil] },
        Fumble(testDescription: "no lifetime", code: .malformedReply) { $0.reply = ["expires_in": nil] },
        Fumble(testDescription: "another tenant's token", code: .wrongToken) {
            $0.claims = ["tid": .string(Sample.fabrikam)]
        },
        Fumble(testDescription: "another application's token", code: .wrongToken) {
            $0.claims = ["appid": .string(Sample.portal)]
        },
        Fumble(testDescription: "another audience's token", code: .wrongToken) {
            $0.claims = ["aud": .string(Sample.graph)]
        },
        Fumble(testDescription: "nobody's token", code: .wrongToken) { $0.claims = ["tid": nil] },
        Fumble(testDescription: "503", code: .network, tries: 2) { $0.status = 503 },
        Fumble(testDescription: "429", code: .throttled) { $0.retryAfter = "30" },
        Fumble(testDescription: "a dropped connection", code: .network, tries: 2) { $0.drop = .before },
    ]

    @Test("What the directory fumbles is not stored", arguments: fumbles)
    func fumbled(_ fumble: Fumble) async throws {
        try await Bench.run { bench in
            await bench.fault(match: Fault.Match(path: "/oauth2/"), fumble.configure)
            await expectFailure(fumble.code) { try await bench.add("contoso", verify: true) }
            try await expectNothingStored(bench)
            #expect(await bench.requests == fumble.tries)
        }
    }

    @Test("An authority that cannot be reached")
    func unreachable() async throws {
        try await Bench.run { bench in
            // Nothing listens on the discard port.
            let nobody = try Origin("http://127.0.0.1:9")
            await expectFailure(.network) { try await bench.add("contoso", verify: true) { $0.authority = nobody } }
            await expectFailure(.network) {
                try await bench.add("contoso", in: "contoso.example") { $0.authority = nobody }
            }
            try await expectNothingStored(bench)
        }
    }

    @Test("A refusal that repeats the secret is not repeated")
    func echo() async throws {
        try await Bench.run { bench in
            await bench.fault {
                $0.error = Fault.Refusal(code: 7_000_215, message: "Wrong: \(Sample.leadsSecret). Sorry.")
            }
            await expectFailure(.refused, aadsts: 7_000_215) { try await bench.add("contoso", verify: true) }
        }
    }

    @Test("A customer is verified with the retiring secret where the directory does not know the active one yet")
    func fallback() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.wrongSecret) }
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso", verify: true)
            #expect(await bench.requests == 2)
        }
    }

    @Test("Two that add the same at once: one is stored")
    func race() async throws {
        try await Bench.run { bench in
            let failures = try await withThrowingTaskGroup(of: VaultFailure?.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            try await bench.add("contoso", verify: true)
                            return nil
                        } catch let failure as VaultFailure {
                            return failure
                        }
                    }
                }
                return try await group.compactMap(\.self).reduce(into: []) { $0.append($1) }
            }
            #expect(failures.count == 3)
            #expect(failures.allSatisfy { $0.code.status == .alreadyThere })
            #expect(try await bench.vault.verify { _, _ in }.tenants == 1)
        }
    }

    private func expectNothingStored(_ bench: Bench) async throws {
        #expect(try await bench.names() == [])
        let report = try await bench.vault.verify { _, _ in }
        #expect(report.applications == 0 && report.secrets == 0)
        #expect(try await bench.audit().map(\.event) == ["created"])
    }
}
