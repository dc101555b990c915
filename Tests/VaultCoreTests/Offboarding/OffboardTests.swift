import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

@Suite("offboard")
struct OffboardTests {
    @Test("Of an own application the vault's credentials go, others' stay, and the entry is for the record")
    func own() async throws {
        try await Bench.rotating { bench in
            try await bench.edit("t1") { $0.deliveryCommand = "deliver" }
            let expected = try await bench.show("t1")
            let outcome = try await bench.offboardOne()
            #expect(outcome.failure == nil, "\(outcome.failure?.message ?? "")")
            #expect(outcome.removedKeyIDs == [SyncSample.key])
            #expect(outcome.leftKeyIDs == [RotationSample.stranger(1)])
            #expect(outcome.archived == bench.folder.world.now && !outcome.consentRevoked && outcome.notes.isEmpty)
            #expect(try await bench.keyIDs() == [RotationSample.stranger(1)])
            var report = try await bench.show("t1")
            #expect(report.archived == bench.folder.world.now)
            #expect(report.credentials.isEmpty && report.deliverCommand == nil)
            report.archived = nil
            report.credentials = expected.credentials
            report.deliverCommand = expected.deliverCommand
            #expect(report == expected)
            let verified = try await bench.vault.verify { _, _ in }
            #expect(verified.damage == nil && verified.secrets == 0)
            let events = try await bench.audit("t1").filter { $0.event == "offboarded" }
            #expect(events.map(\.keyID) == [nil])
            // Nobody is asked a second time.
            let requests = await bench.requests
            let again = try await bench.offboardOne()
            #expect(again.archived == outcome.archived && again.failure == nil && again.removedKeyIDs.isEmpty)
            #expect(await bench.requests == requests)
        }
    }

