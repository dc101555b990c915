import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// Applications of one directory that nobody granted anything yet.
private enum Fleet {
    static let directory = "55555555-5555-4555-8555-555555555555"

    static func known(_ number: Int) -> KnownApplication {
        KnownApplication(
            directory: directory, domain: "fleet.example", client: "aaaaaaaa-0000-4000-8000-00000000010\(number)",
            secret: "R\(number)8Q~rights-qWe7rTy2uIoPaSdFgHjKlZxCvB",
            keyID: "cccccccc-0000-4000-8000-00000000010\(number)")
    }

    static func tenant(_ count: Int) throws -> Seed.Tenant {
        try Authority.tenant(known(1), try (1...count).map { try Authority.application(known($0)) })
    }
}

@Suite("From an empty folder to what may be rotated", .onOwnThreads)
struct EndToEndRightsTests {
    @Test("rights names what is missing, word by word, until it is granted, and then rotate does it")
    func rights() throws {
        let (desk, authority) = (try Desk(), try Authority(more: [try Fleet.tenant(1)]))
        try desk.add("fleet", Fleet.known(1), at: authority, ["--no-verify"])
        let run = try desk.run(["rights", "fleet", "-o", "json"])
        #expect(run.status == 12)
        let report = try JSON(run.output)
        #expect(
            report.names == ["tenant", "directoryId", "clientId", "rights", "via", "canRotate", "checks", "error"])
        #expect(report["tenant"] == "fleet" && report["clientId"] == .text(Fleet.known(1).client))
        #expect(report["directoryId"] == .text(Fleet.directory))
        #expect(report["rights"] == "own" && report["via"] == .null && report["error"] == .null)
        #expect(report["canRotate"] == false)
        let checks = try #require(report["checks"]?.elements)
        for check in checks { #expect(check.names == ["check", "state", "found", "mend"]) }
        #expect(
            checks.map { $0["check"] } == [
                "signIn", "permission", "registration", "owner", "secretLimit", "policy", "credentials",
            ])
        #expect(checks[1]["state"] == "missing")
        #expect(checks[1]["mend"]?.text?.contains("Application.ReadWrite.OwnedBy") == true)
        let table = try desk.run(["rights", "fleet"])
        #expect(table.status == 12)
        for words in ["MISSING", "Grant admin consent", "az ad app owner add --id \(Fleet.known(1).client)"] {
            #expect(table.output.contains(words), "\(table.output)")
        }
        #expect(Complaint(table.errors)?.message == "it cannot be rotated: permission")

        try authority.grant(Fleet.known(1), roles: ["Application.ReadWrite.OwnedBy"])
        let unowned = try desk.run(["rights", "fleet", "-o", "json"])
        #expect(unowned.status == 12)
        let missing = try JSON(unowned.output)["checks"]?.elements.filter { $0["state"] == "missing" }
        #expect(missing?.map { $0["check"] } == ["registration", "owner"])
        try authority.grant(Fleet.known(1), owners: ["self"])
        #expect(try desk.json(["rights", "fleet"])["canRotate"] == true)
        #expect(try desk.json(["rotate", "fleet"])["step"] == "promoted")
        for text in [run.output, table.output, unowned.output] { #expect(!text.contains("eyJ")) }
    }

    @Test("Several: 12 where one lacks something, 11 where one cannot be asked, 0 where all can")
    func several() throws {
        let (desk, authority) = (try Desk(), try Authority(more: [try Fleet.tenant(3)]))
        for number in 1...3 {
            try desk.add("fleet\(number)", Fleet.known(number), at: authority, ["--no-verify"])
        }
        try authority.grant(Fleet.known(3), roles: ["Application.ReadWrite.All"])
        for number in 1...2 { try desk.good(["edit", "fleet\(number)", "--via", "fleet3"]) }
        let all = try desk.json(["rights", "--all"]).elements
        #expect(all.map { $0["canRotate"] } == [true, true, true])
        #expect(all.map { $0["rights"] } == ["via", "via", "own"] && all[0]["via"] == "fleet3")
        try authority.grant(Fleet.known(3), roles: [])
        let table = try desk.run(["rights", "--all"])
        #expect(table.status == 12 && table.output.contains("fleet2") && table.output.contains("those of fleet3"))
        #expect(Complaint(table.errors)?.message == "3 of 3 cannot be rotated")
        try authority.setFaults(Fault(match: Fault.Match(path: "/oauth2/")) { $0.status = 503 })
        let failed = try desk.run(["rights", "--all", "-o", "json"])
        #expect(failed.status == 11)
        #expect(try JSON(failed.output).elements.map { $0["canRotate"] } == [.null, .null, .null])
        #expect(try JSON(failed.output).elements.map { $0["error"]?["code"] } == ["network", "network", "network"])
        #expect(try desk.run(["rights", "fleet1"]).status == 10)
        #expect(try desk.run(["rights"]).status == 64)
        #expect(try desk.run(["rights", "--all", "--concurrency", "0"]).status == 64)
        #expect(try desk.run(["rights", "nobody"]).status == 7)
    }
}
