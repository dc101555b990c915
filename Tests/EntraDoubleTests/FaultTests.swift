import AsyncHTTPClient
import EntraDouble
import NIOCore
import NIOHTTP1
import Testing

@Suite struct FaultTests {
    @Test func `a fault lasts as many requests as it says`() async throws {
        try await Caller.withDouble { caller in
            await caller.double.setFaults([
                Fault(times: 2) {
                    $0.status = 429
                    $0.retryAfter = "7"
                }
            ])
            for _ in 1...2 {
                let reply = try await caller.token()
                #expect(reply.status == 429)
                #expect(reply.headers.first(name: "Retry-After") == "7")
            }
            #expect(try await caller.token().status == 200)
        }
    }

    @Test(arguments: [
        (Fault.Match(path: "/oauth2/"), true),
        (Fault.Match(path: "/discovery/"), false),
        (Fault.Match(method: "post"), true),
        (Fault.Match(method: "GET"), false),
        (Fault.Match(clientId: Sample.multiTenant.uppercased()), true),
        (Fault.Match(clientId: Sample.singleTenant), false),
        (Fault.Match(path: "token", directoryId: Sample.contoso), true),
        (Fault.Match(path: "token", directoryId: Sample.fabrikam), false),
    ])
    func `a fault applies only where it matches`(match: Fault.Match, applies: Bool) async throws {
        try await Caller.withDouble { caller in
            await caller.double.setFaults([Fault(match: match) { $0.status = 503 }])
            let reply = try await caller.token()
            #expect(reply.status == (applies ? 503 : 200))
        }
    }

    @Test func `a connection can close before the directory acts, or after`() async throws {
        try await Caller.withDouble { caller in
            await caller.double.setFaults([
                Fault(times: 1) { $0.drop = .before }, Fault(times: 1) { $0.drop = .after },
            ])
            for _ in 1...2 {
                await #expect(throws: HTTPClientError.remoteConnectionClosed) { try await caller.token() }
            }
            #expect(await caller.double.state.requestCount(pathContaining: "/oauth2/") == 2)
        }
    }

    @Test func `a body can end too early`() async throws {
        try await Caller.withDouble { caller in
            await caller.double.setFaults([Fault { $0.truncateBody = 20 }])
            var request = HTTPClientRequest(url: caller.double.baseURL + "/common/discovery/keys")
            request.headers = ["Connection": "keep-alive"]
            let response = try await caller.client.execute(request, timeout: .seconds(300))
            let declared = try #require(response.headers.first(name: "Content-Length").flatMap { Int($0) })
            #expect(declared > 20)
            await #expect(throws: (any Error).self) { try await response.body.collect(upTo: 1 << 20) }
        }
    }

    @Test func `a reply can be replaced by a page or a redirect`() async throws {
        try await Caller.withDouble { caller in
            await caller.double.setFaults([
                Fault(times: 1) {
                    $0.status = 502
                    $0.body = "<html>bad gateway</html>"
                },
                Fault(times: 1) { $0.redirect = "https://elsewhere.example/" },
            ])
            let page = try await caller.token()
            #expect(page.status == 502)
            #expect(page.text == "<html>bad gateway</html>")
            #expect(page.headers.first(name: "Content-Type")?.hasPrefix("text/html") == true)
            // The shared client would follow.
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            let redirect = try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                try await Caller(double: caller.double, client: client).token()
            }
            #expect(redirect.status == 302)
            #expect(redirect.headers.first(name: "Location") == "https://elsewhere.example/")
        }
    }

    @Test func `any refusal of Entra's can be set`() async throws {
        try await Caller.withDouble { caller in
            let json = """
                {"faults": [{"error": {"code": 53003, "error": "interaction_required", "message": "Blocked.",
                "suberror": "basic_action", "claims": "{}"}}]}
                """
            #expect(try await caller.post("/double/faults", json: json).status == 204)
            let reply = try await caller.token()
            #expect(reply.status == 400)
            #expect(reply.string("error") == "interaction_required")
            #expect(reply.string("suberror") == "basic_action")
            #expect(reply.string("claims") == "{}")
            #expect(reply.string("error_description")?.hasPrefix("AADSTS53003: Blocked. Trace ID: ") == true)
        }
    }

    @Test func `fields and claims can be replaced and removed`() async throws {
        try await Caller.withDouble { caller in
            await caller.double.setFaults([
                Fault(times: 1) {
                    $0.reply = ["expires_in": "3599", "ext_expires_in": nil, "error": "invalid_grant"]
                    $0.claims = ["tid": .string(Sample.fabrikam), "idp": nil]
                }
            ])
            let odd = try await caller.token()
            #expect(odd.fields["expires_in"] == "3599")
            #expect(odd.fields["ext_expires_in"] == nil)
            #expect(odd.fields["error"] == "invalid_grant")
            let claims = try await caller.verifiedClaims(of: odd)
            #expect(claims["tid"] == .string(Sample.fabrikam))
            #expect(claims["idp"] == nil)
        }
    }

    @Test func `a token can be garbage or short-lived`() async throws {
        try await Caller.withDouble { caller in
            await caller.double.setFaults([
                Fault(times: 1) { $0.reply = ["access_token": "garbage"] },
                Fault(times: 1) { $0.lifetimeSeconds = 60 },
            ])
            let garbage = try await caller.token()
            #expect(garbage.string("access_token") == "garbage")
            let brief = try await caller.token()
            #expect(brief.fields["expires_in"] == 60)
        }
    }

    @Test func `latency delays the directory`() async throws {
        try await Caller.withDouble(options: Options { $0.latency = .milliseconds(200) }) { caller in
            let taken = try await ContinuousClock().measure { _ = try await caller.get("/common/discovery/keys") }
            #expect(taken >= .milliseconds(200))
        }
    }

    @Test func `latency does not delay control`() async throws {
        // Far beyond the caller's patience, so that no slow machine can fail this.
        try await Caller.withDouble(options: Options { $0.latency = .seconds(3600) }) { caller in
            let reply = try await caller.get("/double/state")
            #expect(reply.status == 200)
        }
    }
}
