import FoundationEssentials
import VaultCore
import VaultModel

/// The claims that people ask about: who, for whom, what, until when.
enum ClaimsText {
    static func facts(_ token: InspectedToken, verified: Bool, at now: Date) -> Facts {
        let claims = token.claims
        var facts = Facts()
        facts.add("user", first(["upn", "preferred_username", "unique_name", "email"], claims))
        facts.add("subject", first(["oid", "sub"], claims))
        facts.add("app", app(claims))
        facts.add("directory", first(["tid"], claims))
        facts.add("issuer", first(["iss"], claims))
        facts.add("audience", first(["aud"], claims))
        facts.add("permissions", permissions(claims))
        facts.add("signed in by", methods(claims))
        facts.add("issued", instant("iat", claims).map { InstantText.format($0) })
        if let end = instant("exp", claims) {
            let state = end <= now ? "expired" : "valid for \(left(from: now, to: end))"
            facts.add("until", Cell("\(InstantText.format(end)) (\(state))", end <= now ? .bad : .plain))
        }
        facts.add(
            "checked",
            verified ? Cell("signature verified", .good) : Cell(unverified(token.header), .caution)
        )
        return facts
    }

    static func json(_ token: InspectedToken, verified: Bool) -> JSONText {
        ["verified": .bool(verified), "header": token.header, "claims": token.claims]
    }

    private static func app(_ claims: JSONText) -> String? {
        guard let id = first(["appid", "azp", "client_id"], claims) else { return nil }
        return first(["app_displayname"], claims).map { "\($0) (\(id))" } ?? id
    }

    /// How a user proved to be that; `mfa` is what Partner Center looks for.
    private static func methods(_ claims: JSONText) -> String? {
        guard case .array(let methods) = claims["amr"] else { return nil }
        return methods.compactMap { method in
            guard case .string(let word) = method else { return nil }
            return word
        }.joined(separator: ", ")
    }

    /// Graph signs its tokens so that nobody else can verify them.
    private static func unverified(_ header: JSONText) -> String {
        header["nonce"] == nil ? "decoded, not verified" : "decoded, not verified: only its own API can"
    }

    /// `roles` are an app's own permissions, `scp` those that a user lends it.
    private static func permissions(_ claims: JSONText) -> String {
        var words: [String] = []
        if case .array(let roles) = claims["roles"] {
            for case .string(let role) in roles { words.append(role) }
        }
        if let scopes = first(["scp"], claims) { words += scopes.split(separator: " ").map { "\($0) (as user)" } }
        return words.joined(separator: ", ")
    }

    private static func first(_ names: [String], _ claims: JSONText) -> String? {
        for name in names {
            if case .string(let text) = claims[name] { return text }
        }
        return nil
    }

    private static func instant(_ name: String, _ claims: JSONText) -> Date? {
        guard case .number(let seconds) = claims[name] else { return nil }
        return Date(timeIntervalSince1970: Double(seconds))
    }

    private static func left(from now: Date, to end: Date) -> String {
        let minutes = Int(end.timeIntervalSince(now) / 60)
        return minutes < 120 ? "\(minutes) min" : minutes < 2880 ? "\(minutes / 60) h" : "\(minutes / 1440) days"
    }
}

extension JSONText {
    /// The member of an object; nil where there is none.
    subscript(name: String) -> JSONText? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
