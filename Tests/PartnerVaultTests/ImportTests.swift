import Foundation
import ProgramHarness
import TestThreads
import Testing

@Suite("Import through the program", .onOwnThreads)
struct ImportTests {
    private let contoso = KnownApplication.contoso
    private let fabrikam = KnownApplication.fabrikam

    @Test("what az prints, from standard input and recognised by itself", arguments: [["--format", "az"], []])
    func az(more: [String]) throws {
        let desk = try Desk()
        let text = """
            {"appId": "\(contoso.client)", "displayName": "leads", "password": "\(contoso.secret)",
             "tenant": "\(contoso.directory)"}
            """
        let report = try desk.json(["import", "-"] + more, input: text)
        #expect(report == ["added": ["leads"], "same": [], "changed": [], "refused": []])
        let stored = try desk.json(["show", "leads"])
        #expect(stored["clientId"] == .text(contoso.client))
        #expect(try desk.good(["reveal", "leads", "--yes-reveal"]) == contoso.secret)
    }

    private var csv: String {
        """
        name,directoryId,clientId,secret,app,expires,tags,notes\r
        customer,\(fabrikam.directory),,,contoso,,eu big,\r
        contoso,\(contoso.directory),\(contoso.client),\(contoso.secret),,2030-01-01T00:00:00Z,eu,"a ""note"", long"\r
        wrong,\(contoso.directory),nonsense,secret,,,,\r

        """
    }

    @Test("a CSV file, its rows in any order, its faults by line; a second time changes nothing")
    func table() throws {
        let desk = try Desk()
        let file = try desk.home.write("rows.csv", csv)
        let before = try desk.bytes()
        let dry = try desk.run(["import", file, "--dry-run", "-o", "json"])
        #expect(dry.status == 11)
        #expect(try desk.bytes() == before)
        let run = try desk.run(["import", file, "--tag", "more", "-o", "json"])
        #expect(run.status == 11)
        let refused: JSON = [["file": .text(file), "line": 4, "reason": "clientId is not a GUID"]]
        #expect(
            try JSON(run.output)
                == ["added": ["contoso", "customer"], "same": [], "changed": [], "refused": refused]
        )
        #expect(try JSON(dry.output) == JSON(run.output))
        let tenant = try desk.json(["show", "contoso"])
        #expect(tenant["notes"] == #"a "note", long"#)
        #expect(tenant["tags"] == ["eu", "more"])
        #expect(tenant["credentials"]?.elements.first?["expires"] == "2030-01-01T00:00:00Z")
        #expect(try desk.json(["show", "customer"])["app"] == "contoso")

        let stored = try desk.bytes()
        let again = try JSON(try desk.run(["import", file, "-o", "json"]).output)
        #expect(again["added"] == [])
        #expect(Set(again["same"]?.elements.compactMap(\.text) ?? []) == ["contoso", "customer"])
        #expect(try desk.bytes() == stored)
        let other = csv.replacing(contoso.secret, with: "0th8Q~another-secret-of-some-length")
        let changed = try JSON(try desk.run(["import", "-", "-o", "json"], input: other).output)
        #expect(changed["changed"] == ["contoso"])
        #expect(try desk.good(["reveal", "contoso", "--yes-reveal"]) == contoso.secret)
    }

    @Test("JSON lines, signed in with before they are stored")
    func lines() throws {
        let (desk, authority) = (try Desk(), try Authority())
        let own = #""authority":"\#(authority.url)","graph":"\#(authority.url)""#
        let text = """
            {"name":"contoso","directoryId":"\(contoso.domain)","clientId":"\(contoso.client)",\
            "secret":"\(contoso.secret)",\(own),"tags":["a","b"],"owner":"ada","resource":"graph"}
            {"name":"fabrikam","directoryId":"\(fabrikam.directory)","clientId":"\(fabrikam.client)",\
            "secret":"W0n8Q~wrong-secret-of-some-length",\(own)}

            """
        let run = try desk.run(["import", "-", "--verify", "-o", "json"], input: text)
        #expect(run.status == 11)
        let report = try JSON(run.output)
        #expect(report["added"] == ["contoso"])
        #expect(report["refused"]?.elements.map { $0["line"] } == [2])
        #expect(!run.output.contains("wrong-secret") && !run.errors.contains("wrong-secret"))
        let tenant = try desk.json(["show", "contoso"])
        #expect(tenant["tags"] == ["a", "b"])
        #expect(tenant["resource"] == "graph")
        #expect(try desk.json(["token", "contoso"])["resource"] == "https://graph.microsoft.com")
    }

    @Test(
        "what cannot be read is refused as a whole, and without its content",
        arguments: [
            "hunter2", "a,b\r\nhunter2,c\r\n", "{\"name\":\"hunter2\"}", "name,directoryId\r\nhunter2",
            "\u{0}\u{1}hunter2",
        ]
    )
    func unreadable(text: String) throws {
        let desk = try Desk()
        let before = try desk.bytes()
        for format in [[], ["--format", "az"], ["--format", "csv"], ["--format", "jsonl"]] {
            let run = try desk.run(["import", "-"] + format, input: text)
            #expect([1, 11, 64].contains(run.status), "\(format): \(run.status) \(run.output)\(run.errors)")
            #expect(!(run.output + run.errors).contains("hunter2"), "\(run.output)\(run.errors)")
            #expect(Complaint(run.errors) != nil, "\(run.errors)")
        }
        #expect(try desk.bytes() == before)
    }
}
