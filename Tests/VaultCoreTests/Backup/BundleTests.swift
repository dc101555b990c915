import EntraDouble
import Foundation
import TestThreads
import Testing
import VaultCore
import VaultCrypto
import VaultModel
import VaultStore

@Suite("Bundles", .onOwnThreads)
struct BundleTests {
    private func fill(_ bench: Bench) async throws {
        try await bench.add("contoso") { order in
            order.expiry = .never
            order.owner = "Ada"
            order.notes = "two\nlines"
        }
        try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso") { order in
            order.tags = [try #require(Tag("ci"))]
        }
        try await bench.add("woodgrove", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret) {
            $0.via = "contoso"
        }
    }

    @Test("What goes in comes out in another vault: names, secrets and their destinations")
    func roundTrip() async throws {
        let holder = try Holder()
        try await Bench.run { bench in
            try await fill(bench)
            let before = try await bench.vault.tenants(.everything)
            let (file, report) = try await bench.bundle(to: holder.key)
            #expect(report.tenants == ["contoso", "fabrikam", "woodgrove"] && report.withoutVia == [])
            #expect(try await bench.events(of: "woodgrove").last == "exported")
            #expect(try await bench.show("woodgrove").credentials.map(\.exposed) == [true])
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            #expect(bytes.firstRange(of: Data(Sample.marker.utf8)) == nil)
            try await Bench.run { other in
                let tried = try await other.importing(bundle: file, with: holder.file, ImportOptions(dryRun: true))
                #expect(tried.added.count == 3)
                #expect(try await other.names() == [])
                let imported = try await other.importing(bundle: file, with: holder.file)
                #expect(imported.added.sorted() == report.tenants && imported.refused == [])
                let after = try await other.vault.tenants(.everything)
                #expect(after.map(\.carried) == before.map(\.carried))
                // Two vaults have it now.
                #expect(after.flatMap(\.credentials).allSatisfy { $0.exposed })
                #expect(try await other.secret(of: "woodgrove") == Sample.portalSecret)
                // Bound to where the first vault sends it, which is no longer there.
                let authority = bench.double.baseURL
                #expect(after.map(\.authority).allSatisfy { $0 == authority })
                #expect(try await other.vault.verify { _, _ in }.secrets == 2)
                #expect(try await other.importing(bundle: file, with: holder.file).same.count == 3)
            }
        }
    }

    @Test("What this vault does about an application stays here: its delivery command and open rotation")
    func keepsToItself() async throws {
        let holder = try Holder()
        try await Bench.rotating { bench in
            #expect(try await bench.rotateOne().step == .promoted)
            try await bench.edit("t1") { $0.deliveryCommand = "deliver --token of-this-machine" }
            let (file, _) = try await bench.bundle(to: holder.key)
            let folder = try VaultFolder()
            _ = try await folder.restore(file, with: .identity(try Identity(file: holder.file)))
            let restored = try await folder.withVault(identity: holder.file) { try await $0.tenants(.everything) }
            #expect(restored.map(\.deliverCommand) == [nil] && restored.allSatisfy { $0.rotation == nil })
            let here = try await bench.show("t1")
            #expect(here.deliverCommand != nil && here.rotation != nil)
        }
    }

    @Test("What is there is never altered")
    func altersNothing() async throws {
        let holder = try Holder()
        try await Bench.run { bench in
            try await fill(bench)
            let (file, _) = try await bench.bundle(to: holder.key)
            try await bench.edit("contoso", replace: true) { $0.secret = try makeSecret(Sample.leadsNext) }
            try await bench.edit("woodgrove") { $0.notes = "changed here" }
            let before = try await bench.vault.tenants(.everything)
            let imported = try await bench.importing(bundle: file, with: holder.file)
            #expect(imported.changed == ["contoso"] && imported.added == [])
            #expect(imported.same == ["woodgrove", "fabrikam"])
            #expect(try await bench.vault.tenants(.everything) == before)
            #expect(try await bench.secret(of: "contoso") == Sample.leadsNext)
        }
    }

