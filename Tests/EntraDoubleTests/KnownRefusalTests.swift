import EntraDouble
import Testing

@Suite struct KnownRefusalTests {
    /// The codes that advice exists for, by the `error` that Entra sends with them.
    static let codes: [(String, [Int])] = [
        (
            "invalid_client",
            [7_000_215, 7_000_222, 7_000_218, 700025, 7_000_229, 700027, 700024, 50013, 700213, 650052, 650056]
        ),
        ("unauthorized_client", [700016, 7_000_112, 7_000_114]),
        (
            "invalid_request",
            [
                70021, 90002, 90019, 50059, 50128, 50194, 90038, 900382, 900432, 901002, 9_001_023, 90133, 90013,
                90014, 900144, 50196, 50011, 50147,
            ]
        ),
        ("invalid_resource", [500011, 650057]),
        ("invalid_scope", [70011, 700022]),
        ("access_denied", [65004, 90094, 90095]),
        (
            "invalid_grant",
            [
                65001, 90099, 50034, 50126, 50053, 50055, 50057, 50105, 50173, 50132, 50133, 70008, 700082, 700084,
                70043, 54005, 501481, 90072, 500133,
            ]
        ),
        (
            "interaction_required",
            [50076, 50074, 50079, 50072, 50078, 50158, 50097, 53000, 53001, 530003, 53003, 530034]
        ),
        ("authorization_pending", [70016]), ("bad_verification_code", [70018]), ("expired_token", [70019, 70020]),
        ("temporarily_unavailable", [90033, 90006, 90012, 90024, 90090, 50033, 50087, 90055]),
    ]

    @Test(arguments: codes.flatMap { error, codes in codes.map { (error, $0) } })
    func `a fault that names a code alone has the words that go with it`(error: String, code: Int) async throws {
        try await Caller.withDouble { caller in
            let json = #"{"faults": [{"error": {"code": \#(code)}}]}"#
            #expect(try await caller.post("/double/faults", json: json).status == 204)
            let reply = try await caller.token()
            #expect(reply.status == (error == "invalid_client" ? 401 : 400))
            #expect(reply.string("error") == error)
            #expect(reply.codes == [code])
            #expect(reply.string("error_description")?.hasPrefix("AADSTS\(code): ") == true)
            #expect(reply.string("error_description")?.contains("A fault was set") == false)
            #expect(reply.string("error_uri") != nil)
        }
    }

    @Test func `v1 can wrap one code in another`() async throws {
        try await Caller.withDouble { caller in
            let json = """
                {"faults": [{"match": {"grantType": "client_credentials"},
                             "error": {"code": 70008, "outerCode": 70002}}]}
                """
            #expect(try await caller.post("/double/faults", json: json).status == 204)
            let reply = try await caller.token("")
            #expect(reply.codes == [70002, 70008])
            #expect(reply.string("error_description")?.hasPrefix("AADSTS70002: AADSTS70008: ") == true)
        }
    }
}
