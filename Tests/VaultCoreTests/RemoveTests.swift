import Testing
import VaultCore
import VaultModel

@Suite("Remove")
struct RemoveTests {
    private func removed(_ names: [String], _ bench: Bench) async throws -> [String] {
        try await bench.vault.remove(TenantSelection(names: names)).map(\.name)
    }

    @Test("With the last tenant its application goes, with its secrets and tokens")
    func last() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.leadsNext) }
            _ = try await bench.token("contoso")
            #expect(try await removed(["CONTOSO"], bench) == ["contoso"])
            let report = try await bench.vault.verify { _, _ in }
            #expect(report.tenants == 0 && report.applications == 0 && report.secrets == 0)
            #expect(try await bench.events(of: "contoso").last == "removed")
            // Name and client ID are free again, and no token of the old is served.
            try await bench.add("contoso")
            #expect(try await bench.token("contoso").source == .minted)
        }
    }

    @Test("A principal goes only with all who use its application")
    func principal() async throws {
        try await Bench.run(customers: 2) { bench in
            try await bench.add("contoso")
            for number in 0..<2 { try await bench.add("c\(number)", in: Sample.customer(number), app: "contoso") }
            let failure = await expectFailure(.inUse) { _ = try await removed(["contoso"], bench) }
            #expect(failure?.message.contains("2 other tenants") == true)
            // Known before a person is asked.
            let selection = TenantSelection(names: ["contoso"])
            await expectFailure(.inUse) { _ = try await bench.vault.removable(selection) }
            let one = await expectFailure(.inUse) { _ = try await removed(["contoso", "c0"], bench) }
            #expect(one?.message.contains("1 other tenant uses") == true)
            #expect(try await bench.names() == ["c0", "c1", "contoso"])
            #expect(try await removed(["c0"], bench) == ["c0"])
            #expect(try await bench.vault.expiring(.everything, within: nil).map(\.tenants) == [2])
            #expect(try await removed(["contoso", "c1"], bench) == ["c1", "contoso"])
            #expect(try await bench.vault.verify { _, _ in }.applications == 0)
        }
    }

    @Test("Who manages others' credentials stays until they are gone or have another")
    func via() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret) {
                $0.via = "contoso"
            }
            await expectFailure(.inUse) { _ = try await removed(["contoso"], bench) }
            #expect(try await removed(["portal"], bench) == ["portal"])
            #expect(try await removed(["contoso"], bench) == ["contoso"])
            try await bench.add("contoso")
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret) {
                $0.via = "contoso"
            }
            #expect(try await removed(["contoso", "portal"], bench) == ["contoso", "portal"])
        }
    }

    @Test("A name that is not there stops all")
    func allOrNothing() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await expectFailure(.notFound) { _ = try await removed(["contoso", "nobody"], bench) }
            #expect(try await bench.names() == ["contoso"])
            #expect(try await bench.vault.remove(TenantSelection()).isEmpty)
        }
    }
}
