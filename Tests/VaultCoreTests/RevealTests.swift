import Synchronization
import Testing
import VaultCore
import VaultModel

@Suite("Reveal")
struct RevealTests {
    private static let key = "eeeeeeee-0000-4000-8000-000000000001"

    @Test("The secret comes out once it is marked and recorded")
    func reveal() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.keyID = KeyID(Self.key) }
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            #expect(try await bench.secret(of: "contoso") == Sample.leadsSecret)
            #expect(try await bench.show("contoso").credentials.map(\.exposed) == [true])
            let row = try #require(try await bench.audit("contoso").last)
            #expect(row.event == "revealed" && row.keyID == Self.key && row.user == "ada" && row.pid == 42)
            #expect(row.slot == 1)
            // A customer's is its partner's.
            #expect(try await bench.secret(of: "fabrikam") == Sample.leadsSecret)
        }
    }

    @Test("One of several, by the directory's key ID or the vault's")
    func byID() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.keyID = KeyID(Self.key) }
            let report = try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.leadsNext) }
            #expect(try await bench.secret(of: "contoso", credential: Self.key.uppercased()) == Sample.leadsSecret)
            let id = try #require(report.credentials.first?.id)
            #expect(try await bench.secret(of: "contoso", credential: id) == Sample.leadsNext)
            for wanted in ["", "0000000000000001", Sample.leads] {
                await expectFailure(.noCredential) { _ = try await bench.secret(of: "contoso", credential: wanted) }
            }
            await expectFailure(.notFound) { _ = try await bench.secret(of: "nobody") }
        }
    }

    @Test("What cannot be recorded is not revealed")
    func unwritable() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try bench.folder.replaceFile()
            let isLent = Mutex(false)
            await expectFailure(.busy) {
                try await bench.vault.reveal("contoso", credential: nil) { _ in isLent.withLock { $0 = true } }
            }
            let wasLent = isLent.withLock { $0 }
            #expect(!wasLent)
        }
    }

    @Test("A failure of whoever takes it is passed on, and the record stays")
    func failingBody() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await expectFailure(.diskFull) {
                try await bench.vault.reveal("contoso", credential: nil) { _ in
                    throw VaultFailure(.diskFull, "the disk is full")
                }
            }
            #expect(try await bench.events(of: "contoso") == ["added", "revealed"])
        }
    }
}
