import FoundationEssentials
import VaultCore
import VaultModel

/// Tenants as people and scripts read them.
enum TenantText {
    static func table(_ tenants: [TenantReport], at now: Date) -> Table {
        var table = Table([
            .init("name", least: 12), .init("directory", rank: 5, least: 36), .init("cloud", rank: 6, least: 6),
            .init("resource", rank: 3), .init("secret ends", rank: 1), .init("last probe", rank: 2, least: 17),
            .init("tags", rank: 4, least: 12),
        ])
        table.rows = tenants.mapConcurrently { tenant in
            [
                Cell(tenant.name), Cell(tenant.directoryID), Cell(tenant.cloud), Cell(tenant.resource),
                ends(tenant, at: now), probe(tenant.lastProbe, length: 10),
                Cell(tenant.tags.joined(separator: " "), orDash: .plain),
            ]
        }
        return table
    }

    static func facts(_ tenant: TenantReport, at now: Date) -> Facts {
        var facts = Facts()
        facts.add("name", Cell(tenant.name, .strong))
        if let archived = tenant.archived {
            let since = "since \(InstantText.format(archived)): it has nothing to sign in with"
            facts.add("archived", Cell(since, .caution))
        }
        facts.add("directory", tenant.directoryID)
        facts.add("client", tenant.clientID)
        facts.add("application of", tenant.app)
        facts.add("cloud", tenant.cloud)
        facts.add("authority", tenant.authority)
        facts.add("graph", tenant.graph)
        facts.add("endpoint", tenant.endpoint)
        facts.add("resource", tenant.resource)
        facts.add("signs in as", tenant.signIn)
        facts.add("managed via", tenant.via)
        facts.add("owner", tenant.owner)
        facts.add("notes", tenant.notes)
        facts.add("tags", tenant.tags.joined(separator: " "))
        for credential in tenant.credentials {
            facts.add(words(credential.kind), Cell(line(credential), tone(credential, at: now)))
        }
        if let rotation = tenant.rotation {
            facts.add("rotation", Cell(line(rotation, of: tenant.app ?? tenant.name, at: now), .caution))
        }
        facts.add("delivered by", tenant.deliverCommand)
        facts.add("last probe", probe(tenant.lastProbe))
        return facts
    }

    static func json(_ tenant: TenantReport) -> JSONText {
        [
            "name": .string(tenant.name), "directoryId": .string(tenant.directoryID),
            "clientId": .string(tenant.clientID), "cloud": .string(tenant.cloud),
            "authority": .string(tenant.authority), "graph": .string(tenant.graph),
            "endpoint": .string(tenant.endpoint), "resource": .string(tenant.resource), "as": .string(tenant.signIn),
            "app": JSONText(tenant.app), "via": JSONText(tenant.via), "owner": JSONText(tenant.owner),
            "notes": JSONText(tenant.notes), "tags": JSONText(tenant.tags),
            "credentials": .array(tenant.credentials.map(json)),
            "lastProbe": tenant.lastProbe.map(json) ?? .null,
            "deliverCommand": JSONText(tenant.deliverCommand), "rotation": tenant.rotation.map(json) ?? .null,
            "archived": JSONText(tenant.archived),
        ]
    }

    private static func json(_ rotation: RotationReport) -> JSONText {
        [
            "step": .string(rotation.step), "kind": .string(rotation.kind), "since": JSONText(rotation.since),
            "removeAfter": JSONText(rotation.removeAfter),
        ]
    }

    private static func json(_ credential: CredentialReport) -> JSONText {
        [
            "id": .string(credential.id), "kind": .string(credential.kind), "state": .string(credential.state),
            "keyId": JSONText(credential.keyID), "hint": JSONText(credential.hint),
            "notBefore": JSONText(credential.notBefore), "expires": JSONText(credential.expires),
            "neverExpires": .bool(credential.neverExpires), "user": JSONText(credential.user),
            "exposed": .bool(credential.exposed), "usable": .bool(credential.usable),
        ]
    }

    private static func json(_ probe: ProbeReport) -> JSONText {
        ["at": JSONText(probe.at), "ok": .bool(probe.ok), "aadsts": JSONText(probe.aadsts)]
    }

    /// How far an open rotation is, and what takes it further.
    private static func line(_ rotation: RotationReport, of tenant: String, at now: Date) -> String {
        let begin = "\(words(rotation.kind)) \(rotation.step) since \(InstantText.format(rotation.since))"
        if let end = rotation.removeAfter, end > now {
            return "\(begin), the old goes after \(InstantText.format(end))"
        }
        return "\(begin); go on with \"partner-vault rotate \(shellQuoted(tenant)) --resume\""
    }

    private static func line(_ credential: CredentialReport) -> String {
        var parts = [credential.state]
        if let hint = credential.hint {
            parts.append(credential.kind == "certificate" ? "thumbprint \(hint)" : "begins \(hint)")
        }
        if let keyID = credential.keyID { parts.append("key ID \(keyID)") }
        if let expires = credential.expires {
            parts.append(
                "\(credential.kind == "refreshToken" ? "lapses unused" : "ends") \(InstantText.format(expires))")
        } else if credential.kind != "federated" {
            parts.append(credential.neverExpires ? "never ends" : "end unknown")
        }
        if let user = credential.user { parts.append("of \(user)") }
        if credential.exposed { parts.append("exposed") }
        return parts.joined(separator: ", ")
    }

    /// `clientSecret` as people write it.
    private static func words(_ name: String) -> String {
        name.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
    }

    private static func tone(_ credential: CredentialReport, at now: Date) -> Cell.Tone {
        guard let expires = credential.expires else { return credential.usable ? .plain : .caution }
        return expires <= now ? .bad : credential.usable ? .plain : .caution
    }

    /// The end of the credential in use, which is the one that matters.
    private static func ends(_ tenant: TenantReport, at now: Date) -> Cell {
        guard let active = tenant.credentials.first(where: { $0.state == "active" }) else { return Cell(nil) }
        guard let expires = active.expires else {
            return active.neverExpires ? Cell("never", .caution) : Cell("unknown", .caution)
        }
        return Cell(InstantText.day(expires), tone(active, at: now))
    }

    /// How the last probe ended; `length` 10 leaves the day of the instant.
    private static func probe(_ probe: ProbeReport?, length: Int = 20) -> Cell {
        guard let probe else { return Cell(nil) }
        let at = InstantText.format(probe.at).prefix(length)
        if probe.ok { return Cell("ok \(at)", .good) }
        return Cell("failed \(at)" + (probe.aadsts.map { " AADSTS\($0)" } ?? ""), .bad)
    }
}
