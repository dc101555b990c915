import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultCrypto
import VaultModel

/// Directories with people in them: a partner, its customers, and applications of every kind.
enum People {
    /// Has no second factor.
    static let ada = "ada@contoso.example"
    /// Has one, and needs it.
    static let eve = "eve@contoso.example"
    static let password = "\(Sample.marker)ada's pass & word"
    /// Confidential, of the partner; its users sign in, and its customers are served with it.
    static let partner = "bbbbbbbb-0000-4000-8000-000000000001"
    static let partnerSecret = "\(Sample.marker)partner.current-0123456789"
    /// Public.
    static let native = "bbbbbbbb-0000-4000-8000-000000000002"
    /// With a certificate.
    static let signer = "bbbbbbbb-0000-4000-8000-000000000003"
    /// Trusted by another platform's word.
    static let workload = "bbbbbbbb-0000-4000-8000-000000000004"
    static let partnerCenter = "https://api.partnercenter.microsoft.com"

    /// With `once`, a refresh token works only once, so that losing the newest shows.
    static func seed(customers: Int = 0, consented: Bool = true, once: Bool = false) throws -> Seed {
        let names = (0..<customers).map { "\"\(Sample.customer($0))\"" }.joined(separator: ", ")
        let others = (0..<customers).map { ", {\"directoryId\": \"\(Sample.customer($0))\"}" }.joined()
        let json = """
            {"refreshTokensOnce": \(once), "deviceCodeIntervalSeconds": 1, "tenants": [
              {"directoryId": "\(Sample.contoso)", "domains": ["contoso.example"], "customers": [\(names)],
               "users": [
                 {"userPrincipalName": "\(ada)", "password": "\(password)"},
                 {"userPrincipalName": "\(eve)", "password": "\(password)", "mfaRequired": true}
               ],
               "applications": [
                 {"appId": "\(partner)", "multiTenant": true, "consentedIn": [\(consented ? names : "")],
                  "redirectUris": ["http://localhost"], "passwordCredentials": [
                   {"keyId": "\(UUID().uuidString)", "secretText": "\(partnerSecret)",
                    "endDateTime": "2027-01-01T00:00:00Z"}
                 ]},
                 {"appId": "\(native)", "publicClient": true, "redirectUris": ["http://localhost"]},
                 {"appId": "\(signer)", "keyCredentials": [
                   {"keyId": "\(UUID().uuidString)", "certificate": \(quoted(SampleKeys.certificate))}
                 ]},
                 {"appId": "\(workload)", "federatedCredentials": [
                   {"issuer": "https://issuer.example", "subject": "repo:contoso/leads",
                    "publicKey": \(quoted(SampleKeys.otherPublicKey))}
                 ]}
               ]}\(others)
            ]}
            """
        return try Seed(json: Data(json.utf8))
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\n", with: "\\n") + "\""
    }
}

extension Bench {
    /// Adds a tenant whose application has something else than a secret.
    @discardableResult
    func add(
        _ name: String, client: String, _ proof: EnteredProof, verify: Bool = true,
        _ change: (inout TenantOrder) throws -> Void = { _ in }
    ) async throws -> TenantReport {
        try await vault.add(
            order(name, client: client, secret: nil, verify: verify) {
                $0.proof = proof
                try change(&$0)
            })
    }

    /// Signs a user in with a code that is entered somewhere else; nil declines.
    @discardableResult
    func login(_ name: String, as user: String?, resource: Resource? = nil) async throws -> LoginReport {
        let shown = Mutex("")
        // The first poll comes before the user has done anything.
        whenPausing { [self] in
            await advance(by: 2)
            let code = shown.withLock { $0 }
            guard folder.world.taken.count > 1 else { return }
            try? await double.answerDeviceCode(code, as: user)
        }
        defer { folder.world.duringPause.withLock { $0 = nil } }
        let screen = LoginScreen(
            open: { _ in Issue.record("no browser was asked for") },
            show: { _, code, _ in shown.withLock { $0 = code } })
        return try await vault.login(name, LoginQuery(way: .deviceCode, resource: resource), screen)
    }
}

/// Makes a secret with several holders of a text, for tests only.
func makeShared(_ text: String) throws -> SharedSecret { SharedSecret(try makeSecret(text)) }

/// The claims of a token.
func claims(of token: String) throws -> [String: ClaimValue] { try TokenInspection(token).claims }
