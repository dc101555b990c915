import EntraClient
import Foundation
import Testing
import VaultCore
import VaultModel

/// What is refused or shortened before a directory is asked for anything.
@Suite("what a directory allows a new credential to be")
struct RotationTermsTests {
    private func terms(
        _ kind: Credential.Kind = .clientSecret, limits: CredentialLimits? = nil, personal: Bool = false,
        secrets: Int = 1
    ) throws -> RotationTerms {
        let passwords = (0..<secrets).map { _ in GraphCredential(keyID: KeyID(UUID())) }
        let registration = GraphRegistration(
            objectID: UUID(), credentials: GraphCredentials(passwords: passwords), servicePrincipal: nil,
            servicePrincipalID: nil, limits: limits, allowsPersonalAccounts: personal, date: nil)
        let rotation = Rotation(
            kind: kind, since: Sample.today, overlap: .zero, lifetime: .seconds(180 * 86_400), era: 0)
        return try RotationTerms(rotation, registration, tenant: "t1")
    }

    @Test(
        "A policy shortens the life of what it is about, and never lengthens one",
        arguments: [
            (Credential.Kind.clientSecret, 90, 400, 90), (.clientSecret, 400, 90, 180), (.certificate, 400, 90, 90),
            (.certificate, 90, 400, 180), (.clientSecret, 180, 1, 180),
        ])
    func clamps(kind: Credential.Kind, secretDays: Int, certificateDays: Int, expected: Int) throws {
        let limits = CredentialLimits(
            secretLifetime: .seconds(secretDays * 86_400), certificateLifetime: .seconds(certificateDays * 86_400))
        let terms = try terms(kind, limits: limits)
        #expect(terms.lifetime == .seconds(expected * 86_400))
        #expect(terms.notes.isEmpty == (expected == 180))
        #expect(terms.shorter.allSatisfy { $0 < terms.lifetime } && terms.shorter == terms.shorter.sorted(by: >))
    }

    @Test("Where no secret may be added, a certificate is named; it may be")
    func forbidden() async throws {
        let limits = CredentialLimits(forbidsSecrets: true)
        let failure = await expectFailure(.refused) { _ = try terms(limits: limits) }
        #expect(failure?.hint?.contains("rotate t1 --to certificate") == true)
        #expect(try terms(.certificate, limits: limits).notes.isEmpty)
    }

    @Test(
        "Two secrets are all that an application for personal accounts may have",
        arguments: [
            (true, 1, false), (true, 2, true), (false, 2, false), (false, 20, false),
        ])
    func two(personal: Bool, secrets: Int, refused: Bool) async throws {
        guard refused else {
            #expect(throws: Never.self) { try terms(personal: personal, secrets: secrets) }
            return
        }
        await expectFailure(.refused) { _ = try terms(personal: personal, secrets: secrets) }
        // Certificates do not count.
        #expect(throws: Never.self) { try terms(.certificate, personal: personal, secrets: secrets) }
    }

    @Test("What may not live for an hour is not asked for")
    func tooShort() async throws {
        await expectFailure(.refused) { _ = try terms(limits: CredentialLimits(secretLifetime: .seconds(3599))) }
        #expect(try terms(limits: CredentialLimits(secretLifetime: .seconds(3600))).lifetime == .seconds(3600))
    }
}
