import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

import struct VaultModel.Tag

@Suite("archived tenants")
struct ArchivedTests {
    /// Of three, the first is archived; the second has its tag.
    private func run(_ body: @Sendable (Bench) async throws -> Void) async throws {
        try await Bench.rotating(3) { bench in
            let tags = [Tag("prod")].compactMap(\.self)
            for name in ["t1", "t2"] { try await bench.edit(name) { $0.tags = tags } }
            _ = try await bench.vault.set(.rotateBefore, to: .duration(.seconds(40 * 86_400)), for: .tenant("t1"))
            #expect(try await bench.offboardOne().archived != nil)
            try await body(bench)
        }
    }

    private static let selections = [
        TenantSelection.everything, TenantSelection(glob: "t*"),
        TenantSelection(tags: [Tag("prod")].compactMap(\.self)),
        TenantSelection(names: [Sample.contoso]),
    ]

    @Test("They are left out wherever nobody names them", arguments: selections)
    func leftOut(selection: TenantSelection) async throws {
        try await run { bench in
            let left = selection.tags.isEmpty ? ["t2", "t3"] : ["t2"]
            let vault = bench.vault
            #expect(try await vault.tenants(selection).map(\.name) == left)
            #expect(try await vault.expiring(selection, within: nil).map(\.tenant).sorted() == left)
            #expect(try await vault.findings(selection).allSatisfy { left.contains($0.tenant) })
            #expect(try await vault.policies(selection).map(\.scope) == left.map { .tenant($0) })
            #expect(try await vault.tokens(for: selection, TokenQuery()) { _, _ in }.map(\.tenant) == left)
            #expect(try await vault.probe(selection, resource: nil) { _, _ in }.map(\.tenant) == left)
            #expect(try await vault.sync(selection, SyncQuery()) { _, _ in }.map(\.tenant) == left)
            #expect(try await vault.rights(selection, concurrency: 2) { _, _ in }.map(\.tenant) == left)
            #expect(try await vault.consent(selection, ConsentQuery(.check)) { _, _ in }.map(\.tenant) == left)
            let rotated = try await vault.rotate(selection, RotationQuery(.replace, isDryRun: true)) { _, _, _ in }
            #expect(rotated.map(\.tenant) == left)
            #expect(try await bench.lines(of: selection).report.tenants == left)
            #expect(try await vault.removable(selection).map(\.name) == left)
            #expect(try await vault.offboardable(selection).map(\.name) == left)
            let report = try await vault.report()
            #expect(report.tenants == 2 && report.applications == 2)
            #expect(try await vault.archivedTenants(.everything).map(\.name) == ["t1"])
            #expect(try await vault.archivedTenants(TenantSelection(glob: "t[23]")).isEmpty)
            #expect(try await vault.loginsDue().isEmpty)
        }
    }

