import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("Expiring")
struct ExpiringTests {
    private static func end(in days: Double) -> Expiry { .at(Sample.today + days * 86_400) }

    private static func client(_ number: Int) -> String { "bbbbbbbb-0000-4000-8000-00000000000\(number)" }

    /// Adds a tenant for each end, with an application of its own, named in the order given.
    private func add(_ ends: [Expiry], to bench: Bench) async throws {
        for (number, end) in ends.enumerated() {
            try await bench.add("t\(number)", client: Self.client(number)) { $0.expiry = end }
        }
    }

    private func rows(
        _ bench: Bench, _ selection: TenantSelection = .everything, within: Duration? = nil
    ) async throws -> [ExpiryReport] {
        try await bench.vault.expiring(selection, within: within)
    }

    @Test("One row a credential, under the tenant it was added with, with the number of its users")
    func oneRowACredential() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") {
                $0.expiry = Self.end(in: 5)
                $0.owner = "ada@contoso.example"
                $0.keyID = KeyID("eeeeeeee-0000-4000-8000-000000000001")
            }
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            try await bench.add("tailspin", in: Sample.tailspin, app: "contoso")
            let row = try #require(try await rows(bench).first)
            #expect(try await rows(bench).count == 1)
            #expect(row.tenant == "contoso" && row.tenants == 3 && row.owner == "ada@contoso.example")
            #expect(row.kind == "clientSecret" && row.daysLeft == 5 && row.expires == Sample.today + 5 * 86_400)
            #expect(row.keyID == "eeeeeeee-0000-4000-8000-000000000001")
            #expect(try await bench.show("contoso").credentials.map(\.id) == [row.credential])
            // A customer is asked about by its own name, and answered with its partner's.
            #expect(try await rows(bench, TenantSelection(names: ["fabrikam", "tailspin"])) == [row])
            #expect(try await rows(bench, TenantSelection()) == [row])
            // A secret on its way out is nobody's finding any more.
            try await bench.edit("contoso") {
                $0.secret = try makeSecret(Sample.leadsNext)
                $0.expiry = Self.end(in: 100)
            }
            let both = try await rows(bench)
            #expect(both.map(\.daysLeft) == [5, 100])
            #expect(both.map(\.verdict) == ["ok", "ok"])
            #expect(both.map(\.action) == [nil, nil])
        }
    }

    struct Case: Sendable {
        let end: Expiry
        let daysLeft: Int?
        let findings: [String]
        let action: String?
    }

    private static let replace = "partner-vault rotate 'o'\\''hara & co'"
    private static let enter = "partner-vault edit 'o'\\''hara & co' --new-secret"

    @Test(
        "The verdict is the first finding, and the action is a command",
        arguments: [
            Case(
                end: end(in: -0.5), daysLeft: -1, findings: ["expired", "critical", "rotationDue"], action: enter),
            Case(end: end(in: 6.5), daysLeft: 6, findings: ["critical", "rotationDue"], action: replace),
            Case(end: end(in: 30), daysLeft: 30, findings: ["rotationDue"], action: replace),
            Case(end: end(in: 31), daysLeft: 31, findings: [], action: nil),
            Case(end: end(in: 181), daysLeft: 181, findings: ["exceedsLifetime"], action: replace),
            Case(
                end: .unknown, daysLeft: nil, findings: ["unknownExpiry"],
                action: "partner-vault sync 'o'\\''hara & co'"),
            Case(end: .never, daysLeft: nil, findings: ["neverExpires"], action: replace),
        ])
    func verdicts(_ expected: Case) async throws {
        try await Bench.run { bench in
            try await bench.add("o'hara & co") { $0.expiry = expected.end }
            let row = try #require(try await rows(bench).first)
            #expect(row.daysLeft == expected.daysLeft)
            #expect(row.findings == expected.findings)
            #expect(row.verdict == expected.findings.first ?? "ok")
            #expect(row.action == expected.action)
        }
    }

    @Test("What has ended is rotated with another tenant's rights, and entered by hand without")
    func ended() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("fabrikam", client: Self.client(1)) { $0.expiry = Self.end(in: -500) }
            let before = try await bench.vault.findings(TenantSelection(names: ["fabrikam"]))
            #expect(Set(before.map(\.action)) == ["partner-vault edit fabrikam --new-secret"])
            try await bench.edit("fabrikam") { $0.via = "contoso" }
            let after = try await bench.vault.findings(TenantSelection(names: ["fabrikam"]))
            #expect(Set(after.map(\.action)) == ["partner-vault rotate fabrikam"])
        }
    }

    @Test("Soonest first, then by name; an end that nobody knows, or that never comes, is last")
    func order() async throws {
        try await Bench.run { bench in
            try await add([.unknown, Self.end(in: 9), .never, Self.end(in: -3), Self.end(in: 9)], to: bench)
            #expect(try await rows(bench).map(\.tenant) == ["t3", "t1", "t4", "t0", "t2"])
        }
    }

    @Test("A limit leaves out what ends later, unless something else is wrong with it")
    func within() async throws {
        try await Bench.run { bench in
            try await add(
                [
                    Self.end(in: -3), Self.end(in: 10), Self.end(in: 10.001), Self.end(in: 60), Self.end(in: 500),
                    .unknown, .never,
                ], to: bench)
            #expect(
                try await rows(bench, within: .seconds(10 * 86_400)).map(\.tenant) == ["t0", "t1", "t4", "t5", "t6"])
            #expect(try await rows(bench, within: .zero).map(\.tenant) == ["t0", "t4", "t5", "t6"])
            #expect(try await rows(bench).count == 7)
        }
    }

    @Test("Nothing to tell of, and a name that is not there")
    func nothing() async throws {
        try await Bench.run { bench in
            let rows = try await rows(bench)
            #expect(rows.isEmpty)
            await expectFailure(.notFound) { _ = try await self.rows(bench, TenantSelection(names: ["nobody"])) }
        }
    }
}
