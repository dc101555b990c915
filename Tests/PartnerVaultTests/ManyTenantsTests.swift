import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// As many tenants as the largest partners have.
@Suite("Many tenants", .onOwnThreads)
struct ManyTenantsTests {
    @Test("five thousand come in at once, and are listed, found and counted")
    func fiveThousand() throws {
        let desk = try Desk()
        var text = "name,directoryId,clientId,secret,tags,expires,owner\r\n"
        for number in 1...5000 {
            let tag = number.isMultiple(of: 5) ? "eu fifth" : "eu"
            let ends = number.isMultiple(of: 100) ? "2020-01-01T00:00:00Z" : "2100-01-01T00:00:00Z"
            text += "group-\(number % 10)/\(number),\(Desk.guid(1, number)),\(Desk.guid(2, number)),"
            text += "\(Desk.secret(number)),\(tag),\(ends),ada\r\n"
        }
        let report = try desk.json(["import", "-"], input: text)
        #expect(report["added"]?.elements.count == 5000)
        #expect(report["refused"] == [] && report["changed"] == [] && report["same"] == [])

        let all = try desk.json(["list"]).elements
        #expect(Set(all.compactMap { $0["name"]?.text }).count == 5000)
        #expect(Set(all.compactMap { $0["clientId"]?.text }).count == 5000)
        for (more, count) in [
            (["--tag", "fifth"], 1000), (["--name", "group-3/*"], 500),
            (["--tag", "fifth", "--name", "group-3/*"], 1500),
            (["--name", "group-?/1"], 1), (["--tag", "nothing"], 0), (["--all"], 5000),
        ] {
            #expect(try desk.json(["list"] + more).elements.count == count, "\(more)")
        }
        let lines = try desk.good(["list"]).split(separator: "\n")
        #expect(lines.count == 5001)
        for number in [1, 2500, 5000] {
            let tenant = try desk.json(["show", "group-\(number % 10)/\(number)"])
            #expect(tenant["clientId"] == .text(Desk.guid(2, number)))
            #expect(try desk.json(["show", Desk.guid(1, number)]) == tenant)
        }
        expectFailure(try desk.run(["show", "group-0/5001"]), 7)
        #expect(try desk.good(["reveal", "group-4/1234", "--yes-reveal"]) == Desk.secret(1234))

        let ending = try desk.json(["expiring"]).elements
        #expect(ending.filter { $0["verdict"] == "expired" }.count == 50)
        let days = ending.compactMap { $0["daysLeft"]?.number }
        #expect(days == days.sorted())
        #expect(try desk.run(["expiring", "--check", "--tag", "fifth"]).status == 12)
        let verified = try desk.json(["verify"])
        #expect(verified["tenants"] == 5000 && verified["applications"] == 5000 && verified["secrets"] == 5000)

        let again = try desk.json(["import", "-"], input: text)
        #expect(again["same"]?.elements.count == 5000 && again["added"] == [])
        #expect(try desk.json(["remove", "--name", "group-7/*", "--yes"]).elements.count == 500)
        #expect(try desk.json(["verify"])["tenants"] == 4500)
    }

    @Test("two hundred customers get their tokens in the order of their names, and one that fails is told apart")
    func twoHundredTokens() throws {
        let customers = (1...200).map { number in
            KnownApplication(
                directory: Desk.guid(3, number), domain: "customer\(number).example", client: "", secret: "", keyID: ""
            )
        }
        // The directory of the last has not consented.
        let authority = try Authority(
            consented: Array(customers.dropLast()), more: customers.map { try Authority.tenant($0, []) })
        let desk = try Desk()
        try desk.add("contoso", .contoso, at: authority)
        let rows = customers.enumerated().map {
            "customer-\(1000 + $0.offset),\($0.element.directory),contoso,customer"
        }
        let report = try desk.json(
            ["import", "-"], input: "name,directoryId,app,tags\n" + rows.joined(separator: "\n"))
        #expect(report["added"]?.elements.count == 200)
        #expect(try desk.json(["expiring"]).elements.map { $0["tenants"] } == [201])

        let before = try authority.tokenRequests()
        let run = try desk.run(["token", "--all", "-o", "json"])
        #expect(run.status == 11)
        #expect(try JSON(run.errors)["error"]?["message"]?.text?.hasPrefix("1 of 201 ") == true, "\(run.errors)")
        let elements = try JSON(run.output).elements
        #expect(elements.compactMap { $0["tenant"]?.text } == ["contoso"] + (0..<200).map { "customer-\(1000 + $0)" })
        let failed = elements.filter { $0["error"] != nil }
        #expect(failed.map { $0["tenant"] } == ["customer-1199"])
        #expect(failed.first?["error"]?["code"] == "refused")
        #expect(failed.first?["accessToken"] == nil as JSON?)
        let tokens = elements.compactMap { $0["accessToken"]?.text }
        #expect(Set(tokens).count == 200)
        for (element, customer) in zip(elements.dropFirst(), customers) {
            #expect(element["directoryId"] == .text(customer.directory))
        }
        #expect(try authority.tokenRequests() - before == 201)

        // From the cache, the failed one alone is asked for again.
        let again = try desk.run(["token", "--tag", "customer", "-o", "json"])
        #expect(again.status == 11)
        #expect(try JSON(again.output).elements.filter { $0["source"] == "cache" }.count == 199)
        #expect(try authority.tokenRequests() - before == 202)
        let minted = try desk.json(["audit"]).elements.filter { $0["event"] == "minted" }
        let tenants = Set(minted.compactMap { $0["tenant"]?.text })
        #expect(tenants == Set(elements.filter { $0["error"] == nil }.compactMap { $0["tenant"]?.text }))
        try desk.good(["verify"])
    }
}
