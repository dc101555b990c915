import AsyncHTTPClient
import EntraDouble
import FoundationEssentials
import NIOCore
import NIOHTTP1
import Testing

@Suite struct PartnerCenterTests {
    private static let path = "/v1/customers/\(People.customer)/applicationconsents"
    private static let body = """
        {"applicationId": "\(People.web)", "displayName": "Web", "applicationGrants": [
          {"enterpriseApplicationId": "00000003-0000-0000-c000-000000000000", "scope": "User.Read, Directory.Read.All"}
        ]}
        """

    private static func send(
        _ caller: Caller,
        _ method: HTTPMethod,
        _ path: String = path,
        token: String?,
        body: String? = nil
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: caller.double.baseURL + path)
        request.method = method
        request.headers = ["ValidateMfa": "true", "MS-CorrelationId": "c-1", "Content-Type": "application/json"]
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        return try await caller.send(request)
    }

    /// An access token of someone who signed in on the page.
    private static func token(_ caller: Caller, of name: String = People.mia) async throws -> String? {
        try await caller.redeem(try await Visitor(caller).through(name)["code"]).string("access_token")
    }

    @Test func `a grant opens the customer's directory, and taking it back closes it`() async throws {
        try await Visitor.visiting { caller in
            let token = try await Self.token(caller)
            let refresh: [String: String?] = [
                "refresh_token": try await caller.refreshToken(), "scope": "\(People.graph)/.default",
            ]
            let before = try await caller.grant("refresh_token", refresh, directory: People.customer)
            #expect(before.string("error") == "invalid_grant")
            #expect(before.codes == [90099])

            let created = try await Self.send(caller, .POST, token: token, body: Self.body)
            #expect(created.status == 201)
            #expect(created.string("applicationId") == People.web)
            #expect(created.headers.first(name: "isMfaCompliant") == "true")
            #expect(created.headers.first(name: "MS-CorrelationId") == "c-1")
            let after = try await caller.grant("refresh_token", refresh, directory: People.customer)
            #expect(try after.claims()["scp"] == "User.Read Directory.Read.All")
            let other = try await caller.grant(
                "refresh_token",
                refresh.merging(["scope": "\(People.partnerCenter)/.default"]) { $1 },
                directory: People.customer
            )
            #expect(other.codes == [65001])

            let again = try await Self.send(caller, .POST, token: token, body: Self.body)
            #expect(again.status == 409)
            let list = try await Self.send(caller, .GET, token: token)
            #expect(list.fields["totalCount"] == 1)
            let one = try await Self.send(caller, .GET, "\(Self.path)/\(People.web)", token: token)
            #expect(one.string("displayName") == "Web")

            let gone = try await Self.send(caller, .DELETE, "\(Self.path)/\(People.web)", token: token)
            #expect(gone.status == 204)
            let twice = try await Self.send(caller, .DELETE, "\(Self.path)/\(People.web)", token: token)
            #expect(twice.status == 404)
            let closed = try await caller.grant("refresh_token", refresh, directory: People.customer)
            #expect(closed.codes == [90099])
        }
    }

    @Test func `a token without a second factor is not enough`() async throws {
        try await Visitor.visiting { caller in
            let token = try await Self.token(caller, of: People.ada)
            let reply = try await Self.send(caller, .POST, token: token, body: Self.body)
            #expect(reply.status == 401)
            #expect(reply.fields["code"] == 900421)
            #expect(reply.headers.first(name: "isMfaCompliant") == "false")
        }
    }

    @Test func `a token must be for here, and good now`() async throws {
        try await Visitor.visiting { caller in
            let good = try await Self.token(caller)
            let code = try await Visitor(caller, ["scope": "\(People.graph)/.default"]).through(People.mia)["code"]
            let other: [String: String?] = ["scope": "https://api.partner.microsoft.com/.default"]
            let elsewhere = try await caller.redeem(code, other).string("access_token")
            for token in [nil, "garbage", elsewhere, good.map { String($0.dropLast(8)) + "AAAAAAAA" }] {
                #expect(try await Self.send(caller, .POST, token: token, body: Self.body).status == 401)
            }
            let later = await caller.double.state.now.addingTimeInterval(3600)
            await caller.double.state.setClock(to: later)
            #expect(try await Self.send(caller, .POST, token: good, body: Self.body).status == 401)
        }
    }

    @Test func `an application alone, and a customer of someone else's, are denied`() async throws {
        try await Visitor.visiting { caller in
            let alone = try await caller.grant("client_credentials").string("access_token")
            #expect(try await Self.send(caller, .POST, token: alone, body: Self.body).status == 403)
            let token = try await Self.token(caller)
            for customer in [People.stranger, "nobody"] {
                let path = "/v1/customers/\(customer)/applicationconsents"
                #expect(try await Self.send(caller, .POST, path, token: token, body: Self.body).status == 403)
            }
        }
    }

    @Test(arguments: [
        "", "{}", #"{"applicationId": "\#(People.web)", "applicationGrants": []}"#,
        #"{"applicationId": "\#(People.phone)", "applicationGrants": [{"enterpriseApplicationId": "\#(People.web)", "scope": "x"}]}"#,
    ])
    func `a body that cannot be used is refused`(body: String) async throws {
        try await Visitor.visiting { caller in
            let token = try await Self.token(caller)
            #expect(try await Self.send(caller, .POST, token: token, body: body).status == 400)
        }
    }

    @Test func `a fault speaks Partner Center's language there`() async throws {
        try await Visitor.visiting { caller in
            await caller.double.setFaults([
                Fault(match: .init(path: "/applicationconsents")) {
                    $0.status = 401
                    $0.error = .init(code: 900421, message: "MFA is missing.")
                }
            ])
            let reply = try await Self.send(caller, .GET, token: nil)
            #expect(reply.status == 401)
            #expect(reply.fields["code"] == 900421)
            #expect(reply.fields["error_codes"] == nil)
        }
    }
}
