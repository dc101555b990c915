import Foundation
import ProgramHarness
import TestThreads
import Testing

@Suite("report", .onOwnThreads)
struct ReportCommandTests {
    private func desk() throws -> Desk {
        let desk = try Desk()
        let rows = ["over,2020-01-01T00:00:00Z", "</script><img src=x onerror=alert(1)>,2100-01-01T00:00:00Z", "open,"]
        let lines = rows.enumerated().map { number, row in
            "\(row),\(Desk.guid(1, number)),\(Desk.guid(2, number)),\(Desk.secret(number))"
        }
        try desk.good(
            ["import", "-"], input: "name,expires,directoryId,clientId,secret\n" + lines.joined(separator: "\n"))
        return desk
    }

    @Test("tells scripts what the documents say")
    func json() throws {
        let report = try desk().json(["report"])
        #expect(
            report.names == [
                "at", "tenants", "applications", "credentials", "relationships", "unread", "oldestReading", "counts",
                "months", "soonest", "findings",
            ])
        #expect(report["tenants"] == 3 && report["applications"] == 3 && report["unread"] == 3)
        #expect(report["credentials"] == 3 && report["relationships"] == 0)
        #expect(report["oldestReading"] == nil as JSON)
        #expect(
            report["counts"]
                == .object([
                    "expired": 1, "critical": 0, "rotationDue": 0, "unknownExpiry": 1, "neverExpires": 0,
                    "exceedsLifetime": 1, "certificateRequired": 0, "ok": 0,
                ]))
        #expect(report["months"]?.elements.count == 12)
        let soonest = try #require(report["soonest"]?.elements)
        #expect(soonest.map { $0["tenant"] } == ["over", "</script><img src=x onerror=alert(1)>"])
        let findings = try #require(report["findings"]?.elements)
        #expect(findings.map { $0["code"] } == ["expired", "unknownExpiry", "exceedsLifetime"])
        for finding in findings {
            #expect(finding.names == ["tenant", "code", "message", "credential", "keyId", "expires", "action"])
        }
        #expect(findings[0]["expires"] == "2020-01-01T00:00:00Z")
    }

    @Test("writes one page, readable by its owner alone, with nothing secret in it")
    func page() throws {
        let desk = try desk()
        let file = "\(desk.home.path)/page.html"
        #expect(try desk.good(["report", "--html", file]) == "")
        let page = try String(contentsOfFile: file, encoding: .utf8)
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
        #expect(!page.contains("<img") && page.contains("&lt;img src=x onerror=alert(1)&gt;"))
        for number in 0..<3 { #expect(!page.contains(Desk.secret(number))) }
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // Written anew in the place of what was there.
        try desk.good(["remove", "open", "--yes"])
        try desk.good(["report", "--html", file])
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("<th scope=row>open") == false)
    }

    @Test("refuses what it cannot write before it asks for anything", arguments: ["-", "/", "/dev/null"])
    func refused(path: String) throws {
        let desk = try desk()
        let wrong = try desk.home.write("wrong", "not the passphrase\n")
        let run = try desk.run(["report", "--html", path, "--passphrase-file", wrong])
        // 3 would be a passphrase that was tried.
        #expect(run.status != 0 && run.status != 3 && run.output.isEmpty)
        #expect(Complaint(run.errors) != nil, "\(run.errors)")
    }

    @Test("is either a page or JSON")
    func either() throws {
        let run = try desk().run(["report", "--html", "x.html", "-o", "json"])
        #expect(run.status == 64)
    }

    @Test("is for an empty vault too")
    func empty() throws {
        let desk = try Desk()
        #expect(try desk.good(["report"]).contains("the vault is empty"))
        #expect(try desk.json(["report"])["findings"] == [])
    }
}
