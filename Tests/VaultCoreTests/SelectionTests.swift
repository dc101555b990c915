import Testing
import VaultCore
import VaultModel

/// Which tenants a command is about.
@Suite("Selecting tenants")
struct SelectionTests {
    /// Three tenants of two applications in two directories.
    private func fill(_ bench: Bench) async throws {
        try await bench.add("Contoso/Leads") { $0.tags = [try #require(Tag("gold")), try #require(Tag("emea"))] }
        try await bench.add("contoso/billing", client: Sample.billing, secret: Sample.billingSecret) {
            $0.tags = [try #require(Tag("emea"))]
        }
        try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso/leads")
    }

    private static let all = ["contoso/billing", "Contoso/Leads", "fabrikam"]

    struct Case: Sendable {
        let selection: TenantSelection
        let names: [String]
    }

    @Test(
        "By name, ID, tag, pattern or all; each once, sorted without regard to case",
        arguments: [
            Case(selection: TenantSelection(names: ["contoso/LEADS"]), names: ["Contoso/Leads"]),
            Case(
                selection: TenantSelection(names: ["fabrikam", "Contoso/Leads", "FABRIKAM"]),
                names: ["Contoso/Leads", "fabrikam"]),
            Case(selection: TenantSelection(names: [Sample.billing]), names: ["contoso/billing"]),
            Case(selection: TenantSelection(names: [Sample.leads]), names: ["Contoso/Leads", "fabrikam"]),
            Case(
                selection: TenantSelection(names: [Sample.contoso.uppercased()]),
                names: ["contoso/billing", "Contoso/Leads"]),
            Case(
                selection: TenantSelection(names: [Sample.fabrikam, Sample.billing]),
                names: ["contoso/billing", "fabrikam"]),
            Case(selection: TenantSelection(glob: "contoso/*"), names: ["contoso/billing", "Contoso/Leads"]),
            Case(selection: TenantSelection(glob: "*L?ADS"), names: ["Contoso/Leads"]),
            Case(selection: TenantSelection(glob: "[cf]*a*"), names: ["Contoso/Leads", "fabrikam"]),
            Case(
                selection: TenantSelection(names: ["fabrikam"], glob: "*billing"),
                names: ["contoso/billing", "fabrikam"]),
            Case(selection: .everything, names: all),
            Case(selection: TenantSelection(names: ["fabrikam"], all: true), names: all),
            Case(selection: TenantSelection(), names: []),
            Case(selection: TenantSelection(glob: "nobody*"), names: []),
        ])
    func selected(_ expected: Case) async throws {
        try await Bench.run { bench in
            try await fill(bench)
            #expect(try await bench.names(expected.selection) == expected.names)
        }
    }

    @Test("By tag, several of which widen the selection")
    func tags() async throws {
        try await Bench.run { bench in
            try await fill(bench)
            let cases: [([String], [String])] = [
                (["EMEA"], ["contoso/billing", "Contoso/Leads"]), (["gold"], ["Contoso/Leads"]),
                (["gold", "emea"], ["contoso/billing", "Contoso/Leads"]), (["silver"], []),
            ]
            for (tags, names) in cases {
                let selection = TenantSelection(tags: try tags.map { try #require(Tag($0)) })
                #expect(try await bench.names(selection) == names)
            }
        }
    }

    @Test(
        "A word that matches nothing stops everything, whatever stands beside it",
        arguments: [
            TenantSelection(names: ["nobody"]), TenantSelection(names: ["fabrikam", "nobody"]),
            TenantSelection(names: ["nobody"], all: true), TenantSelection(names: ["nobody"], glob: "*"),
            TenantSelection(names: [Sample.tailspin]), TenantSelection(names: [Sample.leads, Sample.tailspin]),
            TenantSelection(names: [""]), TenantSelection(names: ["contoso/*"]),
            TenantSelection(names: ["contoso.example"]),
        ])
    func unmatched(_ selection: TenantSelection) async throws {
        try await Bench.run { bench in
            try await fill(bench)
            let failure = await expectFailure(.notFound) { _ = try await bench.names(selection) }
            #expect(failure?.hint?.contains("partner-vault list") == true)
            await expectFailure(.notFound) { _ = try await bench.vault.remove(selection) }
            #expect(try await bench.names() == Self.all)
        }
    }

    @Test("Where one is needed, several are a failure that tells how to see them")
    func severalMatch() async throws {
        try await Bench.run { bench in
            try await fill(bench)
            let newName = try #require(TenantName("x"))
            let failures = [
                await expectFailure(.severalMatch) { _ = try await bench.vault.rename(Sample.leads, to: newName) },
                await expectFailure(.severalMatch) { try await bench.edit(Sample.leads) { $0.notes = "x" } },
                await expectFailure(.severalMatch) { _ = try await bench.secret(of: Sample.leads) },
                await expectFailure(.severalMatch) {
                    try await bench.add("new", in: Sample.tailspin, app: Sample.contoso)
                },
            ]
            for failure in failures {
                #expect(failure?.message.hasPrefix("2 tenants match") == true)
                #expect(failure?.hint?.contains("partner-vault show") == true)
            }
            // One that is the only one may be named by its ID.
            #expect(try await bench.vault.rename(Sample.billing, to: newName).name == "x")
        }
    }

    @Test("A name goes before an ID that reads the same")
    func nameLikeAnID() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add(Sample.leads, in: Sample.fabrikam, app: "contoso")
            #expect(try await bench.names(TenantSelection(names: [Sample.leads])) == [Sample.leads])
        }
    }
}