    @Test("It opens for its recipient alone")
    func oneRecipient() async throws {
        let (holder, other) = (try Holder(), try Holder())
        try await Bench.run { bench in
            try await fill(bench)
            let (file, _) = try await bench.bundle(to: holder.key)
            await expectFailure(.wrongPassphrase) { _ = try await bench.importing(bundle: file, with: other.file) }
            await expectFailure(.wrongPassphrase) {
                _ = try await VaultFolder().restore(file, with: .identity(try Identity(file: other.file)))
            }
        }
    }

    @Test("Only what is named goes")
    func nothingUnnamed() async throws {
        let holder = try Holder()
        try await Bench.run { bench in
            try await fill(bench)
            await expectFailure(.usage) { _ = try await bench.bundle("fabrikam", to: holder.key) }
            let (file, report) = try await bench.bundle("woodgrove", to: holder.key)
            #expect(report.tenants == ["woodgrove"] && report.withoutVia == ["woodgrove"])
            let folder = try VaultFolder()
            _ = try await folder.restore(file, with: .identity(try Identity(file: holder.file)))
            try await folder.withVault(identity: holder.file) { vault in
                let tenants = try await vault.tenants(.everything)
                #expect(tenants.map(\.name) == ["woodgrove"] && tenants[0].via == nil)
                #expect(try await vault.verify { _, _ in }.secrets == 1)
            }
        }
    }

    @Test("A read-only set mints and probes, and takes no change")
    func readOnly() async throws {
        let holder = try Holder()
        try await Bench.run { bench in
            try await fill(bench)
            let (file, _) = try await bench.bundle("contoso", "fabrikam", to: holder.key, isReadOnly: true)
            let folder = try VaultFolder()
            let restored = try await folder.restore(file, with: .identity(try Identity(file: holder.file)))
            #expect(restored.tenants == 2 && restored.kept == nil)
            try await folder.withVault(identity: holder.file) { vault in
                let one = TenantSelection(names: ["contoso"])
                #expect(try await vault.tokens(for: one, TokenQuery()) { _, _ in }.first?.failure == nil)
                #expect(try await vault.probe(one, resource: nil) { _, _ in }.first?.failure == nil)
                let events = try await vault.audit(one, since: nil, until: nil).map(\.event)
                #expect(events == ["minted", "probed"])
                await expectFailure(.readOnly) {
                    _ = try await vault.add(bench.order("new", client: Sample.billing, secret: Sample.billingSecret))
                }
                await expectFailure(.readOnly) {
                    var change = TenantChange(verify: false)
                    change.notes = "changed"
                    _ = try await vault.edit("contoso", change)
                }
                let name = try #require(TenantName("other"))
                await expectFailure(.readOnly) { _ = try await vault.rename("contoso", to: name) }
                await expectFailure(.readOnly) { _ = try await vault.remove(one) }
                await expectFailure(.readOnly) { _ = try await vault.removable(one) }
                await expectFailure(.readOnly) { try await vault.reveal("contoso", credential: nil) { _ in } }
                await expectFailure(.readOnly) { _ = try await vault.exportPlaintext(one) { _ in } }
                await expectFailure(.readOnly) { _ = try await vault.exportable(one) }
                await expectFailure(.readOnly) {
                    _ = try await vault.exportBundle(one, to: holder.key, isReadOnly: true) { _ in }
                }
                let source = try ImportSource(-1)
                await expectFailure(.readOnly) {
                    _ = try await vault.importTenants(from: source, fileName: nil, ImportOptions())
                }
            }
        }
    }

    /// What a maker of a bundle could write and this program would not.
    @Test("Texts that no other file may bring are refused", arguments: ["notes", "owner"])
    func hostile(field: String) async throws {
        let holder = try Holder()
        let vault = try SealedVault.bundle(to: holder.key) { tenant, application in
            if field == "notes" { tenant.notes = "\u{1B}]0;title\u{7}" }
            if field == "owner" { application.owner = "two\nlines" }
        }
        try await Bench.run { bench in
            let file = bench.folder.path + "/hostile.pvbundle"
            try Data(try vault.backupBytes()).write(to: URL(fileURLWithPath: file))
            let imported = try await bench.importing(bundle: file, with: holder.file)
            #expect(imported.added == [] && imported.refused.map(\.line) == [1])
            #expect(imported.refused.first?.reason.hasPrefix("\(field) is not") == true)
        }
    }