    @Test("Whoever names one is told, and nothing is asked of anybody")
    func named() async throws {
        try await run { bench in
            let vault = bench.vault
            for name in ["t1", SyncSample.client(1)] {
                let one = TenantSelection(names: [name])
                let requests = await bench.requests
                let failures = [
                    await expectFailure(.noCredential) {
                        _ = try await vault.tokens(for: one, TokenQuery()) { _, _ in }
                    },
                    await expectFailure(.noCredential) { _ = try await vault.probe(one, resource: nil) { _, _ in } },
                    await expectFailure(.noCredential) { _ = try await vault.sync(one, SyncQuery()) { _, _ in } },
                    await expectFailure(.noCredential) { _ = try await bench.rotate(name) },
                    await expectFailure(.noCredential) { _ = try await bench.rights(name) },
                    await expectFailure(.noCredential) { try await bench.login(name, as: nil) },
                    await expectFailure(.noCredential) { _ = try await bench.secret(of: name) },
                    await expectFailure(.noCredential) { _ = try await bench.lines(of: one) },
                    await expectFailure(.noCredential) { try await bench.edit(name) { $0.owner = "ada" } },
                    await expectFailure(.noCredential) { try await bench.edit("t2") { $0.via = name } },
                    await expectFailure(.noCredential) { try await bench.add("new", in: Sample.contoso, app: name) },
                    await expectFailure(.noCredential) {
                        _ = try await vault.set(.rotateBefore, to: nil, for: .tenant(name))
                    },
                    await expectFailure(.noCredential) {
                        _ = try await vault.consent(one, ConsentQuery(.check)) { _, _ in }
                    },
                ]
                for failure in failures { #expect(failure?.message.hasPrefix("\"t1\" is archived since 2026") == true) }
                #expect(await bench.requests == requests)
                let shown = try await bench.show(name)
                #expect(shown.archived != nil)
            }
            #expect(try await vault.expiring(TenantSelection(names: ["t1"]), within: nil).isEmpty)
            #expect(try await bench.events(of: "t1").contains("offboarded"))
        }
    }

    @Test("The application can be had again under another name, and each goes by itself")
    func again() async throws {
        try await run { bench in
            await expectFailure(.alreadyThere) { try await bench.add(number: 1) }
            try await bench.add("again", client: SyncSample.client(1), secret: SyncSample.secret(1))
            try await bench.expectSound()
            // The ID means the one that is in use.
            #expect(try await bench.show(SyncSample.client(1)).name == "again")
            #expect(try await bench.vault.rename("t1", to: try #require(TenantName("old"))).archived != nil)
            #expect(try await bench.names() == ["again", "t2", "t3"])
            try await bench.add("t1", in: Sample.contoso, app: "again")
            _ = try await bench.vault.remove(TenantSelection(names: ["old"]))
            try await bench.expectSound()
            #expect(try await bench.show(SyncSample.client(2)).name == "t2")
            await expectFailure(.applicationExists) {
                try await bench.add("third", client: SyncSample.client(1), secret: SyncSample.secret(1))
            }
            // Twice the same application in the archive.
            let left = try await bench.offboard("again", "t1", query: OffboardQuery(isVaultOnly: true))
            #expect(left.allSatisfy { $0.archived != nil })
            try await bench.add("third", client: SyncSample.client(1), secret: SyncSample.secret(1))
            #expect(try await bench.offboardOne("third", OffboardQuery(isVaultOnly: true)).archived != nil)
            #expect(try await bench.archivedNames() == ["again", "t1", "third"])
            try await bench.expectSound()
            _ = try await bench.vault.remove(TenantSelection(names: ["again", "third", "t1"]))
            try await bench.expectSound()
        }
    }

    @Test("What a partner's directory said of its customers goes with it")
    func relationships() async throws {
        var seed = try SyncSample.seed([try SyncSample.application(1, roles: SyncSample.own + [Self.readsCustomers])])
        seed.tenants[0].delegatedAdminRelationships = [
            Seed.DelegatedAdminRelationship(
                id: "relationship-1", displayName: "GDAP", duration: "P730D", autoExtendDuration: "PT0S",
                status: "active", endDateTime: Sample.today + 5 * 86_400,
                customer: .init(tenantId: try #require(GUID(Sample.customer(1))), displayName: "Customer"))
        ]
        try await Bench.run(seed: seed) { bench in
            try await bench.add(number: 1)
            #expect(try await bench.sync(.everything, SyncQuery(relationships: true)).count == 2)
            #expect(try await bench.vault.expiring(.everything, within: nil).count == 2)
            #expect(try await bench.offboardOne("t1", OffboardQuery(isVaultOnly: true)).archived != nil)
            #expect(try await bench.vault.expiring(.everything, within: nil).isEmpty)
            #expect(try await bench.vault.findings(.everything).isEmpty)
            try await bench.expectSound()
        }
    }

    private static let readsCustomers = "DelegatedAdminRelationship.Read.All"

    @Test("An import leaves one alone")
    func importing() async throws {
        try await run { bench in
            let line = try bench.line("t1", client: SyncSample.client(1), secret: SyncSample.secret(1))
            let report = try await bench.importing([line])
            #expect(report.refused.count == 1 && report.refused[0].reason.contains("archived"))
            #expect(try await bench.show("t1").archived != nil)
        }
    }
}
