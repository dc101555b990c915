import Testing
import VaultModel
import VaultPolicy

import struct VaultModel.Tag

private func tag(_ text: String) throws -> Tag { try #require(Tag(text)) }

private func days(_ count: Int) -> PolicyValue { .duration(.days(count)) }

@Suite("Which rule holds")
struct PolicyBookTests {
    struct Case: Sendable {
        var vault: Int?
        /// By tag.
        var tags: [String: Int] = [:]
        var tenantTags: [String] = ["a", "b"]
        var tenant: Int?
        let holds: Int
        /// `built-in`, `vault`, `tag a` or `tenant`.
        let from: String
    }

    @Test(
        "A tenant's own, else the strictest of its tags', else the vault's, else the built-in one",
        arguments: [
            Case(holds: 30, from: "built-in"),
            Case(vault: 40, holds: 40, from: "vault"),
            Case(vault: 40, tags: ["a": 20], holds: 20, from: "tag a"),
            // Longer is stricter: it is due earlier.
            Case(vault: 40, tags: ["a": 20, "b": 25], holds: 25, from: "tag b"),
            Case(vault: 40, tags: ["a": 25, "b": 20], holds: 25, from: "tag a"),
            Case(tags: ["a": 20, "b": 20], tenantTags: ["b", "a"], holds: 20, from: "tag a"),
            Case(vault: 40, tags: ["c": 90], holds: 40, from: "vault"),
            Case(tags: ["a": 20], tenantTags: [], holds: 30, from: "built-in"),
            Case(vault: 40, tags: ["a": 90], tenant: 10, holds: 10, from: "tenant"),
            Case(tenant: 10, holds: 10, from: "tenant"),
        ])
    func order(_ expected: Case) throws {
        var book = PolicyBook()
        book.vault[.rotateBefore] = expected.vault.map(days)
        for (name, count) in expected.tags {
            book.tags[try tag(name), default: PolicyOverrides()][.rotateBefore] = days(count)
        }
        var tenant = PolicyOverrides()
        tenant[.rotateBefore] = expected.tenant.map(days)
        let tags = try expected.tenantTags.map(tag)
        let rule = book.rule(.rotateBefore, tags: tags, tenant: tenant)
        let source =
            switch rule.source {
            case .builtIn: "built-in"
            case .vault: "vault"
            case .tag(let tag): "tag \(tag)"
            case .tenant: "tenant"
            }
        #expect(rule.value == days(expected.holds))
        #expect(source == expected.from)
        #expect(book.policy(tags: tags, tenant: tenant).rotateBefore == .days(expected.holds))
    }

    @Test("What is stricter, under each key", arguments: PolicyKey.allCases)
    func strictness(key: PolicyKey) {
        let (strict, lax): (PolicyValue, PolicyValue) =
            switch key {
            case .maximumLifetime, .overlap, .refreshTokenIdle: (days(1), days(2))
            case .rotateBefore, .critical: (days(2), days(1))
            case .neverExpires: (.flag(false), .flag(true))
            case .unknownExpiry, .certificateRequired: (.flag(true), .flag(false))
            }
        #expect(key.isStricter(strict, than: lax))
        #expect(!key.isStricter(lax, than: strict))
        #expect(!key.isStricter(strict, than: strict))
    }

    @Test("Every rule reaches the policy, and only its own", arguments: PolicyKey.allCases)
    func everyKey(key: PolicyKey) {
        let other: PolicyValue =
            switch Policy()[key] {
            case .duration(let duration): .duration(duration + .seconds(60))
            case .flag(let flag): .flag(!flag)
            }
        let policy = PolicyBook(vault: PolicyOverrides([key: other])).policy()
        #expect(policy[key] == other)
        for untouched in PolicyKey.allCases where untouched != key { #expect(policy[untouched] == Policy()[untouched]) }
    }

    @Test(
        "Limits that cannot stand together",
        arguments: [
            (180, 30, 7, nil), (180, 30, 30, nil), (180, 30, 31, .criticalBeforeDue), (30, 30, 7, .alwaysDue),
            (31, 30, 7, nil), (30, 30, 31, .criticalBeforeDue),
        ] as [(Int, Int, Int, PolicyContradiction?)])
    func contradictions(lifetime: Int, rotate: Int, critical: Int, expected: PolicyContradiction?) {
        let policy = Policy(
            maximumLifetime: .days(lifetime), rotateBefore: .days(rotate), criticalBefore: .days(critical))
        #expect(policy.contradiction == expected)
    }

    @Test(
        "Values as people write them",
        arguments: [
            (.rotateBefore, "60d", days(60)), (.rotateBefore, "P60D", days(60)), (.rotateBefore, "PT1440H", days(60)),
            (.rotateBefore, "0s", .duration(.zero)), (.rotateBefore, "366d", nil), (.rotateBefore, "60", nil),
            (.rotateBefore, "-1d", nil), (.rotateBefore, "", nil), (.rotateBefore, "yes", nil),
            (.maximumLifetime, "23h", nil), (.maximumLifetime, "1d", days(1)), (.maximumLifetime, "3650d", days(3650)),
            (.maximumLifetime, "3651d", nil), (.refreshTokenIdle, "91d", nil), (.critical, "180d", days(180)),
            (.overlap, "12h", .duration(.seconds(43_200))), (.overlap, "31d", nil),
            (.neverExpires, "allowed", .flag(true)), (.neverExpires, "forbidden", .flag(false)),
            (.neverExpires, "Allowed", nil), (.neverExpires, "7d", nil), (.unknownExpiry, "finding", .flag(true)),
            (.unknownExpiry, "ignored", .flag(false)), (.certificateRequired, "yes", .flag(true)),
            (.certificateRequired, "no", .flag(false)), (.certificateRequired, "true", nil),
        ] as [(PolicyKey, String, PolicyValue?)])
    func values(key: PolicyKey, text: String, expected: PolicyValue?) {
        #expect(key.read(text) == expected)
        if let expected { #expect(key.read(key.format(expected)) == expected) }
    }
}
