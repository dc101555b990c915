import Foundation
import GRDB
import TestThreads
import Testing
import VaultModel

@testable import VaultCrypto
@testable import VaultStore

/// A whole vault under other keys: everything is there, and nothing of it opens as before.
@Suite(.onOwnThreads) struct RekeyingTests {
    /// What opens the vault from then on. (A tuple cannot hold what cannot be copied.)
    private final class Rekeyed {
        let header: VaultHeader
        let identity: Identity

        init(_ header: VaultHeader, _ identity: consuming Identity) {
            self.header = header
            self.identity = identity
        }
    }

    /// The keys of the sample's vault one epoch on, in a header of their own.
    private func rekey(
        _ fixture: VaultFixture, _ body: (VaultEdit) throws -> Void = { _ in }
    ) throws -> Rekeyed {
        let vault = try fixture.open()
        defer { try? vault.close() }
        let key = try KeyRing.unlock(
            try vault.read { try $0.header() },
            with: .passphrase(Passphrase(try makeSecret(SampleKeys.passphrase))))
        let identity = try Identity()
        var draft = try HeaderDraft(rekeying: try SampleKeys.shared.header, key: key)
        try draft.add(.recipient(identity.recipient), id: 5, at: SampleKeys.instant)
        let new = try draft.finish(openedBy: 5)
        try vault.rekey(to: new, progress: { _, _ in }) { edit in
            try edit.record(VaultFixture.entry(.rekeyed))
            try body(edit)
        }
        return Rekeyed(new.header, identity)
    }

    private func open(_ fixture: VaultFixture, _ identity: borrowing Identity) throws -> SealedVault {
        let found = try fixture.find()
        let key = try KeyRing.unlock(found.header, with: .identity(try Identity(file: try identity.fileContent())))
        return found.open(with: try key.keys(of: found.header))
    }

    @Test func everythingIsThereUnderTheNewKeys() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let settings = VaultSettings(
            slots: [SlotNote(id: 1, label: "night shift", proven: SampleKeys.instant)], highestSlot: 4)
        let partner = try sample.id(of: "contoso")
        let relationship = Relationship(
            id: "r", name: "GDAP", customer: "Fabrikam", customerID: nil, status: .active, end: SampleKeys.instant,
            extendsItself: false)
        let rekeyed = try rekey(fixture) { edit in
            try edit.set(settings)
            try edit.set([relationship], of: partner)
        }
        let vault = try open(fixture, rekeyed.identity)
        #expect(try vault.standing() == .sound)
        try vault.read { snapshot in
            let contents = try snapshot.everything()
            var tenants = contents.tenantsByID
            #expect(try snapshot.relationships(of: try #require(tenants[partner])) == [relationship])
            tenants[partner]?.relationships = nil
            #expect(tenants == sample.tenants)
            #expect(contents.applicationsByID == sample.applications)
            for (id, tenant) in sample.tenants { #expect(try snapshot.tenant(named: tenant.name)?.id == id) }
            for application in sample.applications.values {
                for credential in application.credentials {
                    let expected = try makeSecret(sample.secrets[credential.id] ?? "")
                    let isSame = try snapshot.secret(of: credential).material.isIdentical(to: expected)
                    #expect(isSame)
                }
            }
            #expect(try snapshot.settings() == settings)
            #expect(try snapshot.auditEntries().map(\.event) == [.created] + sample.events + [.rekeyed])
            let counts = try snapshot.verifyEverything { _, _ in }
            #expect(counts.tenants == 3)
            #expect(counts.auditRows == 5)
            #expect(try snapshot.cachedToken(for: Sample.request) == nil)
        }
        // And it goes on from there.
        try vault.write { try $0.record(VaultFixture.entry(.probed)) }
        try vault.close()
    }

