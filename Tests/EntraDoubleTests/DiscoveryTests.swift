import EntraDouble
import Testing

@Suite struct DiscoveryTests {
    @Test(arguments: [Sample.contoso, Sample.contoso.uppercased(), "contoso.example", "CONTOSO.example"])
    func `a directory is found by GUID and domain`(name: String) async throws {
        try await Caller.withDouble { caller in
            let document = try await caller.get("/\(name)/v2.0/.well-known/openid-configuration")
            let base = "\(caller.double.baseURL)/\(Sample.contoso)"
            #expect(document.status == 200)
            #expect(document.string("issuer") == "\(base)/v2.0")
            #expect(document.string("token_endpoint") == "\(base)/oauth2/v2.0/token")
            #expect(document.string("authorization_endpoint") == "\(base)/oauth2/v2.0/authorize")
            #expect(document.string("device_authorization_endpoint") == "\(base)/oauth2/v2.0/devicecode")
            #expect(document.string("jwks_uri") == "\(base)/discovery/v2.0/keys")
            #expect(document.string("tenant_region_scope") == "EU")
        }
    }

    @Test func `v1 has its own endpoints and issuer`() async throws {
        try await Caller.withDouble { caller in
            let document = try await caller.get("/contoso.example/.well-known/openid-configuration")
            let base = "\(caller.double.baseURL)/\(Sample.contoso)"
            #expect(document.string("issuer") == "https://sts.windows.net/\(Sample.contoso)/")
            #expect(document.string("token_endpoint") == "\(base)/oauth2/token")
            #expect(document.string("jwks_uri") == "\(base)/discovery/keys")
        }
    }

    @Test(arguments: ["common", "organizations"])
    func `a document for many directories has a template for its issuer`(name: String) async throws {
        try await Caller.withDouble { caller in
            let document = try await caller.get("/\(name)/v2.0/.well-known/openid-configuration")
            #expect(document.string("issuer") == "\(caller.double.baseURL)/{tenantid}/v2.0")
            #expect(document.string("token_endpoint") == "\(caller.double.baseURL)/\(name)/oauth2/v2.0/token")
            #expect(document.fields["tenant_region_scope"] == .null)
        }
    }

    @Test(arguments: ["/.well-known/openid-configuration", "/v2.0/.well-known/openid-configuration", "/discovery/keys"])
    func `an unknown directory is an invalid tenant`(path: String) async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.get("/nowhere.example\(path)")
            #expect(reply.status == 400)
            #expect(reply.string("error") == "invalid_tenant")
            #expect(reply.fields["error_codes"] == [90002])
        }
    }

    @Test func `keys name their certificate and issuer`() async throws {
        try await Caller.withDouble { caller in
            let reply = try await caller.get("/common/discovery/v2.0/keys")
            guard case .array(let keys) = reply.fields["keys"], case .object(let key) = keys.first else {
                Issue.record("no key")
                return
            }
            #expect(Set(key.keys) == ["kty", "use", "kid", "x5t", "n", "e", "x5c", "issuer"])
            #expect(key["kid"] == key["x5t"])
            #expect(key["e"] == "AQAB")
            #expect(key["issuer"] == .string("\(caller.double.baseURL)/{tenantid}/v2.0"))
        }
    }

    @Test func `instance discovery knows this double alone`() async throws {
        try await Caller.withDouble { caller in
            let path = "/common/discovery/instance?api-version=1.1&authorization_endpoint="
            let own = "\(caller.double.baseURL)/\(Sample.contoso)/oauth2/v2.0/authorize"
            let reply = try await caller.get(path + own)
            #expect(
                reply.string("tenant_discovery_endpoint")
                    == "\(caller.double.baseURL)/\(Sample.contoso)/v2.0/.well-known/openid-configuration"
            )
            #expect(reply.fields["api-version"] == "1.1")
            #expect(reply.fields["metadata"] != nil)
            let foreign = try await caller.get(path + "https://elsewhere.example/common/oauth2/v2.0/authorize")
            #expect(foreign.string("error") == "invalid_instance")
        }
    }
}
