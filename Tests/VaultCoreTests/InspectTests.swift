import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("Inspect")
struct InspectTests {
    /// Verifies as `inspect --verify --authority` does.
    private func verify(_ token: String, _ bench: Bench, at authority: Origin? = nil) async throws {
        try await TokenInspection.verify(
            token, authority: try authority ?? Origin(bench.double.baseURL), caFile: nil,
            surroundings: bench.folder.surroundings)
    }

    @Test("A token's parts are decoded, and its signature holds under the authority's keys")
    func sound() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let token = try await bench.token("contoso").accessToken
            let inspection = try TokenInspection(token)
            #expect(inspection.header["alg"] == .string("RS256"))
            #expect(inspection.claims["tid"] == .string(Sample.contoso))
            #expect(inspection.claims["aud"] == .string(Sample.partner))
            #expect(inspection.claims["appid"] == .string(Sample.leads))
            try await verify(token, bench)
        }
    }

    @Test("A token whose time is over, or of another signature, is not believed")
    func unsound() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let token = try await bench.token("contoso").accessToken
            let other = try await bench.token("contoso", query: TokenQuery(resource: .alias(.arm))).accessToken
            let parts = (token.split(separator: "."), other.split(separator: "."))
            let mixed = [parts.0[0], parts.1[1], parts.0[2]].joined(separator: ".")
            await expectFailure(.wrongToken) { try await verify(mixed, bench) }
            await bench.advance(by: 7200)
            await expectFailure(.wrongToken) { try await verify(token, bench) }
        }
    }

    @Test("Without an authority only Microsoft's issuers are asked, and no one else")
    func authority() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let token = try await bench.token("contoso").accessToken
            let requests = await bench.double.state.requests.count
            let failure = await expectFailure(.usage) {
                try await TokenInspection.verify(
                    Self.unsigned(#"{"iss":"https://login.example.com/x/"}"#), authority: nil, caFile: nil,
                    surroundings: bench.folder.surroundings)
            }
            #expect(failure?.hint?.contains("--authority") == true)
            #expect(await bench.double.state.requests.count == requests)
            await bench.fault { $0.drop = .before }
            await expectFailure(.network) { try await verify(token, bench) }
        }
    }

    @Test(
        "What is no token is refused without being repeated",
        arguments: [
            "", "abc", "a.b", "a.b.c.d.e", "\(Sample.marker).b.c", String(repeating: "x", count: 70_000),
        ])
    func noToken(text: String) async throws {
        await expectFailure(.usage) { _ = try TokenInspection(text) }
    }

    private static func unsigned(_ claims: String) -> String {
        [#"{"alg":"RS256","kid":"x"}"#, claims, "signature"].map {
            Data($0.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-").replacing(
                "/", with: "_")
        }.joined(separator: ".")
    }
}