    @Test func twiceInARow() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let rekeyed = try rekey(fixture)
        let vault = try open(fixture, rekeyed.identity)
        let key = try KeyRing.unlock(
            rekeyed.header, with: .identity(try Identity(file: try rekeyed.identity.fileContent())))
        var draft = try HeaderDraft(rekeying: rekeyed.header, key: key)
        try draft.add(.recipient(rekeyed.identity.recipient), id: 6, at: SampleKeys.instant)
        let new = try draft.finish(openedBy: 6)
        try vault.rekey(to: new, progress: { _, _ in }) { try $0.record(VaultFixture.entry(.rekeyed)) }
        try vault.close()
        let again = try open(fixture, rekeyed.identity)
        #expect(try again.read { try $0.everything().tenantsByID } == sample.tenants)
        #expect(try again.read { try $0.verifyEverything { _, _ in } }.auditRows == 6)
        // Six of the sample, for each re-keying the last under its old keys, and the first one's first.
        #expect(try again.read { try $0.formerRoots().entries.map(\.generation) } == Array(1...9))
        try again.close()
    }

    @Test func theOldKeysOpenNothing() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let other = try fixture.open()
        _ = try rekey(fixture)
        #expect(throws: StoreError.rekeyed) { _ = try other.read { $0.generation } }
        #expect(throws: StoreError.rekeyed) { try other.write { try $0.record(VaultFixture.entry(.probed)) } }
        try other.close()
        #expect(throws: StoreError.damaged(.manifest)) {
            _ = try fixture.find().open(with: try SampleKeys.shared.unlock()).read { $0.generation }
        }
    }

    @Test func nothingSealedUnderTheOldKeyIsLeft() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let tables = ["record", "secret", "name_index", "audit", "token_cache"]
        let old = try fixture.tamper { database in
            try tables.flatMap { try Data.fetchAll(database, sql: "SELECT substr(box, 25, 32) FROM \($0)") }
        }
        #expect(old.count > 15)
        let slot = Data(try SampleKeys.shared.header.slots[0].sealedKey)
        let held = try fixture.open()
        let rekeyed = try rekey(fixture)
        for suffix in ["", "-wal"] {
            guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: fixture.files.database + suffix)) else {
                continue
            }
            for commitment in old + [slot] { #expect(bytes.range(of: commitment) == nil, "\(suffix)") }
        }
        try held.close()
        try open(fixture, rekeyed.identity).close()
    }

    /// A service has a witness of its own, last raised before somebody re-keyed the vault.
    @Test func aWitnessOfBeforeIsStillGood() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let early = try Data(contentsOf: URL(fileURLWithPath: fixture.witnessPath))
        var vault = try fixture.open()
        try vault.write { try $0.record(VaultFixture.entry(.probed)) }
        try vault.close()
        let rekeyed = try rekey(fixture)
        let path = try fixture.witnessPath
        try early.write(to: URL(fileURLWithPath: path))
        vault = try open(fixture, rekeyed.identity)
        #expect(try vault.standing() == .sound)
        #expect(try vault.read { $0.generation } == 9)
        try vault.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) != early)
    }

    /// The same generation of a copy that went another way is no former root.
    @Test func aWitnessOfAnotherWayIsNot() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let other = try fixture.copy()
        let vault = try other.open()
        try vault.write { try $0.record(VaultFixture.entry(.probed)) }
        try vault.close()
        let foreign = try Data(contentsOf: URL(fileURLWithPath: other.witnessPath))
        let rekeyed = try rekey(fixture)
        try foreign.write(to: URL(fileURLWithPath: fixture.witnessPath))
        #expect(throws: StoreError.forked) { _ = try open(fixture, rekeyed.identity).read { $0.generation } }
    }

    @Test func aFailureLeavesTheVaultAsItWas() throws {
        struct Stop: Error {}
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let bytes = try fixture.bytes
        #expect(throws: Stop.self) { _ = try rekey(fixture) { _ in throw Stop() } }
        #expect(try fixture.bytes == bytes)
        #expect(Probes(fixture, sample).isSound)
    }

    @Test func whatIsDamagedIsNotSealedAnew() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let id = try #require(sample.secrets.keys.first)
        // A single secret, which a listing would not open.
        try fixture.tamper("UPDATE secret SET box = zeroblob(length(box)) WHERE id = ?", [id.rawValue])
        let bytes = try fixture.bytes
        #expect(throws: StoreError.damaged(.bucket)) { _ = try rekey(fixture) }
        #expect(try fixture.bytes == bytes)
    }
}
