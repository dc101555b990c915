import EntraDouble
import FoundationEssentials
import Testing

@Suite struct RefreshTests {
    @Test func `each redemption brings another token, and the old one stays good`() async throws {
        try await Caller.withPeople { caller in
            let first = try await caller.refreshToken()
            let reply = try await caller.grant("refresh_token", ["refresh_token": first])
            let second = try #require(reply.string("refresh_token"))
            #expect(second != first)
            for token in [first, second] {
                let again = try await caller.grant("refresh_token", ["refresh_token": token], version: "")
                #expect(try again.claims()["upn"] == .string(People.ada))
            }
            let kept = await caller.double.state.present.refreshTokens ?? []
            #expect(kept.map(\.refreshToken).prefix(2) == [first, second])
            #expect(kept.count == 4)
        }
    }

    @Test func `a seed can make a token good for one time`() async throws {
        try await Caller.withPeople({ $0.refreshTokensOnce = true }) { caller in
            let token = try await caller.refreshToken()
            #expect(try await caller.grant("refresh_token", ["refresh_token": token]).status == 200)
            let reply = try await caller.grant("refresh_token", ["refresh_token": token])
            #expect(reply.string("error") == "invalid_grant")
            #expect(reply.string("suberror") == "bad_token")
        }
    }

    @Test(arguments: [(90 * 86400 - 60, []), (90 * 86400, [700082])] as [(TimeInterval, [Int])])
    func `a token idles out after 90 days`(wait: TimeInterval, codes: [Int]) async throws {
        try await Caller.withPeople { caller in
            let token = try await caller.refreshToken()
            let start = await caller.double.state.now
            await caller.double.state.setClock(to: start.addingTimeInterval(wait))
            let reply = try await caller.grant("refresh_token", ["refresh_token": token])
            #expect(reply.codes == codes)
        }
    }

    @Test func `use starts the 90 days again`() async throws {
        try await Caller.withPeople { caller in
            var token = try await caller.refreshToken()
            let start = await caller.double.state.now
            for days in [60.0, 120, 180] {
                await caller.double.state.setClock(to: start.addingTimeInterval(days * 86400))
                let reply = try await caller.grant("refresh_token", ["refresh_token": token])
                token = try #require(reply.string("refresh_token"))
            }
        }
    }

    @Test func `a token can be seeded, and taken back`() async throws {
        let seeded = try Seed.RefreshToken(
            refreshToken: "seeded",
            userPrincipalName: People.mia,
            clientId: #require(GUID(People.web))
        )
        try await Caller.withPeople({
            $0.refreshTokens = [seeded]
            $0.refreshTokens?[0].mfa = true
        }) { caller in
            let reply = try await caller.grant("refresh_token", ["refresh_token": "seeded"])
            #expect(try reply.claims()["amr"] == ["pwd", "mfa"])
            let json = #"{"userPrincipalName": "\#(People.mia)"}"#
            #expect(try await caller.post("/double/revoke", json: json).status == 204)
            for token in ["seeded", reply.string("refresh_token")] {
                let refused = try await caller.grant("refresh_token", ["refresh_token": token])
                #expect(refused.codes == [50173])
                #expect(refused.string("suberror") == "bad_token")
            }
        }
    }

    @Test func `a token of a password alone is not enough once a second factor is required`() async throws {
        let seeded = try Seed.RefreshToken(
            refreshToken: "seeded",
            userPrincipalName: People.mia,
            clientId: #require(GUID(People.web))
        )
        try await Caller.withPeople({ $0.refreshTokens = [seeded] }) { caller in
            let reply = try await caller.grant("refresh_token", ["refresh_token": "seeded"])
            #expect(reply.string("error") == "interaction_required")
            #expect(reply.codes == [50076])
        }
    }

    @Test func `a token belongs to its client`() async throws {
        try await Caller.withPeople { caller in
            let token = try await caller.refreshToken()
            let changes: [String: String?] = [
                "refresh_token": token, "client_id": People.phone, "client_secret": nil,
            ]
            let reply = try await caller.grant("refresh_token", changes)
            #expect(reply.string("suberror") == "client_mismatch")
            let unknown = try await caller.grant("refresh_token", ["refresh_token": "made up"])
            #expect(unknown.string("suberror") == "bad_token")
        }
    }

    @Test func `v1 may leave the API out`() async throws {
        try await Caller.withPeople { caller in
            let token = try await caller.refreshToken()
            let changes: [String: String?] = ["refresh_token": token, "resource": nil]
            let reply = try await caller.grant("refresh_token", changes, version: "")
            #expect(reply.fields["resource"] == .string(People.partnerCenter))
        }
    }

    @Test(
        arguments: [
            (People.customer, [90099]), (People.stranger, [90072]), ("common", []), ("organizations", []),
        ] as [(String, [Int])])
    func `a token works where its user and its client have rights`(directory: String, codes: [Int]) async throws {
        try await Caller.withPeople { caller in
            let token = try await caller.refreshToken()
            let reply = try await caller.grant("refresh_token", ["refresh_token": token], directory: directory)
            #expect(reply.codes == codes)
            if codes.isEmpty { #expect(try reply.claims()["tid"] == .string(People.partner)) }
        }
    }

    @Test func `in a consenting directory the user has another ID`() async throws {
        let customer = try #require(GUID(People.customer))
        try await Caller.withPeople({ $0.tenants[0].applications?[0].consentedIn = [customer] }) { caller in
            let token = try await caller.refreshToken()
            let home = try await caller.grant("refresh_token", ["refresh_token": token]).claims()
            let there = try await caller.grant(
                "refresh_token",
                ["refresh_token": token],
                directory: "fabrikam.example"
            ).claims()
            #expect(there["tid"] == .string(People.customer))
            #expect(there["upn"] == home["upn"])
            #expect(there["oid"] != home["oid"])
            #expect(there["idp"] == .string("https://sts.windows.net/\(People.partner)/"))
        }
    }
}
