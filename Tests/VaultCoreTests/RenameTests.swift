import Testing
import VaultCore
import VaultModel

@Suite("Rename")
struct RenameTests {
    @Test("References follow, and the log has both names")
    func references() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret) {
                $0.via = "contoso"
            }
            let before = try await bench.show("contoso")
            var wanted = before
            wanted.name = "Contoso Ltd"
            #expect(try await rename("contoso", to: "Contoso Ltd", bench) == wanted)
            #expect(try await bench.show("fabrikam").app == "Contoso Ltd")
            #expect(try await bench.show("portal").via == "Contoso Ltd")
            await expectFailure(.notFound) { _ = try await bench.show("contoso") }
            #expect(try await bench.events(of: "contoso") == ["added", "renamed"])
            #expect(try await bench.events(of: "contoso ltd") == ["renamed"])
            #expect(try await bench.token("Contoso Ltd").source == .minted)
        }
    }

    @Test("Only the letters' case")
    func caseOnly() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            #expect(try await rename("contoso", to: "CONTOSO", bench).name == "CONTOSO")
            #expect(try await bench.names() == ["CONTOSO"])
            #expect(try await bench.show("contoso").name == "CONTOSO")
        }
    }

    @Test("A name that is taken, and a tenant that is not there")
    func refused() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            await expectFailure(.alreadyThere) { _ = try await rename("fabrikam", to: "CONTOSO", bench) }
            await expectFailure(.notFound) { _ = try await rename("nobody", to: "somebody", bench) }
            await expectFailure(.severalMatch) { _ = try await rename(Sample.leads, to: "somebody", bench) }
            #expect(try await bench.names() == ["contoso", "fabrikam"])
        }
    }

    private func rename(_ name: String, to newName: String, _ bench: Bench) async throws -> TenantReport {
        try await bench.vault.rename(name, to: try #require(TenantName(newName)))
    }
}
