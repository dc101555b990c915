import Foundation
import GRDB
import ProgramHarness
import TestThreads
import Testing

@Suite("The log and its verification", .onOwnThreads)
struct AuditLogTests {
    @Test("Twenty programs that mint, serve, reveal and edit at once keep one chain, and nothing is missing from it")
    func oneChain() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add("contoso", .contoso, at: authority)
        try desk.good(["token", "contoso"])
        let before = try desk.json(["audit"]).elements
        let acts: [(words: [String], event: String)] = [
            (["token", "contoso"], "handedOut"), (["token", "contoso", "--force-new"], "minted"),
            (["reveal", "contoso", "--yes-reveal"], "revealed"), (["probe", "contoso"], "probed"),
            (["edit", "contoso", "--notes", "changed"], "edited"),
        ]
        let running = try (0..<20).map { number in
            (acts[number % acts.count].event, try desk.program.start(acts[number % acts.count].words))
        }
        for (_, program) in running {
            let finished = try program.finish(within: .seconds(300))
            #expect(finished.status == 0, "\(finished.errors)")
        }
        let after = try desk.json(["audit"]).elements
        #expect(Array(after.prefix(before.count)) == before)
        let new = after.dropFirst(before.count)
        #expect(new.count == 20 && Set(new.compactMap { $0["actor"]?["pid"]?.number }).count == 20)
        for act in acts { #expect(new.count { $0["event"] == .text(act.event) } == 4, "\(act.event)") }
        let verified = try desk.json(["verify"])
        #expect(verified["auditRows"] == .number(Double(after.count)) && verified["findings"] == [])
        #expect(verified["auditFrom"] == after.first?["at"] && verified["auditUntil"] == after.last?["at"])
    }

    @Test("verify of a vault with one flipped byte names the tenant whose secret is damaged, and counts what is sound")
    func damagedSecret() throws {
        let desk = try Desk.stocked()
        let id = try #require(try desk.json(["show", "customer 4"])["credentials"]?.elements.first?["id"]?.text)
        let row = try #require(Int64(id, radix: 16))
        try desk.tamper { database in
            var box = try #require(try Data.fetchOne(database, sql: "SELECT box FROM secret WHERE id = \(row)"))
            box[100] ^= 1
            try database.execute(sql: "UPDATE secret SET box = ? WHERE id = \(row)", arguments: [box])
        }
        let bytes = try desk.bytes()
        let run = try desk.run(["verify", "-o", "json"])
        #expect(run.status == 4)
        let report = try JSON(run.output)
        #expect(
            report["findings"] == [
                [
                    "table": "secret", "row": .text(String(row)), "bucket": nil, "tenants": ["customer 4"],
                    "what": "the secret does not open",
                ]
            ])
        #expect(report["tenants"] == 6 && report["applications"] == 6 && report["secrets"] == 5)
        #expect(report["slots"] == 1 && report["keyEpoch"] == 1)
        #expect(try JSON(run.errors)["error"]?["code"] == "tampered")
        let table = try desk.run(["verify"])
        #expect(table.status == 4 && table.errors.contains("tampered with or damaged"))
        #expect(table.output.contains("customer 4") && table.output.contains("damaged, in 1 place"))
        #expect(!table.output.contains("S3c8Q"))
        #expect(try desk.bytes() == bytes)
    }

    @Test("A log that was shortened by hand is refused, and verify says where")
    func shortened() throws {
        let desk = try Desk.stocked()
        try desk.tamper("DELETE FROM audit WHERE id < 4")
        expectFailure(try desk.run(["audit"]), 4)
        let run = try desk.run(["verify", "-o", "json"])
        #expect(run.status == 4)
        let findings = try JSON(run.output)["findings"]?.elements
        #expect(findings?.first?["table"] == "audit" && findings?.first?["row"] == "1")
        #expect(findings?.first?["what"] == "3 rows are missing, up to number 3")
        #expect(try JSON(run.output)["tenants"] == 6)
    }
}
