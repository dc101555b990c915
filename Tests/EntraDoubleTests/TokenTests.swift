import EntraDouble
import FoundationEssentials
import NIOHTTP1
import Testing

@Suite struct TokenTests {
    @Test func `v1 replies with strings`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.token("")
            #expect(reply.status == 200)
            #expect(
                Set(reply.fields.keys) == [
                    "token_type", "expires_in", "expires_on", "not_before", "resource", "access_token",
                ]
            )
            #expect(reply.fields["token_type"] == "Bearer")
            #expect(reply.fields["expires_in"] == "3599")
            #expect(reply.fields["resource"] == .string(Sample.partner))
            let end = try #require(reply.string("expires_on").flatMap { Int($0) })
            let begin = try #require(reply.string("not_before").flatMap { Int($0) })
            #expect(end - begin == 3899)
            #expect(try reply.claims()["exp"] == .integer(Int64(end)))
        }
    }

    @Test func `v2 replies with numbers`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.token()
            #expect(reply.status == 200)
            #expect(Set(reply.fields.keys) == ["token_type", "expires_in", "ext_expires_in", "access_token"])
            #expect(reply.fields["expires_in"] == 3599)
            #expect(reply.fields["ext_expires_in"] == 3599)
        }
    }

    @Test func `replies are not to be stored, and are dated by the double's clock`() async throws {
        try await Caller.withDouble { caller in
            let headers = try await caller.token().headers
            #expect(headers.first(name: "Cache-Control")?.contains("no-store") == true)
            #expect(headers.first(name: "Content-Type") == "application/json; charset=utf-8")
            #expect(headers["Date"].count == 1)
            #expect(headers.first(name: "Date")?.hasPrefix("Sun, 01 Mar 2026 09:00:") == true)
        }
    }

    @Test func `a token of the first form names what was asked`() async throws {
        try await Caller.withDouble { caller in
            let claims = try await caller.verifiedClaims(of: try await caller.token())
            #expect(claims["ver"] == "1.0")
            #expect(claims["aud"] == .string(Sample.partner))
            #expect(claims["iss"] == .string("https://sts.windows.net/\(Sample.contoso)/"))
            #expect(claims["idp"] == claims["iss"])
            #expect(claims["tid"] == .string(Sample.contoso))
            #expect(claims["appid"] == .string(Sample.multiTenant))
            #expect(claims["appidacr"] == "1")
            #expect(claims["sub"] == claims["oid"])
            #expect(claims["azp"] == nil && claims["roles"] == nil && claims["scp"] == nil)
            for opaque in ["aio", "rh", "uti"] { #expect(claims[opaque] != nil) }
        }
    }

    @Test func `a token of the second form names GUIDs, whatever endpoint was asked`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.token("", changes: ["resource": Sample.orders])
            let claims = try await caller.verifiedClaims(of: reply, keys: "discovery/keys")
            #expect(claims["ver"] == "2.0")
            #expect(claims["aud"] == .string(Sample.ordersAppId))
            #expect(claims["iss"] == .string("\(caller.double.baseURL)/\(Sample.contoso)/v2.0"))
            #expect(claims["azp"] == .string(Sample.multiTenant))
            #expect(claims["azpacr"] == "1")
            #expect(claims["appid"] == nil && claims["idp"] == nil)
        }
    }

    @Test func `Graph's tokens carry roles, and only Graph could verify them`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.token(changes: ["scope": Sample.graph + "/.default"])
            #expect(try reply.claims()["roles"] == ["Application.ReadWrite.OwnedBy"])
            #expect(try reply.header()["nonce"] != nil)
            await #expect(throws: (any Error).self) { try await caller.verifiedClaims(of: reply) }
        }
    }

    @Test func `an application has another principal in each directory`() async throws {
        try await Caller.withDouble { caller in
            let home = try await caller.token().claims()
            let away = try await caller.token(directory: "Fabrikam.Example").claims()
            #expect(away["tid"] == .string(Sample.fabrikam))
            #expect(away["iss"] == .string("https://sts.windows.net/\(Sample.fabrikam)/"))
            #expect(away["oid"] != home["oid"])
            #expect(try await caller.token().claims()["oid"] == home["oid"])
        }
    }

    @Test(arguments: [
        ("https://management.azure.com", "https://management.azure.com"),
        ("https://management.azure.com/", "https://management.azure.com/"),
        ("4990cffe-04e8-4e8b-808a-1175604b879f", "4990cffe-04e8-4e8b-808a-1175604b879f"),
    ])
    func `an audience comes back as it was asked`(resource: String, audience: String) async throws {
        try await Caller.withDouble { caller in
            let v1 = try await caller.token("", changes: ["resource": resource])
            #expect(try v1.claims()["aud"] == .string(audience))
            let v2 = try await caller.token(changes: ["scope": resource + "/.default"])
            #expect(try v2.claims()["aud"] == .string(audience))
        }
    }

    @Test func `a secret may come in a Basic header on v2 only`() async throws {
        try await Caller.withDouble { caller in
            let pair = "\(Sample.multiTenant):Xy1~a%2Bb%2Fc%3Dd%26e+%C3%A9%25"
            let headers: HTTPHeaders = ["Authorization": "Basic " + Data(pair.utf8).base64EncodedString()]
            let none: [String: String?] = ["client_id": nil, "client_secret": nil]
            #expect(try await caller.token(changes: none, headers: headers).status == 200)
            let v1 = try await caller.token("", changes: none, headers: headers)
            #expect(v1.fields["error_codes"] == [900144])
        }
    }

    @Test func `v1 takes no notice of a scope`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.token("", changes: ["scope": "openid"])
            #expect(reply.status == 200)
        }
    }

    @Test func `secrets come and go with the clock`() async throws {
        try await Caller.withDouble { caller in
            await caller.double.state.setClock(to: try Date("2026-12-31T23:59:00Z", strategy: .iso8601))
            #expect(try await caller.token().status == 200)
            #expect(try await caller.token(changes: ["client_secret": "not yet"]).status == 200)
            await caller.double.state.setClock(to: try Date("2027-01-01T00:00:00Z", strategy: .iso8601))
            #expect(try await caller.token().fields["error_codes"] == [7_000_222])
        }
    }
}
