import EntraClient
import Foundation
import Testing
import VaultModel

@Suite("Reading applications from Graph, in batches")
struct GraphApplicationTests {
    /// The answers to one application: itself, its service principal, its policies, the usual policy.
    private static func answers(
        _ application: (Int, String), _ principal: (Int, String) = (404, GraphSample.notFound),
        _ policies: (Int, String) = (200, GraphSample.noPolicies),
        usual: StubTransport.Answer = .reply(200, GraphSample.usual)
    ) -> [StubTransport.Answer] {
        [application, principal, policies].map { .reply(200, GraphSample.batch([$0])) } + [usual]
    }

    private func read(_ answers: [StubTransport.Answer], _ pauses: Pauses = Pauses()) async throws -> GraphReading {
        let id = try GraphSample.client(1)
        return try #require(try await GraphSample.read(GraphSample.session(StubTransport(answers), pauses), [id])[id])
    }

    @Test("The requests: one batch each for registrations, service principals and policies")
    func requests() async throws {
        let id = try GraphSample.client(1)
        let stub = StubTransport(Self.answers((200, GraphSample.application(id))))
        _ = try await GraphSample.read(GraphSample.session(stub), [id])
        let batch = "post \(GraphSample.origin)/v1.0/$batch"
        let usual = "get \(GraphSample.origin)/v1.0/policies/defaultAppManagementPolicy"
        #expect(stub.seen.map(\.line) == [batch, batch, batch, usual])
        let select = "$select=id,appId,createdDateTime,passwordCredentials,keyCredentials"
        let paths = [
            "/applications(appId='\(id)')?\(select)",
            "/servicePrincipals(appId='\(id)')?$select=id,appId,passwordCredentials,keyCredentials",
            "/applications(appId='\(id)')/appManagementPolicies",
        ]
        for (seen, path) in zip(stub.seen, paths) {
            #expect(seen.text == #"{"requests":[{"id":"0","method":"GET","url":"\#(path)"}]}"#)
            #expect(seen.headers["content-type"] == "application/json")
        }
    }

