import Foundation
import Testing
import VaultCore
import VaultModel

import struct VaultModel.Tag

@Suite("policy")
struct PolicyTests {
    private func rule(_ bench: Bench, _ name: String, _ key: PolicyKey) async throws -> PolicyRuleReport {
        let report = try #require(try await bench.vault.policies(TenantSelection(names: [name])).first)
        return try #require(report.rules.first { $0.key == key })
    }

    private static func days(_ count: Int) -> PolicyValue { .duration(.seconds(count * 86_400)) }

    private func tag(_ text: String) throws -> Tag { try #require(Tag(text)) }

    @Test("Which rule won, over which others, and where each comes from")
    func order() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.tags = [try tag("prod"), try tag("emea")] }
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            #expect(try await rule(bench, "contoso", .rotateBefore).source == "built-in")
            _ = try await bench.vault.set(.rotateBefore, to: Self.days(40), for: .vault)
            _ = try await bench.vault.set(.rotateBefore, to: Self.days(50), for: .tag(try tag("prod")))
            _ = try await bench.vault.set(.rotateBefore, to: Self.days(45), for: .tag(try tag("emea")))
            var found = try await rule(bench, "contoso", .rotateBefore)
            #expect(found.value == "50d" && found.source == "tag prod")
            #expect(found.over.map { "\($0.value) \($0.source)" } == ["45d tag emea", "40d vault", "30d built-in"])
            _ = try await bench.vault.set(.rotateBefore, to: Self.days(10), for: .tenant("contoso"))
            found = try await rule(bench, "contoso", .rotateBefore)
            #expect(found.value == "10d" && found.source == "tenant contoso" && found.over.count == 4)
            // A customer's credentials are its partner's.
            #expect(try await rule(bench, "fabrikam", .rotateBefore).value == "10d")
            _ = try await bench.vault.set(.rotateBefore, to: nil, for: .tenant("contoso"))
            #expect(try await rule(bench, "contoso", .rotateBefore).value == "50d")
            // It is there when the vault is opened again.
            let reports = try await bench.folder.withVault { try await $0.policies(TenantSelection()) }
            #expect(reports.map(\.scope) == [.vault, .tag(try tag("emea")), .tag(try tag("prod"))])
        }
    }

    @Test("What is set decides what is found")
    func verdicts() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") {
                $0.expiry = .at(Sample.today + 50 * 86_400)
                $0.tags = [try tag("prod")]
            }
            #expect(try await bench.vault.findings(.everything).isEmpty)
            _ = try await bench.vault.set(.rotateBefore, to: Self.days(60), for: .tag(try tag("prod")))
            #expect(try await bench.vault.findings(.everything).map(\.code) == ["rotationDue"])
            _ = try await bench.vault.set(.critical, to: Self.days(55), for: .tenant("contoso"))
            #expect(try await bench.vault.expiring(.everything, within: nil).map(\.verdict) == ["critical"])
            _ = try await bench.vault.set(.certificateRequired, to: .flag(true), for: .vault)
            let findings = try await bench.vault.findings(.everything)
            #expect(findings.map(\.code) == ["critical", "certificateRequired"])
            #expect(
                findings.map(\.action) == [
                    "partner-vault rotate contoso", "partner-vault edit contoso --certificate FILE",
                ])
            // Without the tag, its rule does not hold; the tenant's own does.
            try await bench.edit("contoso") { $0.tags = [] }
            _ = try await bench.vault.set(.critical, to: nil, for: .tenant("contoso"))
            #expect(try await bench.vault.findings(.everything).map(\.code) == ["certificateRequired"])
        }
    }

    @Test("Each change is recorded from what to what, for whom; one that changes nothing is not")
    func recorded() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            for scope in [PolicyScope.vault, .tag(try tag("prod")), .tenant("contoso")] {
                _ = try await bench.vault.set(.rotateBefore, to: Self.days(40), for: scope)
                _ = try await bench.vault.set(.rotateBefore, to: Self.days(40), for: scope)
                _ = try await bench.vault.set(.rotateBefore, to: nil, for: scope)
            }
            let rows = try await bench.audit().filter { $0.event == "policyChanged" }
            #expect(
                rows.map(\.resource) == [
                    "rotate-before from default to 40d", "rotate-before from 40d to default",
                    "rotate-before of tag prod from default to 40d", "rotate-before of tag prod from 40d to default",
                    "rotate-before from default to 40d", "rotate-before from 40d to default",
                ])
            #expect(rows.map(\.tenant) == [nil, nil, nil, nil, "contoso", "contoso"])
        }
    }

    @Test("Limits that contradict each other are refused where they would meet, and change nothing")
    func contradictions() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.tags = [try tag("prod")] }
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            let refused: [(PolicyKey, PolicyValue, PolicyScope)] = [
                (.critical, Self.days(31), .vault), (.maximumLifetime, Self.days(30), .vault),
                (.rotateBefore, Self.days(6), .tag(try tag("prod"))),
                (.rotateBefore, Self.days(180), .tenant("contoso")),
                // Its credentials are its partner's.
                (.critical, Self.days(5), .tenant("fabrikam")),
            ]
            for (key, value, scope) in refused {
                await expectFailure(.usage) { _ = try await bench.vault.set(key, to: value, for: scope) }
            }
            await expectFailure(.notFound) {
                _ = try await bench.vault.set(.critical, to: Self.days(5), for: .tenant("nobody"))
            }
            #expect(try await bench.vault.policies(TenantSelection()).count == 1)
            #expect(try await bench.audit().allSatisfy { $0.event != "policyChanged" })
            // Together with the tag's own they may stand.
            _ = try await bench.vault.set(.rotateBefore, to: Self.days(60), for: .tag(try tag("prod")))
            _ = try await bench.vault.set(.critical, to: Self.days(31), for: .tenant("contoso"))
        }
    }
}
