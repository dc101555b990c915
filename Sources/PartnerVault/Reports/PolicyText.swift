import VaultCore
import VaultModel

/// Rules, as people and scripts read and write them.
enum PolicyText {
    /// - Throws: a usage error that says what the rule takes.
    static func read(_ text: String, for key: PolicyKey) throws -> PolicyValue {
        guard let value = key.read(text) else {
            throw Values.usage("that is no value for \(key.rawValue)", "it takes \(values(of: key)), or default")
        }
        return value
    }

    /// What a rule takes, for people.
    static func values(of key: PolicyKey) -> String {
        if let words = key.words { return "\(words.no)|\(words.yes)" }
        guard let bounds = key.bounds else { return "duration" }
        return "\(DurationText.format(bounds.lowerBound))…\(DurationText.format(bounds.upperBound))"
    }

    /// One table a scope, with a heading where there are several.
    static func tables(_ reports: [PolicyReport], on screen: Screen) -> String {
        reports.map { report in
            let heading =
                reports.count > 1 ? Cell.painted(Printable.text(title(report.scope)), .strong, on: screen) + "\n" : ""
            return heading + table(report).text(on: screen)
        }.joined(separator: "\n")
    }

    private static func title(_ scope: PolicyScope) -> String {
        switch scope {
        case .vault: "the vault"
        case .tag(let tag): "tag \(tag)"
        case .tenant(let name): "tenant \(name)"
        }
    }

    private static func table(_ report: PolicyReport) -> Table {
        var table = Table([
            .init("rule", least: 12), .init("value", least: 8), .init("from", least: 8),
            .init("instead of", rank: 1, least: 12), .init("meaning", rank: 2, least: 24),
        ])
        for rule in report.rules {
            let over = rule.over.map { "\($0.value) (\($0.source))" }.joined(separator: ", ")
            table.rows.append([
                Cell(rule.key.rawValue), Cell(rule.value),
                Cell(rule.source, rule.source == "built-in" ? .faint : .plain),
                Cell(over, orDash: .faint), Cell(rule.key.meaning, .faint),
            ])
        }
        return table
    }

    static func json(_ report: PolicyReport) -> JSONText {
        let (scope, tag, tenant): (String, String?, String?) =
            switch report.scope {
            case .vault: ("vault", nil, nil)
            case .tag(let tag): ("tag", tag.description, nil)
            case .tenant(let name): ("tenant", nil, name)
            }
        return [
            "scope": .string(scope), "tag": JSONText(tag), "tenant": JSONText(tenant),
            "rules": .array(
                report.rules.map { rule in
                    [
                        "key": .string(rule.key.rawValue), "value": .string(rule.value), "source": .string(rule.source),
                        "over": .array(rule.over.map { ["value": .string($0.value), "source": .string($0.source)] }),
                    ]
                }),
        ]
    }
}

extension PolicyKey {
    /// One line for people.
    var meaning: String {
        switch self {
        case .maximumLifetime: "the longest life of a secret or certificate"
        case .rotateBefore: "with this much left, rotation is due"
        case .critical: "with this much left, it is critical"
        case .overlap: "how long the old one goes on beside the new one"
        case .neverExpires: "credentials without an end"
        case .unknownExpiry: "credentials whose end nobody knows"
        case .refreshTokenIdle: "how long a user's sign-in may lie unused"
        case .certificateRequired: "certificates instead of secrets"
        }
    }
}
