import Foundation
import Testing
import VaultCore

@testable import partner_vault

@Suite("Tokens in the forms of other programs")
struct TokenTextTests {
    private let grant = TokenGrant(
        accessToken: "ey'J",
        tokenType: "Bearer",
        expiresOn: Date(timeIntervalSince1970: 1_772_359_200),
        source: .cache
    )

    private func outcome(_ result: Result<TokenGrant, VaultFailure>) -> TokenOutcome {
        TokenOutcome(tenant: "t", directoryID: "d", clientID: "c", resource: "r", result: result)
    }

    private func text(_ format: TokenFormat) -> String {
        TokenText.single(outcome(.success(grant)), grant, as: format)
    }

    @Test("the token alone, and as a header")
    func plain() {
        #expect(text(.token) == "ey'J\n")
        #expect(text(.header) == "Authorization: Bearer ey'J\n")
    }

    @Test("lines that a shell can evaluate without surprise")
    func env() {
        #expect(
            text(.env) == "export ACCESS_TOKEN='ey'\\''J'\nexport ACCESS_TOKEN_EXPIRES_ON='2026-03-01T10:00:00Z'\n"
        )
    }

    @Test("what az prints: a number, and local time beside it")
    func az() throws {
        let object = try record(text(.az))
        #expect(object["expires_on"] as? Int == 1_772_359_200)
        #expect(object["tenant"] as? String == "d")
        let local = try #require(object["expiresOn"] as? String)
        #expect(local.wholeMatch(of: /2026-0[23]-\d\d \d\d:\d\d:00\.000000/) != nil)
    }

    @Test("JSON with an error in place of a token")
    func failed() throws {
        let failure = VaultFailure(.refused, "m", hint: nil, aadsts: 7_000_215)
        let object = try record(TokenText.json(outcome(.failure(failure))).text)
        #expect(Set(object.keys) == ["tenant", "directoryId", "clientId", "resource", "error"])
        let error = try #require(object["error"] as? [String: Any])
        #expect(error["aadsts"] as? Int == 7_000_215)
        #expect(error["hint"] is NSNull)
    }

    @Test("JSON of a token")
    func json() throws {
        let object = try record(text(.json))
        #expect(
            Set(object.keys) == [
                "tenant", "directoryId", "clientId", "resource", "accessToken", "tokenType", "expiresOn", "source",
            ]
        )
        #expect(object["expiresOn"] as? String == "2026-03-01T10:00:00Z")
        #expect(object["source"] as? String == "cache")
    }
}
