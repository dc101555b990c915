import EntraClient
import Foundation
import Testing
import VaultModel

@Suite("What a rotation reads of a registration")
struct GraphRegistrationTests {
    private static let principal = "66666666-6666-4666-8666-666666666666"
    private static let select = "$select=id,appId,createdDateTime,passwordCredentials,keyCredentials"

    private static func application(_ id: ClientID, audience: String = #""AzureADMyOrg""#, object: String? = nil)
        -> String
    {
        let passwords = #"[{"keyId":"\#(GraphSample.key)","displayName":"partner-vault 1","hint":"Xy1"}]"#
        let object = object ?? "\"\(ChangeSample.object)\""
        return #"{"id":\#(object),"appId":"\#(id)","createdDateTime":"2025-01-01T00:00:00Z","#
            + #""signInAudience":\#(audience),"passwordCredentials":\#(passwords),"keyCredentials":[]}"#
    }

    private static func answers(
        _ application: (Int, String), principal: (Int, String) = (404, GraphSample.notFound),
        policies: (Int, String) = (200, GraphSample.noPolicies), usual: (Int, String) = (200, GraphSample.usual)
    ) -> StubTransport.Answer {
        .reply(200, ["Date": Sample.dateField], GraphSample.batch([application, principal, policies, usual]))
    }

    private func read(_ answers: [StubTransport.Answer]) async throws -> GraphRegistration {
        try await GraphSample.session(StubTransport(answers)).registration(GraphSample.client(1))
    }

    @Test("One batch asks for all of it")
    func whole() async throws {
        let id = try GraphSample.client(1)
        let principal =
            #"{"id":"\#(Self.principal)","appId":"\#(id)","keyCredentials":[{"keyId":"\#(GraphSample.key)"}]}"#
        let restriction = #"{"passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"P90D"}]}"#
        let stub = StubTransport([
            Self.answers(
                (200, Self.application(id)), principal: (200, principal),
                usual: (200, #"{"isEnabled":true,"applicationRestrictions":\#(restriction)}"#))
        ])
        let found = try await GraphSample.session(stub).registration(id)
        #expect(stub.seen.map(\.line) == ["post \(GraphSample.origin)/v1.0/$batch"])
        let urls = [
            "/applications(appId='\(id)')?\(Self.select),signInAudience",
            "/servicePrincipals(appId='\(id)')?$select=id,appId,passwordCredentials,keyCredentials",
            "/applications(appId='\(id)')/appManagementPolicies",
            "/policies/defaultAppManagementPolicy",
        ]
        let requests = urls.enumerated().map { #"{"id":"\#($0)","method":"GET","url":"\#($1)"}"# }
        #expect(stub.seen.first?.text == #"{"requests":[\#(requests.joined(separator: ","))]}"#)
        #expect(found.objectID.uuidString.lowercased() == ChangeSample.object)
        #expect(found.credentials.passwords.map(\.displayName) == ["partner-vault 1"])
        #expect(found.servicePrincipal?.certificates.map(\.keyID.description) == [GraphSample.key])
        #expect(found.servicePrincipalID?.uuidString.lowercased() == Self.principal)
        #expect(found.limits == CredentialLimits(secretLifetime: .seconds(90 * 86_400)))
        #expect(!found.allowsPersonalAccounts)
        #expect(found.date == Sample.instant)
    }

    @Test(
        "Whose accounts it is for",
        arguments: [
            (#""AzureADandPersonalMicrosoftAccount""#, true), (#""PersonalMicrosoftAccount""#, true),
            (#""AzureADMultipleOrgs""#, false), (#""AzureADMyOrg""#, false), ("null", false), ("5", false),
        ])
    func audience(text: String, expected: Bool) async throws {
        let id = try GraphSample.client(1)
        let found = try await read([Self.answers((200, Self.application(id, audience: text)))])
        #expect(found.allowsPersonalAccounts == expected)
        #expect(found.servicePrincipal == nil && found.servicePrincipalID == nil)
        #expect(found.limits == CredentialLimits())
    }

    @Test("What is not to be read is left out, and another application's principal as well")
    func partial() async throws {
        let id = try GraphSample.client(1)
        let foreign = #"{"id":"\#(Self.principal)","appId":"\#(try GraphSample.client(2))"}"#
        let found = try await read([
            Self.answers(
                (200, Self.application(id)), principal: (200, foreign), policies: (403, GraphSample.denied))
        ])
        #expect(found.servicePrincipal == nil && found.servicePrincipalID == nil && found.limits == nil)
        let other = try await read([Self.answers((200, Self.application(id)), usual: (403, GraphSample.denied))])
        #expect(other.limits == nil)
    }

    @Test(
        "Without the registration itself there is nothing",
        arguments: [
            (404, GraphSample.notFound, EntraError.graphNotFound),
            (403, GraphSample.denied, .graphDenied(status: 403, code: "Authorization_RequestDenied")),
            (500, "{}", .serverError(status: 500, code: nil)),
            (200, #"{"appId":"\#(Sample.directory)"}"#, .malformedReply(.contradiction)),
            (200, #"{"appId":"22222222-2222-4222-8222-000000000001"}"#, .malformedReply(.missing("id"))),
            (200, #"{"appId":"22222222-2222-4222-8222-000000000001","id":"x"}"#, .malformedReply(.wrongType("id"))),
            (200, #"{"appId":"22222222-2222-4222-8222-000000000001","id":5}"#, .malformedReply(.wrongType("id"))),
        ] as [(Int, String, EntraError)])
    func refusals(status: Int, body: String, expected: EntraError) async throws {
        await #expect(throws: expected) { _ = try await read([Self.answers((status, body))]) }
    }

    @Test("The credentials alone, and the directory's clock, come with a plain request")
    func credentials() async throws {
        let id = try GraphSample.client(1)
        let stub = StubTransport([
            .reply(200, ["Date": Sample.dateField], Self.application(id)), .reply(200, Self.application(id)),
        ])
        let session = try GraphSample.session(stub)
        let (credentials, date) = try await session.credentials(of: id)
        #expect(credentials.passwords.map(\.hint) == ["Xy1"])
        #expect(date == Sample.instant)
        #expect(try await session.credentials(of: id).date == nil)
        #expect(
            stub.seen.first?.line == "get \(GraphSample.origin)/v1.0/applications(appId='\(id)')?\(Self.select)")
        await #expect(throws: EntraError.malformedReply(.contradiction)) {
            let other = StubTransport([.reply(200, Self.application(try GraphSample.client(2)))])
            _ = try await GraphSample.session(other).credentials(of: id)
        }
    }

    @Test(
        "A credential's name is printable and short",
        arguments: [
            (#""partner-vault 1""#, "partner-vault 1"), ("null", nil), ("5", nil), (#""""#, ""),
            (#""\u001b[31ma\u202eb\n""#, "[31mab"),
            ("\"\(String(repeating: "x", count: 300))\"", String(repeating: "x", count: 256)),
        ] as [(String, String?)])
    func names(text: String, expected: String?) async throws {
        let id = try GraphSample.client(1)
        let passwords = #"[{"keyId":"\#(GraphSample.key)","displayName":\#(text)}]"#
        let stub = StubTransport([.reply(200, GraphSample.application(id, passwords: passwords))])
        let found = try await GraphSample.session(stub).credentials(of: id).credentials
        #expect(found.passwords.map(\.displayName) == [expected])
    }

    @Test("A name of a few characters with many marks is cut too")
    func marks() async throws {
        let id = try GraphSample.client(1)
        let name = String(repeating: "a" + String(repeating: "\u{301}", count: 500), count: 5)
        let passwords = #"[{"keyId":"\#(GraphSample.key)","displayName":"\#(name)"}]"#
        let stub = StubTransport([.reply(200, GraphSample.application(id, passwords: passwords))])
        let found = try await GraphSample.session(stub).credentials(of: id).credentials
        #expect((found.passwords.first?.displayName ?? "").utf8.count <= 1024)
    }
}

@Suite("Owners")
struct GraphOwnerTests {
    private static let path = "\(ChangeSample.path)/owners"

    private static func page(_ ids: [String], next: String? = nil) -> StubTransport.Answer {
        let items = ids.map { ##"{"@odata.type":"#microsoft.graph.user","id":"\##($0)"}"## }.joined(separator: ",")
        return .reply(200, #"{"value":[\#(items)]\#(next.map { #","@odata.nextLink":"\#($0)""# } ?? "")}"#)
    }

    private func owners(_ answers: [StubTransport.Answer]) async throws -> (Set<UUID>, [String]) {
        let stub = StubTransport(answers)
        let found = try await GraphSample.session(stub).owners(of: ChangeSample.objectID())
        return (found, stub.seen.map(\.line))
    }

    @Test("Of all pages")
    func pages() async throws {
        let next = "\(Self.path)?$select=id&$skiptoken=x"
        let (found, lines) = try await owners([
            Self.page([Sample.client, Sample.directory], next: next), Self.page([Sample.correlation, Sample.client]),
        ])
        #expect(found == Set(try [Sample.client, Sample.directory, Sample.correlation].map(Sample.uuid)))
        #expect(lines == ["get \(Self.path)?$select=id", "get \(next)"])
        #expect(try await owners([Self.page([])]).0.isEmpty)
    }

    @Test(
        "What is no list of owners",
        arguments: [
            (page([Sample.client], next: "https://evil.example/v1.0/x"), EntraError.misdirected),
            (page(["x"]), .malformedReply(.wrongType("id"))),
            (.reply(200, #"{"value":[{}]}"#), .malformedReply(.missing("id"))),
            (.reply(200, #"{"value":[5]}"#), .malformedReply(.wrongType("value"))),
            (.reply(200, "{}"), .malformedReply(.missing("value"))),
            (.reply(404, GraphSample.notFound), .graphNotFound),
            (page(Array(repeating: Sample.client, count: 1001)), .malformedReply(.tooLarge)),
        ] as [(StubTransport.Answer, EntraError)])
    func refusals(answer: StubTransport.Answer, expected: EntraError) async throws {
        await #expect(throws: expected) { _ = try await owners([answer]) }
    }
}
