import Foundation
import ProgramHarness
import TestThreads
import Testing

/// What the vault knows of what was done and what runs out, field by field.
@Suite("From an empty folder to reports", .onOwnThreads)
struct EndToEndReportTests {
    @Test("probe signs in, prints no token, and remembers how it went")
    func probes() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try desk.addContoso(at: authority)
        try desk.add("over", .expired, at: authority, ["--no-verify", "--key-id", KnownApplication.expired.keyID])
        let good = try desk.json(["probe", "contoso"])
        let asked: JSON = [
            "tenant": "contoso", "directoryId": .text(KnownApplication.contoso.directory),
            "clientId": .text(KnownApplication.contoso.client), "resource": "https://api.partner.microsoft.com",
            "ok": true, "error": nil,
        ]
        #expect(good.without("at") == asked)
        let at = try #require(good["at"])
        #expect(try desk.json(["show", "contoso"])["lastProbe"] == ["at": at, "ok": true, "aadsts": nil])

        let both = try desk.run(["probe", "--all", "-o", "json"])
        #expect(both.status == 11)
        let rows = try JSON(both.output).elements
        #expect(rows.map { $0["tenant"] } == ["contoso", "over"])
        #expect(rows.map { $0["ok"] } == [true, false])
        #expect(rows[1]["error"]?.names == ["code", "message", "hint", "aadsts"])
        #expect(rows[1]["error"]?["aadsts"] == 7_000_222)
        #expect(rows[1]["error"]?["code"] == "refused")
        #expect(try JSON(both.errors)["error"]?["code"] == "someFailed")
        let last = try #require(try desk.json(["show", "over"])["lastProbe"])
        #expect(last.without("at") == ["ok": false, "aadsts": 7_000_222])
        let alone = try desk.run(["probe", "over"])
        #expect(alone.status == 9)
        #expect(Complaint(alone.errors)?.hint != nil)
        #expect(!both.output.contains("eyJ") && !alone.output.contains("eyJ"))
    }

    @Test("expiring says what runs out, soonest first, once an application")
    func expires() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add("late", .contoso, at: authority, ["--expires", "2100-01-01T00:00:00Z", "--owner", "ada"])
        try desk.good(["add", "customer", "--directory-id", KnownApplication.fabrikam.directory, "--app", "late"])
        try desk.add("over", .expired, at: authority, ["--no-verify", "--expires", "2023-11-14T00:00:00Z"])
        try desk.add("unknown", .fabrikam, at: authority)
        let rows = try desk.json(["expiring"]).elements
        #expect(rows.map { $0["tenant"] } == ["over", "late", "unknown"])
        #expect(rows.map { $0["verdict"] } == ["expired", "exceedsLifetime", "unknownExpiry"])
        #expect(rows.map { $0["tenants"] } == [1, 2, 1])
        let names: Set = [
            "tenant", "credential", "kind", "keyId", "expires", "daysLeft", "verdict", "findings", "owner", "action",
            "tenants", "customer",
        ]
        for row in rows { #expect(row.names == names) }
        #expect(rows[0]["daysLeft"]?.number.map { $0 < 0 } == true)
        #expect(rows[0]["kind"] == "clientSecret")
        #expect(rows[0]["expires"] == "2023-11-14T00:00:00Z")
        #expect(rows[0]["owner"] == nil as JSON)
        #expect(rows[1]["owner"] == "ada")
        #expect(rows[2]["expires"] == nil as JSON)
        #expect(rows[2]["daysLeft"] == nil as JSON)
        for row in rows { #expect(row["findings"]?.elements.contains(row["verdict"] ?? nil) == true) }

        #expect(try desk.json(["expiring", "over"]).elements.count == 1)
        #expect(try desk.run(["expiring"]).status == 0)
        let checked = try desk.run(["expiring", "--check", "-o", "json"])
        #expect(checked.status == 12)
        #expect(try JSON(checked.output).elements.count == 3)
        let csv = try desk.good(["expiring", "-o", "csv"]).split(separator: "\r\n")
        let header = "tenant,credential,kind,keyId,expires,daysLeft,verdict,findings,owner,action,tenants,customer"
        #expect(csv.first.map { String($0) } == header)
        #expect(csv.count == 4)
        let empty = try Desk()
        #expect(try empty.json(["expiring"]) == [])
        #expect(try empty.run(["expiring", "--check"]).status == 0)
    }

    @Test("the audit log tells it all, in order; verify counts everything")
    func remembers() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try desk.addContoso(at: authority)
        try desk.good(["token", "contoso"])
        try desk.good(["token", "contoso"])
        try desk.good(["probe", "contoso"])
        try desk.good(["reveal", "contoso", "--yes-reveal"])
        try desk.good(["rename", "contoso", "c2"])
        #expect(try desk.json(["show", "c2"])["credentials"]?.elements.first?["exposed"] == true)
        let rows = try desk.json(["audit"]).elements
        #expect(
            rows.map { $0["event"] } == [
                "created", "added", "minted", "handedOut", "probed", "revealed", "renamed", "renamed",
            ]
        )
        let names: Set = ["at", "event", "tenant", "resource", "keyId", "actor", "slot", "correlationId", "count"]
        for row in rows {
            #expect(row.names == names)
            #expect(row["actor"]?.names == ["user", "pid", "program"])
            #expect(row["actor"]?["program"] == "partner-vault")
            #expect(row["at"]?.text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        }
        #expect(rows[0]["tenant"] == nil as JSON)
        #expect(rows[2]["resource"] == "https://api.partner.microsoft.com")
        #expect(rows[2]["keyId"] == .text(KnownApplication.contoso.keyID))
        #expect(rows[2]["correlationId"]?.text?.count == 36)
        #expect(rows[5]["keyId"] == .text(KnownApplication.contoso.keyID))
        #expect(try desk.json(["audit", "--since", "2100-01-01T00:00:00Z"]) == [])
        #expect(try desk.json(["audit", "--until", "2100-01-01T00:00:00Z"]).elements.count == rows.count)
        let csv = try desk.good(["audit", "-o", "csv"]).split(separator: "\r\n")
        #expect(csv.first == "at,event,tenant,resource,keyId,user,pid,program,slot,correlationId,count")
        #expect(csv.count == rows.count + 1)

        let report = try desk.json(["verify"])
        #expect(
            report.names == [
                "vaultId", "generation", "keyEpoch", "slots", "tenants", "applications", "secrets", "auditRows",
                "auditFrom", "auditUntil", "milliseconds", "findings",
            ]
        )
        #expect(report["tenants"] == 1 && report["applications"] == 1 && report["secrets"] == 1)
        #expect(report["auditRows"] == .number(Double(rows.count)))
    }
}
