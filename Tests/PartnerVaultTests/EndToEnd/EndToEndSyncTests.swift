import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// An application that may read itself, in a directory that is a partner's.
private struct Reader {
    static let known = KnownApplication(
        directory: "44444444-4444-4444-8444-444444444444", domain: "partner.example",
        client: "aaaaaaaa-0000-4000-8000-000000000004", secret: "P4r8Q~partner-qWe7rTy2uIoPaSdFgHjKlZxCvBn",
        keyID: "cccccccc-0000-4000-8000-000000000004")
    static let stranger = "cccccccc-0000-4000-8000-000000000005"

    static func tenant(stranger hasStranger: Bool = false, days: Double = 5) throws -> Seed.Tenant {
        var application = try Authority.application(known, ends: Date(timeIntervalSince1970: 4_000_000_000))
        application.roles = ["Application.ReadWrite.OwnedBy", "DelegatedAdminRelationship.Read.All"]
        application.owners = ["self"]
        if hasStranger {
            application.passwordCredentials?.append(
                Seed.PasswordCredential(
                    keyId: try #require(GUID(stranger)), secretText: "zzz8Q~somebody-else",
                    endDateTime: Date(timeIntervalSince1970: 4_100_000_000)))
        }
        var tenant = try Authority.tenant(known, [application])
        tenant.delegatedAdminRelationships = [
            Seed.DelegatedAdminRelationship(
                id: "relationship-1", displayName: "GDAP", duration: "P730D", autoExtendDuration: "PT0S",
                status: "active", endDateTime: Date() + days * 86_400,
                customer: .init(
                    tenantId: try #require(GUID(KnownApplication.fabrikam.directory)), displayName: "Fabrikam"))
        ]
        return tenant
    }
}

@Suite("From an empty folder to what the directories say", .onOwnThreads)
struct EndToEndSyncTests {
    @Test("sync fills in what is known there, field by field, and says what differs")
    func sync() throws {
        let (desk, authority) = (try Desk(), try Authority(more: [try Reader.tenant(stranger: true)]))
        try desk.add("partner", Reader.known, at: authority, ["--no-verify"])
        let run = try desk.run(["sync", "partner", "-o", "json"])
        #expect(run.status == 12)
        let outcome = try JSON(run.output)
        #expect(
            outcome.names == [
                "tenant", "subject", "directoryId", "clientId", "at", "skipped", "changes", "drift", "relationships",
                "error",
            ])
        #expect(outcome["changes"]?.elements.map { $0["field"] } == ["expires", "keyId", "notBefore"])
        #expect(outcome["changes"]?.elements[0]["after"] == "2096-10-02T07:06:40Z")
        let drift = try #require(outcome["drift"]?.elements)
        #expect(drift.map { $0["code"] } == ["unknownSecret", "severalSecretsAlive"])
        #expect(drift[0].names == ["tenant", "code", "message", "credential", "keyId", "expires", "action"])
        #expect(drift[0]["keyId"] == .text(Reader.stranger))
        #expect(try desk.json(["show", "partner"])["credentials"]?.elements[0]["keyId"] == .text(Reader.known.keyID))
        // The table says the same, and the check finds it from then on without asking anyone.
        let table = try desk.run(["sync", "partner"])
        #expect(table.status == 12 && table.output.contains("does not hold") && table.output.contains("read"))
        #expect(Complaint(table.errors)?.message == "2 differences")
        let check = try desk.run(["policy", "check", "-o", "json"])
        #expect(check.status == 12)
        #expect(try JSON(check.output).elements.map { $0["code"] }.contains("unknownSecret"))
        #expect(try desk.json(["sync", "partner", "--older-than", "1h"])["skipped"] == true)
        for text in [run.output, table.output, check.output] { #expect(!text.contains("eyJ")) }
    }

    @Test("A directory that cannot be read: 11 among several, its own status alone, and the dates stay")
    func unreachable() throws {
        let (desk, authority) = (try Desk(), try Authority(more: [try Reader.tenant()]))
        try desk.add("partner", Reader.known, at: authority, ["--no-verify"])
        try desk.add("fabrikam", .fabrikam, at: authority, ["--no-verify", "--expires", "2030-01-01"])
        let both = try desk.run(["sync", "--all", "-o", "json"])
        #expect(both.status == 11)
        let outcomes = try JSON(both.output).elements
        #expect(outcomes.map { $0["error"]?["code"] } == ["denied", nil])
        #expect(try desk.json(["show", "fabrikam"])["credentials"]?.elements[0]["expires"] == "2030-01-01T00:00:00Z")
        let alone = try desk.run(["sync", "fabrikam"])
        #expect(alone.status == 16)
        #expect(Complaint(alone.errors)?.hint?.contains("--via") == true)
        try authority.setFaults(Fault(match: Fault.Match(path: "/v1.0/")) { $0.status = 503 })
        #expect(try desk.run(["sync", "partner"]).status == 10)
    }

    @Test("GDAP relationships are shown among what runs out")
    func relationships() throws {
        let (desk, authority) = (try Desk(), try Authority(more: [try Reader.tenant(days: 5.5)]))
        try desk.add("partner", Reader.known, at: authority, ["--no-verify"])
        let outcomes = try desk.json(["sync", "partner", "--gdap"]).elements
        #expect(outcomes.map { $0["subject"] } == ["application", "gdap"])
        #expect(outcomes[1]["relationships"] == 1)
        let row = try #require(try desk.json(["expiring", "--within", "30d"]).elements.first)
        #expect(row["kind"] == "gdap" && row["customer"] == "Fabrikam" && row["daysLeft"] == 5)
        #expect(row["verdict"] == "critical")
    }

    @Test("policy: shown with its source, set for a scope after the passphrase, checked with 12")
    func policy() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add(
            "contoso", .contoso, at: authority,
            ["--no-verify", "--tag", "prod", "--key-id", KnownApplication.contoso.keyID, "--expires", "2096-10-02"])
        let asking = try desk.run(["policy", "set", "rotate-before", "60d"])
        #expect(asking.status == 2)
        let again = ["--passphrase-file", desk.passphraseFile]
        let set = try desk.json(["policy", "set", "never-expires", "allowed", "--tag", "prod"] + again)
        #expect(set["scope"] == "tag" && set["tag"] == "prod" && set["tenant"] == .null)
        #expect(set["rules"]?.elements.map { $0["key"] } == ["never-expires"])
        let shown = try desk.json(["policy", "show", "contoso"])
        #expect(shown["scope"] == "tenant" && shown["tenant"] == "contoso")
        let rule = try #require(shown["rules"]?.elements.first { $0["key"] == "never-expires" })
        #expect(rule["value"] == "allowed" && rule["source"] == "tag prod")
        #expect(rule["over"]?.elements == [["value": "forbidden", "source": "built-in"]])
        #expect(try desk.json(["policy", "show"]).elements.map { $0["scope"] } == ["vault", "tag"])
        let check = try desk.run(["policy", "check"])
        #expect(check.status == 12 && check.output.contains("exceedsLifetime"))
        try desk.good(["policy", "set", "maximum-lifetime", "3650d"] + again)
        let still = try desk.run(["policy", "check", "-o", "json"])
        #expect(try JSON(still.output).elements.map { $0["code"] } == ["exceedsLifetime"])
        let event = try desk.json(["audit", "--event", "policyChanged"]).elements.first
        #expect(event?["resource"] == "never-expires of tag prod from default to allowed")
    }
}
