import Foundation
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Every question that the vault answers, asked of a vault that may have been tampered with.
struct Probes {
    /// What was refused, and by which error.
    private(set) var refusals: [Question: any Error & Equatable] = [:]
    /// Answers that differ from the untouched vault's: there must be none, ever.
    private(set) var wrong: [Question] = []
    /// Errors that are not the vault's own, and so name nothing.
    private(set) var unnamed: [any Error] = []

    enum Question: Hashable, Sendable {
        case open
        case list
        case tenant(RecordID)
        case absence
        case application(RecordID)
        case secret(RecordID)
        case audit
        case token
        case verify
    }

    var isSound: Bool { refusals.isEmpty && wrong.isEmpty && unnamed.isEmpty }
    var isAnswered: Bool { wrong.isEmpty && unnamed.isEmpty }

    init(_ fixture: VaultFixture, _ sample: Sample) {
        do {
            let vault = try fixture.open()
            // Closed whatever comes, so that the file can be compared.
            defer { try? vault.close() }
            self = try vault.read { Probes($0, sample) }
        } catch {
            note(error, .open)
        }
    }

    init(_ snapshot: VaultSnapshot, _ sample: Sample) {
        ask(snapshot, sample)
    }

    private mutating func ask(_ snapshot: VaultSnapshot, _ sample: Sample) {
        ask(.list) {
            let all = try snapshot.everything()
            return all.tenantsByID == sample.tenants && all.applicationsByID == sample.applications
        }
        for (id, tenant) in sample.tenants {
            ask(.tenant(id)) {
                guard let found = try snapshot.tenant(named: tenant.name) else { return false }
                return found.id == id && found.tenant == tenant
            }
        }
        ask(.absence) { try TenantName("nobody").flatMap { try snapshot.tenant(named: $0) } == nil }
        for (id, application) in sample.applications {
            ask(.application(id)) {
                let found = try snapshot.application(application.clientID, in: application.destination.cloud)
                return found?.id == id && found?.application == application
            }
            for credential in application.credentials {
                ask(.secret(credential.id)) {
                    let secret = try snapshot.secret(of: credential)
                    let expected = try makeSecret(sample.secrets[credential.id] ?? "")
                    return secret.material.isIdentical(to: expected)
                        && secret.destination == Destination(cloud: .public)
                }
            }
        }
        ask(.audit) { try snapshot.auditEntries().map(\.event) == [.created] + sample.events }
        // The cache is disposable: what is unsound there is absent.
        ask(.token) { [nil, Sample.token].contains(try snapshot.cachedToken(for: Sample.request)) }
        ask(.verify) {
            let counts = try snapshot.verifyEverything { _, _ in }
            return counts.tenants == sample.tenants.count && counts.applications == sample.applications.count
                && counts.secrets == sample.secrets.count && counts.auditRows == 1 + sample.events.count
        }
    }

    private mutating func ask(_ question: Question, _ body: () throws -> Bool) {
        do {
            if try !StoreError.translating(body) { wrong.append(question) }
        } catch {
            note(error, question)
        }
    }

    private mutating func note(_ error: any Error, _ question: Question) {
        switch error {
        case let error as StoreError: refusals[question] = error
        case let error as KeyError: refusals[question] = error
        default: unnamed.append(error)
        }
    }
}

extension VaultContents {
    var tenantsByID: [RecordID: Tenant] { Dictionary(uniqueKeysWithValues: tenants.map { ($0.id, $0.tenant) }) }
    var applicationsByID: [RecordID: Application] {
        Dictionary(uniqueKeysWithValues: applications.map { ($0.id, $0.application) })
    }
}
