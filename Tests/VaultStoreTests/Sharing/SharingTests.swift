import Foundation
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Several threads and several open vaults over one file.
@Suite(.onOwnThreads) struct SharingTests {
    @Test(arguments: [1, 2, 4])
    func nothingIsLost(instances: Int) throws {
        let fixture = try VaultFixture()
        try fixture.create().close()
        let vaults = try (0..<instances).map { _ in try fixture.open() }
        let writers = 8
        let each = 12
        DispatchQueue.concurrentPerform(iterations: writers) { writer in
            for number in 0..<each {
                do {
                    try vaults[writer % instances].write { edit in
                        try edit.insertSample("tenant-\(writer)-\(number)")
                        try edit.record(VaultFixture.entry(.added))
                    }
                } catch {
                    Issue.record(error)
                }
            }
        }
        let counts = try fixture.open().read { try $0.verifyEverything { _, _ in } }
        #expect(counts.tenants == writers * each)
        #expect(counts.secrets == writers * each)
        #expect(counts.auditRows == writers * each + 1)
        #expect(counts.generation == UInt64(writers * each + 2))
    }

    /// A name can be taken once, whoever comes first.
    @Test func aNameIsGivenOnce() throws {
        let fixture = try VaultFixture()
        try fixture.create().close()
        let vaults = try (0..<3).map { _ in try fixture.open() }
        let taken = Tally()
        DispatchQueue.concurrentPerform(iterations: 12) { index in
            do {
                try vaults[index % 3].write { try $0.insertSample("the same") }
            } catch StoreError.taken {
                taken.add()
            } catch {
                Issue.record(error)
            }
        }
        #expect(taken.count == 11)
        #expect(try fixture.open().read { try $0.verifyEverything { _, _ in } }.tenants == 1)
    }

    /// Each change adds a tenant and an application together; no reader sees one without the other.
    @Test func readersSeeWholeStates() throws {
        let fixture = try VaultFixture()
        try fixture.create().close()
        let writer = try fixture.open()
        let readers = try (0..<3).map { _ in try fixture.open() }
        let reads = Tally()
        DispatchQueue.concurrentPerform(iterations: 4) { index in
            do {
                if index == 0 {
                    for number in 0..<40 { try writer.write { try $0.insertSample("tenant-\(number)") } }
                } else {
                    var last = 0
                    for _ in 0..<40 {
                        let counts = try readers[index - 1].read { try $0.verifyEverything { _, _ in } }
                        if counts.tenants != counts.applications || counts.tenants < last {
                            Issue.record("\(counts) after \(last)")
                        }
                        last = counts.tenants
                        reads.add()
                    }
                }
            } catch {
                Issue.record(error)
            }
        }
        #expect(reads.count == 120)
        #expect(try readers[0].read { try $0.everything().tenants.count } == 40)
    }

    /// A change that fails leaves nothing, and does not stop the next.
    @Test func aFailedChangeLeavesNothing() throws {
        struct Stop: Error {}
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let vault = try fixture.open()
        let (id, tenant) = try #require(sample.tenants.first)
        #expect(throws: Stop.self) {
            try vault.write { edit in
                try edit.removeTenant(id)
                try edit.insertSample("new")
                try edit.record(VaultFixture.entry(.removed))
                try edit.clearTokenCache()
                throw Stop()
            }
        }
        #expect(throws: StoreError.taken) {
            try vault.write { edit in
                try edit.record(VaultFixture.entry(.added))
                try edit.insert(tenant, as: .random())
            }
        }
        try vault.close()
        let probes = Probes(fixture, sample)
        #expect(probes.isSound, "\(probes)")
        #expect(try fixture.open().read { $0.generation } == 6)
    }

    @Test func whoHoldsTheVaultAloneKeepsOthersOut() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let lock = try FileLock(fixture.files.lock, .exclusive, patience: .zero)
        #expect(throws: StoreError.busy) { try fixture.find(patience: .milliseconds(60)) }
        lock.release()
        let vault = try fixture.open()
        #expect(throws: StoreError.busy) {
            _ = try FileLock(fixture.files.lock, .exclusive, patience: .milliseconds(60))
        }
        try vault.close()
    }

    /// A writer that does not end makes others wait as long as they have patience, and no longer.
    @Test func aLongWriterIsBusyToOthers() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let writer = try fixture.open()
        let other = try fixture.open(patience: .milliseconds(60))
        try writer.write { edit in
            try edit.record(VaultFixture.entry(.added))
            #expect(throws: StoreError.busy) { try other.write { try $0.record(VaultFixture.entry(.added)) } }
            // Readers go on with the state before it.
            #expect(try other.read { try $0.everything().tenantsByID } == sample.tenants)
        }
        #expect(try other.read { try $0.auditEntries().count } == 5)
    }

    #if os(Linux)
    /// Closing a second descriptor of a database drops all of the process's locks on it; another process that closes the
    /// vault then takes itself for the last, and removes the log with everybody's commits.
    @Test func openingAgainKeepsTheLocksOfTheFirst() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        // Held until the end: closing it would do what is tested for.
        let watch = unsafe open(fixture.files.database, O_RDWR | O_CLOEXEC)
        defer { close(watch) }
        let first = try fixture.open()
        #expect(try first.read { $0.generation } == 6)
        #expect(isLocked(watch))
        let second = try fixture.find()
        #expect(isLocked(watch))
        withExtendedLifetime((first, second)) {}
    }

    /// Whether anyone, this process too, holds a record lock on the file.
    private func isLocked(_ descriptor: Int32) -> Bool {
        var wanted = flock()
        wanted.l_type = Int16(F_WRLCK)
        wanted.l_whence = Int16(SEEK_SET)
        // F_OFD_GETLK, which sees this process's own locks as anybody's.
        return unsafe fcntl(descriptor, 36, &wanted) == 0 && wanted.l_type != Int16(F_UNLCK)
    }
    #endif
}

extension VaultEdit {
    /// Adds a tenant with an application and a secret of its own.
    func insertSample(_ name: String) throws {
        let id = RecordID.random()
        let application = RecordID.random()
        let directory = DirectoryID(UUID())
        let credential = Credential(
            id: .random(),
            kind: .clientSecret,
            state: .active,
            expiry: .at(SampleKeys.instant),
            added: SampleKeys.instant
        )
        try insert(Tenant(name: #require(TenantName(name)), directoryID: directory, application: application), as: id)
        try insert(
            Application(
                clientID: Identifier(UUID()),
                homeDirectory: directory,
                destination: Destination(cloud: .public),
                credentials: [credential],
                principal: id
            ),
            as: application
        )
        try insert(
            StoredSecret(
                kind: .clientSecret,
                destination: Destination(cloud: .public),
                directoryID: directory,
                material: try makeSecret("s3cr3t of \(name)")
            ),
            as: credential.id
        )
    }
}
