import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("Consent")
struct ConsentTests {
    private static func customers(_ count: Int, _ body: @Sendable (Bench) async throws -> Void) async throws {
        try await Bench.run(seed: People.seed(customers: count, consented: false)) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret)
            try await bench.login("partner", as: People.eve, resource: .alias(.partnerCenter))
            for number in 0..<count {
                try await bench.add("customer \(number)", in: Sample.customer(number), app: "partner") {
                    $0.signIn = .user
                    $0.resource = .alias(.graph)
                }
            }
            try await body(bench)
        }
    }

    private static let all = TenantSelection(names: [], tags: [], glob: "customer *", all: false)

    @Test("is missing, given, and taken back again, for all customers")
    func forCustomers() async throws {
        try await Self.customers(5) { bench in
            let before = try await bench.vault.consent(Self.all, ConsentQuery(.check)) { _, _ in }
            #expect(before.map(\.state) == [Consent.State?](repeating: .missing, count: 5))
            #expect(before.allSatisfy { $0.url?.contains($0.directoryID) == true })
            let permissions = [try #require(ConsentPermission("graph:User.Read,Directory.Read.All"))]
            let requests = await bench.requests
            let given = try await bench.vault.consent(Self.all, ConsentQuery(.grant(permissions, again: false))) {
                _, _ in
            }
            #expect(given.map(\.state) == [Consent.State?](repeating: .granted, count: 5), "\(given.map(\.failure))")
            // One token of the partner serves for all.
            #expect(await bench.requests == requests + 1)
            let seen = try await bench.vault.consent(Self.all, ConsentQuery(.check)) { _, _ in }
            #expect(seen.map(\.state) == [Consent.State?](repeating: .granted, count: 5), "\(seen.map(\.failure))")
            #expect(try await bench.token("customer 3").source == .minted)
            let taken = try await bench.vault.consent(Self.all, ConsentQuery(.revoke)) { _, _ in }
            #expect(taken.map(\.state) == [Consent.State?](repeating: .revoked, count: 5), "\(taken.map(\.failure))")
            let after = try await bench.vault.consent(Self.all, ConsentQuery(.check)) { _, _ in }
            #expect(after.map(\.state) == [Consent.State?](repeating: .missing, count: 5))
            #expect(try await bench.events(of: "customer 0").contains("consentGranted"))
            #expect(try await bench.vault.verify { _, _ in }.damage == nil)
        }
    }

    @Test("that was given is not asked for again, so that a run goes on where it stopped")
    func resumes() async throws {
        try await Self.customers(3) { bench in
            let query = ConsentQuery(.grant([], again: false))
            let first = TenantSelection(names: ["customer 1"])
            #expect(try await bench.vault.consent(first, query) { _, _ in }.map(\.state) == [.granted])
            let before = await bench.double.state.requestCount(pathContaining: "applicationconsents")
            let all = try await bench.vault.consent(Self.all, query) { _, _ in }
            #expect(all.map(\.state) == [.granted, .granted, .granted])
            #expect(await bench.double.state.requestCount(pathContaining: "applicationconsents") == before + 2)
            let again = try await bench.vault.consent(first, ConsentQuery(.grant([], again: true))) { _, _ in }
            #expect(again.map(\.state) == [.granted])
            #expect(await bench.double.state.requestCount(pathContaining: "applicationconsents") == before + 3)
        }
    }

    @Test("of the application's own directory is an admin's, on a page")
    func ofTheOwnDirectory() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret)
            let own = TenantSelection(names: ["partner"])
            let asked = try await bench.vault.consent(own, ConsentQuery(.grant([], again: false))) { _, _ in }
            #expect(asked.map(\.state) == [.missing])
            let url = try #require(asked.first?.url)
            #expect(url.contains("adminconsent") && url.contains(People.partner))
            let taken = try await bench.vault.consent(own, ConsentQuery(.revoke)) { _, _ in }
            #expect(taken.first?.failure?.code == .usage)
        }
    }

    @Test("is refused by Partner Center to a user without a second factor, with its own code")
    func noSecondFactor() async throws {
        try await Self.customers(1) { bench in
            try await bench.login("partner", as: People.ada, resource: .alias(.partnerCenter))
            let outcome = try await bench.vault.consent(Self.all, ConsentQuery(.grant([], again: false))) { _, _ in }
            let failure = try #require(outcome.first?.failure)
            #expect(failure.hint?.contains("partner-vault login partner") == true, "\(failure)")
            #expect([FailureCode.signInNeeded, .denied].contains(failure.code))
        }
    }

    @Test(
        "permissions are an API and words", arguments: ["graph", "graph:", ":User.Read", "https://graph.microsoft.com"])
    func badPermissions(text: String) {
        #expect(ConsentPermission(text) == nil)
    }
}
