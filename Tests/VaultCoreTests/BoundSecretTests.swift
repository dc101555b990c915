import Testing
import VaultCore
import VaultCrypto
import VaultModel
import VaultStore

/// A secret's own word on where it may go, against an application that says otherwise. No command brings that about,
/// so a second door into the store does.
@Suite("Bound secrets")
struct BoundSecretTests {
    private func rewrite(_ bench: Bench, _ change: (borrowing StoredSecret) throws -> StoredSecret)
        throws
    {
        let files = VaultFiles(database: bench.folder.file, witnessFolder: bench.folder.witnesses)
        let found = try FoundVault(files, patience: .seconds(30))
        let store = found.open(
            with: try KeyRing.open(found.header, with: .passphrase(Passphrase(try makeSecret(Sample.passphrase)))))
        try store.write { edit in
            let name = try #require(TenantName("contoso"))
            let tenant = try #require(try edit.tenant(named: name)).tenant
            let credential = try #require(try edit.application(of: tenant).credentials.first)
            let changed = try change(try edit.secret(of: credential))
            try edit.update(changed, at: credential.id)
        }
        try store.close()
    }

    @Test("It is sent nowhere else: not to another authority, Graph or directory")
    func elsewhere() async throws {
        let elsewhere = try Origin("https://login.example.com")
        for part in 0..<3 {
            try await Bench.run { bench in
                try await bench.add("contoso")
                try rewrite(bench) { secret in
                    var destination = secret.destination
                    if part == 0 { destination.authority = elsewhere }
                    if part == 1 { destination.graph = elsewhere }
                    return StoredSecret(
                        kind: secret.kind, destination: destination,
                        directoryID: part == 2 ? try #require(DirectoryID(Sample.fabrikam)) : secret.directoryID,
                        material: try secret.material.duplicate())
                }
                expect(try await bench.tokens("contoso").first?.failure, is: .tampered)
                expect(try await bench.probe("contoso").first?.failure, is: .tampered)
                await expectFailure(.tampered) {
                    try await bench.add("new", in: Sample.fabrikam, app: "contoso", verify: true)
                }
                #expect(await bench.requests == 0)
            }
        }
    }
}