    @Test("A secret that nothing refers to is damage")
    func orphan() async throws {
        let holder = try Holder()
        let vault = try SealedVault.bundle(to: holder.key) { _, _ in }
        let directory = try #require(DirectoryID(Sample.contoso))
        try vault.write { edit in
            let secret = StoredSecret(
                kind: .clientSecret, destination: Destination(cloud: .public), directoryID: directory,
                material: try makeSecret(Sample.leadsNext))
            try edit.insert(secret, as: .random())
        }
        try await Bench.run { bench in
            let file = bench.folder.path + "/hostile.pvbundle"
            try Data(try vault.backupBytes()).write(to: URL(fileURLWithPath: file))
            await expectFailure(.tampered) { _ = try await bench.importing(bundle: file, with: holder.file) }
        }
    }

    @Test("A tenant of another directory than its application is at home in is damage")
    func notAtHome() async throws {
        let holder = try Holder()
        let fabrikam = try #require(DirectoryID(Sample.fabrikam))
        let vault = try SealedVault.bundle(to: holder.key) { tenant, _ in tenant.directoryID = fabrikam }
        try await Bench.run { bench in
            let file = bench.folder.path + "/hostile.pvbundle"
            try Data(try vault.backupBytes()).write(to: URL(fileURLWithPath: file))
            await expectFailure(.tampered) { _ = try await bench.importing(bundle: file, with: holder.file) }
            #expect(try await bench.names() == [])
        }
    }

    @Test("A secret that is bound elsewhere than its application says is damage")
    func boundElsewhere() async throws {
        let holder = try Holder()
        let vault = try SealedVault.bundle(to: holder.key, boundTo: Destination(cloud: .china)) { _, _ in }
        try await Bench.run { bench in
            let file = bench.folder.path + "/hostile.pvbundle"
            try Data(try vault.backupBytes()).write(to: URL(fileURLWithPath: file))
            let failure = await expectFailure(.tampered) {
                _ = try await bench.importing(bundle: file, with: holder.file)
            }
            #expect(failure?.message.contains("backup") == true)
            #expect(try await bench.names() == [])
        }
    }
}

/// Whom a bundle is for.
private final class Holder: Sendable {
    /// The identity file's content.
    let file: SecretBytes
    let key: RecipientKey

    init() throws {
        let identity = try Identity()
        file = try identity.fileContent()
        key = identity.recipient
    }
}

extension SealedVault {
    /// A bundle of one tenant, made by hand.
    fileprivate static func bundle(
        to recipient: RecipientKey, boundTo bound: Destination = Destination(cloud: .public),
        _ change: (inout Tenant, inout Application) -> Void
    ) throws -> SealedVault {
        let made = try KeyRing.create(
            schema: SealedVault.newestSchema, for: .recipient(recipient), at: Sample.today)
        let header = made.header
        let vault = try SealedVault.createInMemory(header: header, keys: made.takeKeys())
        let (id, application) = (RecordID.random(), RecordID.random())
        let directory = try #require(DirectoryID(Sample.contoso))
        let credential = Credential(id: .random(), kind: .clientSecret, state: .active, added: Sample.today)
        var tenant = Tenant(
            name: try #require(TenantName("contoso")), directoryID: directory, application: application)
        var owned = Application(
            clientID: try #require(ClientID(Sample.leads)), homeDirectory: directory,
            destination: Destination(cloud: .public), credentials: [credential], principal: id)
        change(&tenant, &owned)
        let secret = try makeSecret(Sample.leadsSecret)
        let stored = StoredSecret(
            kind: .clientSecret, destination: bound, directoryID: directory, material: secret)
        try vault.write { edit in
            try edit.insert(tenant, as: id)
            try edit.insert(owned, as: application)
            try edit.insert(stored, as: credential.id)
        }
        return vault
    }

    fileprivate func backupBytes() throws -> [UInt8] {
        let sink = Sink()
        _ = try writeBackup(to: { sink.bytes += $0 }) { _, _ in }
        return sink.bytes
    }

    private final class Sink {
        var bytes: [UInt8] = []
    }
}