    @Test("Credentials as Graph writes them")
    func credentials() async throws {
        let id = try GraphSample.client(1)
        let passwords = #"""
            [{"customKeyIdentifier":null,"displayName":"pv","endDateTime":"2026-09-01T00:00:00.1234567Z","hint":"Xy1",
            "keyId":"\#(GraphSample.key)","secretText":null,"startDateTime":"2026-03-01T09:00:00Z"},
            {"displayName":null,"endDateTime":null,"hint":null,"keyId":"\#(Sample.correlation)","startDateTime":null}]
            """#
        let keys = #"""
            [{"customKeyIdentifier":"AAECAwQFBgcICQoLDA0ODxAREhM=","keyId":"\#(GraphSample.key)","usage":"Verify",
            "type":"AsymmetricX509Cert","endDateTime":"2027-01-01T00:00:00Z"},
            {"customKeyIdentifier":"000102030405060708090a0b0c0d0e0f10111213","keyId":"\#(Sample.correlation)"},
            {"customKeyIdentifier":"bmFtZQ==","keyId":"\#(Sample.directory)","usage":"Verify"},
            {"keyId":"\#(Sample.client)","usage":"Sign"}]
            """#
        let reading = try await read(
            Self.answers((200, GraphSample.application(id, passwords: passwords, keys: keys))))
        let application = try reading.application.get()
        let thumbprint = "000102030405060708090A0B0C0D0E0F10111213"
        #expect(application.passwords.map(\.hint) == ["Xy1", nil])
        #expect(application.passwords.map { $0.end.map(InstantText.format) } == ["2026-09-01T00:00:00Z", nil])
        #expect(application.passwords.map { $0.start.map(InstantText.format) } == ["2026-03-01T09:00:00Z", nil])
        #expect(application.certificates.map(\.thumbprint) == [thumbprint, thumbprint, nil])
        #expect(reading.servicePrincipal == nil)
        #expect(reading.limits == CredentialLimits())
    }

    @Test(
        "What is not the answer to the question",
        arguments: [
            (404, GraphSample.notFound, EntraError.graphNotFound),
            (403, GraphSample.denied, .graphDenied(status: 403, code: "Authorization_RequestDenied")),
            (200, "{}", .malformedReply(.contradiction)),
            (200, #"{"appId":"\#(Sample.directory)"}"#, .malformedReply(.contradiction)),
            (
                200, #"{"appId":"22222222-2222-4222-8222-000000000001","passwordCredentials":[{}]}"#,
                .malformedReply(.missing("keyId"))
            ),
            (
                200, #"{"appId":"22222222-2222-4222-8222-000000000001","keyCredentials":5}"#,
                .malformedReply(.wrongType("keyCredentials"))
            ),
            (
                200,
                #"{"appId":"22222222-2222-4222-8222-000000000001","passwordCredentials":[{"keyId":"\#(GraphSample.key)","endDateTime":"soon"}]}"#,
                .malformedReply(.wrongType("endDateTime"))
            ),
            (500, "{}", .serverError(status: 500, code: nil)),
        ] as [(Int, String, EntraError)])
    func refusals(status: Int, body: String, expected: EntraError) async throws {
        #expect(try await read(Self.answers((status, body))).application == .failure(expected))
    }

    @Test(
        "A batch's reply that fits no request",
        arguments: [
            (#"{"responses":[]}"#, EntraError.malformedReply(.missing("responses"))),
            (#"{}"#, .malformedReply(.missing("responses"))),
            (#"{"responses":[{"id":"1","status":200,"body":{}}]}"#, .malformedReply(.wrongType("responses"))),
            (#"{"responses":[{"id":"-1","status":200,"body":{}}]}"#, .malformedReply(.wrongType("responses"))),
            (#"{"responses":[{"id":0,"status":200,"body":{}}]}"#, .malformedReply(.wrongType("responses"))),
            (
                #"{"responses":[{"id":"0","status":404},{"id":"0","status":200,"body":{}}]}"#,
                .malformedReply(.duplicateKey)
            ),
        ])
    func batches(body: String, expected: EntraError) async throws {
        let id = try GraphSample.client(1)
        let answers = Array(repeating: StubTransport.Answer.reply(200, body), count: 3)
        do {
            let found = try await GraphSample.read(
                GraphSample.session(StubTransport(answers + [.reply(200, GraphSample.usual)])), [id])
            #expect(found[id]?.application == .failure(expected))
        } catch {
            #expect(error as? EntraError == expected)
        }
    }

    @Test("A single request that is put off is sent again, with the others' answers kept")
    func throttledItem() async throws {
        let ids = try (1...2).map(GraphSample.client)
        let busy =
            #"{"responses":[{"id":"0","status":429,"headers":{"retry-after":"9"},"body":{}},"#
            + #"{"id":"1","status":200,"body":\#(GraphSample.application(ids[1]))}]}"#
        let two = StubTransport.Answer.reply(200, GraphSample.batch([(404, "{}"), (404, "{}")]))
        let stub = StubTransport([
            .reply(200, busy), .reply(200, GraphSample.batch([(200, GraphSample.application(ids[0]))])), two, two,
            .reply(200, GraphSample.usual),
        ])
        let pauses = Pauses()
        let found = try await GraphSample.read(GraphSample.session(stub, pauses), ids)
        #expect(ids.allSatisfy { (try? found[$0]?.application.get()) != nil })
        #expect(pauses.all == [.seconds(9)])
    }

    @Test("At most 20 requests travel together; from 20 applications on they are listed by page")
    func many() async throws {
        let few = try (0..<19).map(GraphSample.client)
        let all = try (0..<45).map(GraphSample.client)
        let missing: (Int, String) = (404, "{}")
        func batch(_ count: Int) -> StubTransport.Answer {
            .reply(200, GraphSample.batch(Array(repeating: missing, count: count)))
        }
        let first = StubTransport([batch(19), batch(19), batch(19), .reply(200, GraphSample.usual)])
        _ = try await GraphSample.read(GraphSample.session(first), few)
        #expect(first.seen.count == 4)
        // 40 of the 45 are listed; others are there too, and one that makes no sense.
        let listed = all.prefix(40).map { GraphSample.application($0) }
        let page =
            "{\"value\":[\((listed + [GraphSample.application(try GraphSample.client(99)), "{}"]).joined(separator: ","))]}"
        let second = StubTransport(
            [.reply(200, page), batch(5)] + [20, 20, 5].map(batch) + [20, 20, 5].map(batch)
                + [.reply(200, GraphSample.usual)])
        let found = try await GraphSample.read(GraphSample.session(second), all)
        #expect(second.seen.first?.line.hasSuffix("keyCredentials&$top=100") == true)
        #expect(found.values.count { (try? $0.application.get()) != nil } == 40)
        #expect(found.count == 45)
        // Whoever may not list all reads its own one by one.
        let third = StubTransport(
            [.reply(403, GraphSample.denied)] + Array(repeating: [20, 20, 5].map(batch), count: 3).joined()
                + [.reply(200, GraphSample.usual)])
        #expect(try await GraphSample.read(GraphSample.session(third), all).count == 45)
    }
}

@Suite("What policies of the directory allow")
struct CredentialLimitTests {
    private static func restrictions(_ passwords: String, _ keys: String = "[]") -> String {
        #"{"passwordCredentials":\#(passwords),"keyCredentials":\#(keys)}"#
    }

    private static let short = restrictions(#"[{"restrictionType":"passwordLifetime","maxLifetime":"P90D"}]"#)

    private func limits(own: String, usual: StubTransport.Answer) async throws -> CredentialLimits? {
        let id = try GraphSample.client(1)
        let stub = StubTransport([
            .reply(200, GraphSample.batch([(200, GraphSample.application(id))])),
            .reply(200, GraphSample.batch([(404, "{}")])), .reply(200, GraphSample.batch([(200, own)])), usual,
        ])
        return try #require(try await GraphSample.read(GraphSample.session(stub), [id])[id]).limits
    }

    private func usual(_ restrictions: String, isEnabled: Bool = true) -> StubTransport.Answer {
        .reply(200, #"{"isEnabled":\#(isEnabled),"applicationRestrictions":\#(restrictions)}"#)
    }

    @Test(
        "Each restriction",
        arguments: [
            (short, CredentialLimits(secretLifetime: .seconds(90 * 86_400))),
            (
                restrictions(#"[{"restrictionType":"passwordLifetime","maxLifetime":"P4DT12H30M5S"}]"#),
                CredentialLimits(secretLifetime: .seconds(4 * 86_400 + 45_005))
            ),
            (
                restrictions(#"[{"restrictionType":"passwordAddition","maxLifetime":null}]"#),
                CredentialLimits(forbidsSecrets: true)
            ),
            (restrictions(#"[{"restrictionType":"passwordAddition","state":"disabled"}]"#), CredentialLimits()),
            (
                restrictions(#"[{"restrictionType":"passwordAddition","state":"enabled"}]"#),
                CredentialLimits(forbidsSecrets: true)
            ),
            // The registration is of 2025.
            (
                restrictions(
                    #"[{"restrictionType":"passwordAddition","restrictForAppsCreatedAfterDateTime":"2025-06-01T00:00:00Z"}]"#
                ), CredentialLimits()
            ),
            (
                restrictions(
                    #"[{"restrictionType":"passwordAddition","restrictForAppsCreatedAfterDateTime":"2024-06-01T00:00:00Z"}]"#
                ), CredentialLimits(forbidsSecrets: true)
            ),
            (
                restrictions(
                    #"[{"restrictionType":"customPasswordAddition"},{"restrictionType":"symmetricKeyAddition"},5]"#),
                CredentialLimits()
            ),
            (restrictions(#"[{"restrictionType":"passwordLifetime","maxLifetime":"a while"}]"#), CredentialLimits()),
            (
                restrictions("[]", #"[{"restrictionType":"asymmetricKeyLifetime","maxLifetime":"P30D"}]"#),
                CredentialLimits(certificateLifetime: .seconds(30 * 86_400))
            ),
            ("5", CredentialLimits()), (restrictions("5", "null"), CredentialLimits()),
        ])
    func eachRestriction(text: String, expected: CredentialLimits) async throws {
        #expect(try await limits(own: GraphSample.noPolicies, usual: usual(text)) == expected)
    }

    @Test("An application's own policies count in place of the usual; the narrowest of several")
    func precedence() async throws {
        func own(_ isEnabled: Bool, _ lifetime: String) -> String {
            #"{"isEnabled":\#(isEnabled),"restrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"\#(lifetime)"}]}}"#
        }
        let short = usual(Self.short)
        #expect(
            try await limits(own: #"{"value":[\#(own(true, "P200D"))]}"#, usual: short)?.secretLifetime
                == .seconds(200 * 86_400))
        #expect(
            try await limits(own: #"{"value":[\#(own(true, "P200D")),\#(own(true, "P100D"))]}"#, usual: short)?
                .secretLifetime == .seconds(100 * 86_400))
        #expect(
            try await limits(own: #"{"value":[\#(own(false, "P200D"))]}"#, usual: short)?.secretLifetime
                == .seconds(90 * 86_400))
        #expect(
            try await limits(own: GraphSample.noPolicies, usual: usual(Self.short, isEnabled: false))
                == CredentialLimits())
    }

    @Test("Where they may not be read, nothing is said")
    func denied() async throws {
        #expect(try await limits(own: GraphSample.noPolicies, usual: .reply(403, GraphSample.denied)) == nil)
        #expect(try await limits(own: "{}", usual: usual(Self.short)) == nil)
    }
}
