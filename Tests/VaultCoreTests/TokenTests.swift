import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// What tokens are asked for, and what comes of it.
@Suite("Tokens")
struct TokenTests {
    @Test("The tenant's own resource, another one, or scopes; on either endpoint")
    func resources() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("old", client: Sample.billing, secret: Sample.billingSecret) { $0.endpoint = .v1 }
            let cases: [(String, TokenQuery, String, String)] = [
                ("contoso", TokenQuery(), Sample.partner, Sample.partner),
                ("contoso", TokenQuery(resource: .uri(Sample.graph)), Sample.graph, Sample.graph),
                ("contoso", TokenQuery(resource: .uri(Sample.orders)), Sample.orders, Sample.orders),
                (
                    "contoso", TokenQuery(scopes: ["\(Sample.arm)/.default"]), "\(Sample.arm)/.default", Sample.arm
                ),
                ("old", TokenQuery(), Sample.partner, Sample.partner),
            ]
            for (name, query, resource, audience) in cases {
                let outcome = try #require(try await bench.tokens(name, query: query).first)
                #expect(outcome.resource == resource)
                #expect(outcome.directoryID == Sample.contoso)
                let grant = try outcome.result.get()
                #expect(grant.source == .minted && grant.tokenType == "Bearer" && grant.warning == nil)
                #expect(try TokenInspection(grant.accessToken).claims["aud"] == .string(audience))
                #expect(abs(grant.expiresOn.timeIntervalSince(Sample.today) - 3599) < 5)
            }
            #expect(await bench.double.state.requestCount(pathContaining: "/oauth2/token") == 1)
        }
    }

    @Test("An API whose tokens bear an ID that nobody here knows is to be asked for by that ID")
    func unknownAudience() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let query = TokenQuery(resource: .uri(Sample.ordersName))
            let failure = try await bench.tokens("contoso", query: query).first?.failure
            expect(failure, is: .wrongToken)
            #expect(failure?.hint?.hasSuffix("--resource \(Sample.orders)") == true)
            #expect(
                try await bench.token("contoso", query: TokenQuery(resource: .uri(Sample.orders))).source == .minted)
        }
    }

    @Test("What needs no request to be refused")
    func refusedHere() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.notes = "n" }
            try await bench.add("user", in: Sample.fabrikam, app: "contoso") { $0.signIn = .user }
            try await bench.add("v1", client: Sample.billing, secret: Sample.billingSecret) { $0.endpoint = .v1 }
            try await bench.add("china", client: Sample.portal, secret: Sample.portalSecret) {
                $0.cloud = .china
                $0.resource = .alias(.graph)
            }
            let partnerCenter = TokenQuery(resource: .alias(.partnerCenter))
            let cases: [(String, TokenQuery, FailureCode, String?)] = [
                ("user", TokenQuery(), .signInNeeded, "--as app"),
                ("contoso", TokenQuery(signIn: .user), .signInNeeded, "--as app"),
                (
                    "user", TokenQuery(resource: partnerCenter.resource, signIn: .app), .refused,
                    "partner-vault show user"
                ),
                (
                    "user", TokenQuery(resource: .uri("https://api.partnercenter.microsoft.com/"), signIn: .app),
                    .refused, "show"
                ),
                (
                    "user", TokenQuery(scopes: ["https://api.partnercenter.microsoft.com/.default"], signIn: .app),
                    .refused, "show"
                ),
                ("china", TokenQuery(resource: .alias(.partner)), .notInThisCloud, "--resource"),
                ("v1", TokenQuery(scopes: ["\(Sample.graph)/.default"]), .usage, nil),
                ("contoso", TokenQuery(scopes: ["\(Sample.graph)/.default", "\(Sample.arm)/.default"]), .usage, nil),
                ("contoso", TokenQuery(claims: "no JSON"), .usage, nil),
            ]
            for (name, query, code, hint) in cases {
                let failure = try await bench.tokens(name, query: query).first?.failure
                expect(failure, is: code)
                if let hint { #expect(failure?.hint?.contains(hint) == true, "\(failure?.hint ?? "no hint")") }
            }
            #expect(await bench.requests == 0)
            #expect(try await bench.token("contoso", query: partnerCenter).source == .minted)
            #expect(try await bench.token("user", query: TokenQuery(signIn: .app)).source == .minted)
            await expectFailure(.notFound) { _ = try await bench.tokens("contoso", "nobody") }
        }
    }

    @Test("Several tenants, of which one fails, in the order of their names")
    func several() async throws {
        try await Bench.run(customers: 3) { bench in
            try await bench.add("d", secret: Sample.leadsSecret)
            try await bench.add("C", in: Sample.customer(0), app: "d")
            try await bench.add("a", in: Sample.tailspin, app: "d")
            try await bench.add("B", in: Sample.customer(1), app: "d")
            let outcomes = try await bench.tokens("d", "C", "a", "B")
            #expect(outcomes.map(\.tenant) == ["a", "B", "C", "d"])
            expect(outcomes[0].failure, is: .refused, aadsts: 7_000_229)
            for outcome in outcomes.dropFirst() {
                let claims = try TokenInspection(try outcome.result.get().accessToken).claims
                #expect(claims["tid"] == .string(outcome.directoryID))
            }
            let rows = try await bench.audit().suffix(4)
            #expect(rows.map(\.tenant) == ["a", "B", "C", "d"])
            #expect(rows.map(\.event) == ["refused", "minted", "minted", "minted"])
            #expect(Set(rows.compactMap(\.correlationID)).count == 4)
            #expect(rows.allSatisfy { $0.resource == Sample.partner })
        }
    }

    @Test("Equal requests are sent once, and each hand-out is recorded")
    func singleFlight() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            for name in ["one", "two", "three"] { try await bench.add(name, in: Sample.fabrikam, app: "contoso") }
            let outcomes = try await bench.tokens("one", "two", "three")
            #expect(Set(try outcomes.map { try $0.result.get().accessToken }).count == 1)
            #expect(await bench.requests == 1)
            let rows = try await bench.audit().suffix(3)
            #expect(Set(rows.compactMap(\.tenant)) == ["one", "two", "three"])
            #expect(Set(rows.map(\.correlationID)).count == 1)
        }
    }

    @Test("Never more at once than was asked for, and as many as that")
    func concurrency() async throws {
        try await Bench.run(customers: 8) { bench in
            try await bench.add("contoso")
            for number in 0..<8 { try await bench.add("c\(number)", in: Sample.customer(number), app: "contoso") }
            // Every first request fails, and its repetition waits until four are waiting.
            await bench.double.setFaults(
                (0..<8).map { number in
                    Fault(match: Fault.Match(directoryId: Sample.customer(number)), times: 1) { $0.status = 503 }
                })
            let gate = Gate(opensAt: 4)
            bench.whenPausing {
                if await gate.enter() { #expect(await bench.requests == 4) }
            }
            let names = (0..<8).map { "c\($0)" }
            let outcomes = try await bench.vault.tokens(
                for: TenantSelection(names: names), TokenQuery(concurrency: 4)
            ) { _, _ in }
            #expect(outcomes.allSatisfy { $0.failure == nil })
            #expect(await bench.requests == 16)
        }
    }

    @Test("The active secret is not known yet: the retiring one signs in")
    func fallback() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.keyID = KeyID(Sample.portal) }
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.wrongSecret) }
            #expect(try await bench.token("contoso").source == .minted)
            #expect(await bench.requests == 2)
            #expect(try await bench.audit("contoso").last?.keyID == Sample.portal)
            // An expired active secret is for a person to put right.
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.expiredSecret) }
            expect(try await bench.tokens("contoso").first?.failure, is: .refused, aadsts: 7_000_222)
        }
    }

    @Test("No token without a durable record of it")
    func unwritable() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let folder = bench.folder
            await bench.duringNextRequest { try folder.replaceFile() }
            await expectFailure(.busy) { _ = try await bench.tokens("contoso") }
            #expect(await bench.requests == 2)
            await bench.vault.close()
            try await folder.withVault { vault in
                let rows = try await vault.audit(TenantSelection(), since: nil, until: nil)
                #expect(rows.last?.event == "added")
            }
        }
    }

    @Test("A grant shows no token when it is printed")
    func printing() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let outcome = try #require(try await bench.tokens("contoso").first)
            var dumped = "\(outcome) \(try outcome.result.get())" + String(reflecting: outcome)
            dump(outcome, to: &dumped)
            #expect(!dumped.contains("eyJ"))
        }
    }

    @Test("A clock that is off is said")
    func skew() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.double.state.setClock(to: Sample.today + 1200)
            #expect(try await bench.token("contoso").warning?.contains("minutes off") == true)
        }
    }
}

/// Holds everyone until so many are there, then stays open.
private actor Gate {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isOpen = false

    init(opensAt size: Int) {
        self.size = size
    }

    /// Whether the caller opened it.
    func enter() async -> Bool {
        if isOpen { return false }
        guard waiting.count + 1 == size else {
            await withCheckedContinuation { waiting.append($0) }
            return false
        }
        isOpen = true
        for one in waiting { one.resume() }
        return true
    }
}
