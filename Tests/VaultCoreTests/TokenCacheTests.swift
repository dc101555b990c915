import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// What is served without asking the directory, and what is not.
@Suite("Token cache")
struct TokenCacheTests {
    @Test("A token is served again until too little of its life is left")
    func minimumValidity() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let first = try await bench.token("contoso")
            await bench.advance(by: 3000)
            let again = try await bench.token("contoso")
            #expect(again.source == .cache)
            #expect(again.accessToken == first.accessToken)
            #expect(abs(again.expiresOn.timeIntervalSince(first.expiresOn)) < 0.01)
            #expect(await bench.requests == 1)
            #expect(
                try await bench.token("contoso", query: TokenQuery(minimumValidity: .seconds(700))).source == .minted)
            await bench.advance(by: 3299)
            // Exactly five minutes are not more than five minutes.
            #expect(try await bench.token("contoso").source == .minted)
            await bench.advance(by: 4000)
            #expect(try await bench.token("contoso", query: TokenQuery(minimumValidity: .zero)).source == .minted)
            #expect(await bench.requests == 4)
            #expect(
                try await bench.events(of: "contoso") == ["added", "minted", "handedOut", "minted", "minted", "minted"])
        }
    }

    @Test("A forced token, or one that answers a challenge, replaces what was there")
    func replacing() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let queries = [
                TokenQuery(forceNew: true),
                TokenQuery(claims: #"{"access_token":{"nbf":{"essential":true,"value":"1772355600"}}}"#),
            ]
            for query in queries {
                let old = try await bench.token("contoso")
                await bench.advance(by: 1)
                let new = try await bench.token("contoso", query: query)
                #expect(new.source == .minted && new.accessToken != old.accessToken)
                let served = try await bench.token("contoso")
                #expect(served.source == .cache && served.accessToken == new.accessToken)
            }
        }
    }

    @Test("What makes two tokens different keeps them apart")
    func keys() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
            let queries = [
                TokenQuery(), TokenQuery(resource: .alias(.arm)), TokenQuery(scopes: ["\(Sample.arm)/.default"]),
                TokenQuery(resource: .uri(Sample.orders)),
            ]
            for name in ["contoso", "fabrikam"] {
                for query in queries { #expect(try await bench.token(name, query: query).source == .minted) }
            }
            for name in ["contoso", "fabrikam"] {
                for query in queries { #expect(try await bench.token(name, query: query).source == .cache) }
            }
            #expect(await bench.requests == 8)
        }
    }

    @Test("The same directory in another cloud, another application there, and a scope that reads like a resource")
    func lookalikes() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.resource = .uri(Sample.partner) }
            try await bench.add("cloud") {
                $0.cloud = .usgov
                $0.resource = .uri(Sample.partner)
            }
            try await bench.add("client", client: Sample.billing, secret: Sample.billingSecret)
            for name in ["contoso", "cloud", "client"] { #expect(try await bench.token(name).source == .minted) }
            let scope = try #require(
                try await bench.tokens("contoso", query: TokenQuery(scopes: [Sample.partner])).first)
            #expect((try? scope.result.get())?.source != .cache)
        }
    }

    @Test("What concerns the sign-in was changed: nothing of before is served, even when it was changed back")
    func changedAndBack() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let old = try await bench.token("contoso").accessToken
            try await bench.edit("contoso") { $0.endpoint = .v1 }
            try await bench.edit("contoso") { $0.endpoint = .v2 }
            await bench.advance(by: 1)
            let new = try await bench.token("contoso")
            #expect(new.source == .minted && new.accessToken != old)
            // A note is no such change.
            try await bench.edit("contoso") { $0.notes = "n" }
            #expect(try await bench.token("contoso").accessToken == new.accessToken)
        }
    }

    @Test("The cache outlives the process")
    func reopening() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let token = try await bench.token("contoso").accessToken
            try await bench.folder.withVault { other in
                let outcomes = try await other.tokens(for: TenantSelection(names: ["contoso"]), TokenQuery()) { _, _ in
                }
                let grant = try #require(outcomes.first).result.get()
                #expect(grant.source == .cache && grant.accessToken == token)
            }
        }
    }

    @Test(
        "A token that is not the one asked for is neither given out nor kept",
        arguments: ["tid", "appid", "aud"])
    func wrongToken(claim: String) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.fault(times: 1) { $0.claims = [claim: .string(Sample.fabrikam)] }
            expect(try await bench.tokens("contoso").first?.failure, is: .wrongToken)
            #expect(try await bench.token("contoso").source == .minted)
            #expect(try await bench.events(of: "contoso") == ["added", "refused", "minted"])
        }
    }

    @Test(
        "A lifetime as number or text", arguments: [.integer(600), .string("600")] as [JSONValue])
    func lifetimes(value: JSONValue) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.fault { $0.reply = ["expires_in": value] }
            #expect(try await bench.token("contoso").expiresOn == Sample.today + 600)
        }
    }

    @Test("A lifetime that makes no sense", arguments: [0, -1, 200_000])
    func absurdLifetimes(seconds: Int64) async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await bench.fault { $0.reply = ["expires_in": .integer(seconds)] }
            expect(try await bench.tokens("contoso").first?.failure, is: .malformedReply)
        }
    }
}