    @Test("Two of ours: the one that signs in goes last; each is on record")
    func several() async throws {
        let more = "00000000-1111-4111-8111-000000000001"
        let text = "\(Sample.marker)entered-by-hand-0123456789abcdef"
        try await Bench.asking { tenant in
            tenant.applications?[0].roles = [RightsSample.owned]
            tenant.applications?[0].owners = ["self"]
            let second = Seed.PasswordCredential(
                keyId: try #require(GUID(more)), secretText: text, endDateTime: SyncSample.end)
            tenant.applications?[0].passwordCredentials?.append(second)
        } _: { bench in
            #expect(try await bench.sync().first?.failure == nil)
            try await bench.edit("t1") { $0.keyID = KeyID(SyncSample.key) }
            #expect(try await bench.rotateOne().step == .promoted)
            let new = try #require(try await bench.credentials().first?.keyID)
            let busy = try await bench.offboardOne()
            #expect(busy.failure?.code == .busy && busy.archived == nil)
            #expect(try await bench.keyIDs() == [SyncSample.key, new, more, RotationSample.stranger(1)])
            // A second secret that was entered, as edit leaves it.
            // The directory's clock runs on while ours stands.
            await bench.advance(by: 90_000)
            let retired = try await bench.rotateOne(RotationQuery(.due))
            #expect(retired.step == .retired, "\(retired)")
            try await bench.edit("t1") {
                $0.secret = try makeSecret(text)
                $0.keyID = KeyID(more)
            }
            let outcome = try await bench.offboardOne()
            #expect(outcome.failure == nil, "\(outcome.failure?.message ?? "")")
            #expect(outcome.removedKeyIDs == [new, more])
            #expect(outcome.leftKeyIDs == [RotationSample.stranger(1)])
            #expect(try await bench.keyIDs() == [RotationSample.stranger(1)])
            let events = try await bench.audit("t1").filter { $0.event == "offboarded" }
            #expect(events.map(\.keyID) == [new, nil])
            try await bench.expectSound()
        }
    }

    @Test("A customer's consent is taken back, its partner stays, and goes when nobody uses its application")
    func customers() async throws {
        try await Bench.serving(3) { bench in
            let first = try await bench.offboardOne("partner")
            #expect(first.failure?.code == .inUse && first.failure?.message.contains("3 other tenants") == true)
            let one = try await bench.offboardOne("customer 1")
            #expect(one.failure == nil && one.consentRevoked && one.archived != nil && one.removedKeyIDs.isEmpty)
            let consents = await bench.double.state.present.tenants[0].applications?[0].applicationConsents ?? []
            #expect(consents.count == 2)
            #expect(try await bench.names() == ["customer 0", "customer 2", "partner"])
            #expect(try await bench.show("customer 1").clientID == People.partner)
            #expect(try await bench.show("customer 1").app == nil)
            #expect(try await bench.events(of: "customer 1").suffix(2) == ["consentRevoked", "offboarded"])
            #expect(try await bench.token("customer 0").source == .minted)
            #expect(try await bench.vault.expiring(.everything, within: nil).allSatisfy { $0.tenants == 3 })
            try await bench.expectSound()
            // All at once, in the order in which that goes.
            let rest = try await bench.offboard()
            #expect(rest.map(\.tenant) == ["customer 0", "customer 2", "partner"])
            #expect(rest.allSatisfy { $0.archived != nil || $0.failure != nil })
            // The partner's application may not change itself here.
            #expect(rest.map(\.failure?.code) == [nil, nil, .denied])
            #expect(rest[2].failure?.hint?.contains("partner-vault rights partner") == true)
            #expect(try await bench.show("partner").archived == nil)
            #expect(try await bench.token("partner").accessToken.isEmpty == false)
            let alone = try await bench.offboardOne("partner", OffboardQuery(isVaultOnly: true))
            #expect(alone.failure == nil && alone.archived != nil)
            #expect(try await bench.names().isEmpty)
            #expect(try await bench.archivedNames() == ["customer 0", "customer 1", "customer 2", "partner"])
            try await bench.expectSound()
            for name in ["customer 1", "partner", "customer 0", "customer 2"] {
                _ = try await bench.vault.remove(TenantSelection(names: [name]))
                try await bench.expectSound()
            }
        }
    }

    @Test("Where no partner consented, the customer's admin is named, and the entry archived all the same")
    func adminConsent() async throws {
        try await Bench.run(customers: 1) { bench in
            try await bench.add("contoso")
            try await bench.add("customer", in: Sample.customer(0), app: "contoso")
            let outcome = try await bench.offboardOne("customer")
            #expect(outcome.failure == nil && !outcome.consentRevoked && outcome.archived != nil)
            #expect(outcome.notes.count == 1 && outcome.notes[0].contains(Sample.customer(0)))
            for note in outcome.notes { expectFitForPeople(note) }
        }
    }

    @Test("A dry run says the same and changes nothing anywhere", arguments: [true, false])
    func dryRun(ofCustomers: Bool) async throws {
        @Sendable func compare(_ bench: Bench, _ names: [String]) async throws {
            let before = (await bench.double.state.present.tenants, try await bench.vault.tenants(.everything))
            let generation = try await bench.vault.verify { _, _ in }.generation
            let dry = try await bench.vault.offboard(
                TenantSelection(names: names), OffboardQuery(isDryRun: true)
            ) { _, _ in }
            #expect(dry.allSatisfy { $0.isDryRun && $0.archived == nil && $0.failure == nil })
            #expect(await bench.double.state.present.tenants == before.0)
            #expect(try await bench.vault.tenants(.everything) == before.1)
            #expect(try await bench.vault.verify { _, _ in }.generation == generation)
            let real = try await bench.vault.offboard(TenantSelection(names: names), OffboardQuery()) { _, _ in }
            #expect(real.map(\.removedKeyIDs) == dry.map(\.removedKeyIDs))
            #expect(real.map(\.leftKeyIDs) == dry.map(\.leftKeyIDs))
            #expect(real.map(\.consentRevoked) == dry.map(\.consentRevoked))
            #expect(real.allSatisfy { $0.archived != nil })
        }
        if ofCustomers {
            try await Bench.serving(2) { try await compare($0, ["customer 0", "customer 1"]) }
        } else {
            try await Bench.rotating(2) { try await compare($0, ["t1", "t2"]) }
        }
    }

    @Test("With another's rights, which are free for its own end after that")
    func via() async throws {
        try await Bench.asking(2) { tenant in
            tenant.applications?[1].roles = [RightsSample.all]
        } _: { bench in
            try await bench.edit("t1") { $0.via = "t2" }
            #expect(try await bench.offboardOne("t2").failure?.code == .inUse)
            let outcomes = try await bench.offboard()
            #expect(outcomes.map(\.failure?.code) == [nil, nil])
            #expect(outcomes.map(\.removedKeyIDs) == [[SyncSample.keyID(1)], [SyncSample.keyID(2)]])
            #expect(try await bench.keyIDs(1) == [RotationSample.stranger(1)])
            #expect(try await bench.keyIDs(2) == [RotationSample.stranger(2)])
            #expect(try await bench.archivedNames() == ["t1", "t2"])
            try await bench.expectSound()
        }
    }

    @Test("A certificate goes from the list of all, and others' stay")
    func certificate() async throws {
        let other = "eeeeeeee-0000-4000-b000-000000000001"
        var seed = try RotationSample.seed(lasting: true)
        seed.tenants[0].applications?[0].keyCredentials = [
            Seed.KeyCredential(keyId: try #require(GUID(other)), certificate: SampleKeys.certificate)
        ]
        try await Bench.run(seed: seed) { bench in
            defer { bench.folder.world.passing.withLock { $0 = nil } }
            bench.advanceWhenPausing()
            try await bench.add(number: 1)
            let made = try await bench.rotateOne(RotationQuery(.replace, kind: .certificate))
            #expect(try await bench.rotateOne(RotationQuery(.finish)).step == .retired)
            let outcome = try await bench.offboardOne()
            #expect(outcome.failure == nil, "\(outcome.failure?.message ?? "")")
            #expect(outcome.removedKeyIDs == [made.keyID].compactMap(\.self))
            #expect(Set(outcome.leftKeyIDs) == [other, RotationSample.stranger(1)])
            let left = await bench.double.state.present.tenants[0].applications?[0].keyCredentials ?? []
            #expect(left.map(\.keyId.description) == [other])
            try await bench.expectSound()
        }
    }

    @Test("A directory that has no such application, or lists nothing of ours, is no obstacle")
    func nothingThere() async throws {
        try await Bench.asking(2) { tenant in
            tenant.applications?[1].roles = [RightsSample.all]
        } _: { bench in
            try await bench.edit("t1") { $0.via = "t2" }
            await bench.fault(match: Fault.Match(path: SyncSample.client(1))) { $0.status = 404 }
            let outcome = try await bench.offboardOne()
            #expect(outcome.failure == nil && outcome.archived != nil && outcome.removedKeyIDs.isEmpty)
            #expect(outcome.notes == ["the directory has no such application any more"])
        }
    }

    @Test("A secret that nobody can tell from others is left, and said to be")
    func ambiguous() async throws {
        try await Bench.asking { tenant in
            tenant.applications?[0].roles = [RightsSample.owned]
            tenant.applications?[0].owners = ["self"]
            let twin = Seed.PasswordCredential(
                keyId: GUID(SyncSample.stranger) ?? GUID(), secretText: SyncSample.secret(1) + "x",
                endDateTime: SyncSample.end)
            tenant.applications?[0].passwordCredentials?.append(twin)
        } _: { bench in
            let before = try await bench.keyIDs()
            let outcome = try await bench.offboardOne()
            #expect(outcome.archived != nil && outcome.removedKeyIDs.isEmpty)
            #expect(Set(outcome.leftKeyIDs) == before && outcome.notes.count == 1)
            #expect(try await bench.keyIDs() == before)
        }
    }
}
