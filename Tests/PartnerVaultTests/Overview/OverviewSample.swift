import Foundation
import VaultCore
import VaultModel

/// A vault's state as the tests of the report want it.
enum OverviewSample {
    static let now = InstantText.parse("2026-11-22T09:30:00Z") ?? .distantPast

    static func row(
        _ tenant: String, ends: String?, _ verdict: String = "ok", kind: String = "clientSecret", owner: String? = nil,
        action: String? = nil, customer: String? = nil, at now: Date = now
    ) -> ExpiryReport {
        let expires = ends.flatMap { InstantText.parse($0) }
        return ExpiryReport(
            tenant: tenant, credential: "c", kind: kind, keyID: nil, expires: expires,
            daysLeft: expires.map { Int(($0.timeIntervalSince(now) / 86_400).rounded(.down)) }, verdict: verdict,
            findings: verdict == "ok" ? [] : [verdict], owner: owner, action: action, tenants: 1, customer: customer,
            rotateBefore: .seconds(30 * 86_400), criticalBefore: .seconds(7 * 86_400))
    }

    static func finding(_ tenant: String, _ code: String, action: String? = nil) -> FindingReport {
        FindingReport(
            tenant: tenant, code: code, message: "the secret is \(code)", credential: "c", action: action)
    }

    static func report(
        _ rows: [ExpiryReport] = [], _ findings: [FindingReport] = [], tenants: Int? = nil, unread: Int = 0,
        oldestReading: String? = nil
    ) -> VaultReport {
        let count = tenants ?? rows.count
        return VaultReport(
            at: now, tenants: count, applications: count, unread: unread,
            oldestReading: oldestReading.flatMap { InstantText.parse($0) }, rows: rows, findings: findings)
    }

    /// One of each kind.
    static var mixed: VaultReport {
        report(
            [
                row("tailspin", ends: "2026-11-18", "expired", action: "partner-vault edit tailspin --new-secret"),
                row("fabrikam", ends: "2026-12-03", "rotationDue", action: "partner-vault rotate fabrikam"),
                row("contoso", ends: "2027-03-21"),
                row(
                    "contoso", ends: "2027-04-01", kind: ExpiryReport.relationshipKind, customer: "Adventure Works"),
                row("proseware", ends: nil, "unknownExpiry", action: "partner-vault sync proseware"),
            ],
            [
                finding("tailspin", "expired", action: "partner-vault edit tailspin --new-secret"),
                finding("fabrikam", "rotationDue", action: "partner-vault rotate fabrikam"),
                finding("proseware", "unknownExpiry", action: "partner-vault sync proseware"),
                finding("contoso", "severalSecretsAlive"),
            ],
            tenants: 4, unread: 1, oldestReading: "2026-10-01")
    }

    static func many(_ count: Int) -> VaultReport {
        let rows = (0..<count).map { number in
            row(
                "customer-\(100_000 + number)", ends: "2026-12-03", "rotationDue", owner: "ada@partner.example",
                action: "partner-vault edit customer-\(100_000 + number) --new-secret")
        }
        return report(rows, rows.map { finding($0.tenant, "rotationDue", action: $0.action) })
    }
}
