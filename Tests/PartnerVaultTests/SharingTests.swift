import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// Many programs at once on one vault; none waits for a person, and none undoes what another did.
@Suite("Twenty programs at once", .onOwnThreads)
struct SharingTests {
    private static let count = 20

    private static func name(_ number: Int) -> String { Desk.stockName(number) }

    private func add(_ desk: Desk, _ number: Int) throws -> RunningProgram {
        try desk.program.start(
            [
                "add", Self.name(number), "--directory-id", Desk.guid(1, number), "--client-id", Desk.guid(2, number),
                "--secret-fd", "3", "--no-verify",
            ],
            descriptors: [3: Array(Desk.secret(number).utf8)]
        )
    }

    @Test("add, list and mint, and lose nothing")
    func addListMint() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add("contoso", .contoso, at: authority)
        // More than half a minute may pass for the last of them on a small machine.
        var adders: [RunningProgram] = []
        var readers: [RunningProgram] = []
        for number in 1...Self.count {
            adders.append(try add(desk, number))
            let reader = number.isMultiple(of: 2) ? ["list", "-o", "json"] : ["token", "contoso", "--force-new"]
            readers.append(try desk.program.start(reader))
        }
        for adder in adders {
            let finished = try adder.finish(within: .seconds(120))
            #expect(finished.status == 0, "\(finished.errors)")
        }
        for (index, reader) in readers.enumerated() {
            let finished = try reader.finish(within: .seconds(120))
            #expect(finished.status == 0, "\(finished.errors)")
            if (index + 1).isMultiple(of: 2) {
                // Whatever moment a listing shows, it shows it whole.
                let tenants = try JSON(finished.output).elements
                #expect(tenants.contains { $0["name"] == "contoso" })
                #expect(tenants.allSatisfy { $0["credentials"]?.elements.count == 1 })
            } else {
                #expect(finished.output.hasPrefix("eyJ"))
            }
        }

        let names = (1...Self.count).map(Self.name)
        #expect(Set(try desk.json(["list"]).elements.compactMap { $0["name"]?.text }) == Set(names + ["contoso"]))
        for number in 1...Self.count {
            #expect(try desk.good(["reveal", Self.name(number), "--yes-reveal"]) == Desk.secret(number))
        }
        let verified = try desk.json(["verify"])
        #expect(verified["tenants"] == 21 && verified["applications"] == 21 && verified["secrets"] == 21)
        let audit = try desk.json(["audit"]).elements
        for name in names {
            #expect(audit.filter { $0["event"] == "added" && $0["tenant"] == .text(name) }.count == 1, "\(name)")
        }
        #expect(audit.filter { $0["event"] == "minted" && $0["tenant"] == "contoso" }.count >= Self.count / 2)
        #expect(verified["auditRows"] == .number(Double(audit.count)))
        #expect(Set(audit.compactMap { $0["actor"]?["pid"]?.number }).count >= Self.count)
    }

    @Test("that want the same name: one gets it, the others are told")
    func sameName() throws {
        let desk = try Desk()
        let adders = try (1...Self.count).map { number in
            try desk.program.start(
                [
                    "add", "wanted", "--directory-id", Desk.guid(1, number), "--client-id", Desk.guid(2, number),
                    "--secret-fd", "3", "--no-verify",
                ],
                descriptors: [3: Array(Desk.secret(number).utf8)]
            )
        }
        let finished = try adders.map { try $0.finish(within: .seconds(120)) }
        #expect(finished.filter { $0.status == 0 }.count == 1)
        for late in finished where late.status != 0 { expectFailure(late, 8) }
        let winner = try #require(finished.firstIndex { $0.status == 0 }) + 1
        #expect(try desk.json(["show", "wanted"])["clientId"] == .text(Desk.guid(2, winner)))
        #expect(try desk.good(["reveal", "wanted", "--yes-reveal"]) == Desk.secret(winner))
        #expect(try desk.json(["verify"])["secrets"] == 1)
    }

    @Test("of which some are killed in the middle leave a sound vault, and what was acknowledged is there")
    func killed() throws {
        let desk = try Desk()
        let adders = try (1...Self.count).map { try add(desk, $0) }
        // As soon as one has finished, the others are somewhere on their way.
        #expect(try adders[0].finish(within: .seconds(120)).status == 0)
        for adder in adders.dropFirst() { adder.signal(SIGKILL) }
        var stored: Set = [Self.name(1)]
        for (index, adder) in adders.enumerated().dropFirst() {
            if try adder.finish().status == 0 { stored.insert(Self.name(index + 1)) }
        }
        let verified = try desk.json(["verify"])
        let tenants = try desk.json(["list"]).elements
        #expect(stored.isSubset(of: tenants.compactMap { $0["name"]?.text }))
        #expect(verified["tenants"] == .number(Double(tenants.count)))
        #expect(verified["secrets"] == .number(Double(tenants.count)))
        try desk.stock(50...50)
        try desk.good(["verify"])
    }
}
