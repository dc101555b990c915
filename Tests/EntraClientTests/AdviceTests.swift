import EntraClient
import Testing

@Suite("One line of advice for each number")
struct AdviceTests {
    static let expected: [(Advice.Retry, [Int])] = [
        (
            .afterFix,
            [
                7_000_215, 7_000_222, 7_000_218, 700_025, 700_016, 7_000_229, 700_027, 700_024, 500_133, 70021,
                700_213, 90002, 90019, 50059, 50128, 50194, 90038, 900_382, 900_432, 500_011, 70011, 700_022,
                901_002, 9_001_023, 65001, 650_052, 650_056, 650_057, 90099, 50034, 50126, 50055, 50057, 50105,
                90133, 90013, 90014, 900_144, 90072, 50011,
            ]
        ),
        (.never, [7_000_112, 7_000_114, 50053, 53003, 530_034, 50196]),
        (
            .afterSignIn,
            [
                65004, 90094, 90095, 50076, 50074, 50079, 50072, 50078, 50158, 50097, 53000, 53001, 530_003, 50173,
                50132, 50133, 70008, 700_082, 700_084, 70043, 54005, 501_481, 50147, 70018, 70019, 70020,
            ]
        ),
        (.backoff, [70016, 90033, 90006, 90012, 90024, 90090, 50033, 50087, 90055]),
    ]

    /// What the program has, `login` and `consent` included.
    static let commands: Set = ["show", "edit", "probe", "login", "consent", "token", "audit"]
    /// Pages of the portal, as they are headed there.
    static let pages = [
        "Certificates & secrets", "Authentication", "Enterprise applications", "API permissions", "under Users",
        "the sign-in logs", "in the portal", "Risky users",
    ]

    @Test("A reply in Entra's own form, for every number: retry class, words, a command or a page", arguments: expected)
    func replies(retry: Advice.Retry, codes: [Int]) async throws {
        for code in codes {
            let body = """
                {"error":"invalid_grant","error_description":"AADSTS\(code): Something about '\(Sample.client)'. More. \
                Trace ID: \(Sample.directory) Correlation ID: \(Sample.correlation) Timestamp: 2026-03-01 09:00:00Z",
                "error_codes":[\(code)],"timestamp":"2026-03-01 09:00:00Z","trace_id":"\(Sample.directory)",
                "correlation_id":"\(Sample.correlation)","error_uri":"https://login.microsoftonline.com/error?code=\(code)"}
                """
            let stub = StubTransport([.reply(400, body)])
            do {
                _ = try await Sample.mint(stub)
                Issue.record("\(code) was not refused")
            } catch EntraError.refused(let refusal) {
                #expect(refusal.code == code && refusal.codes == [code])
                #expect(refusal.text == "AADSTS\(code): Something about '\(Sample.client)'")
                #expect(refusal.advice?.retry == retry, "\(code)")
                let hint = try #require(refusal.hint(tenant: "contoso"), "\(code)")
                let command = hint.firstMatch(of: /"partner-vault [a-z]+ contoso/)
                #expect(command != nil || Self.pages.contains { hint.contains($0) }, "\(code): \(hint)")
            }
        }
    }

    @Test("Nothing else is in the table but Partner Center's own number")
    func complete() {
        #expect(Set(Advice.codes) == Set(Self.expected.flatMap(\.1) + [900_421]))
    }

    @Test("Texts are lower case, without a final stop, on one line")
    func style() throws {
        for code in Advice.codes {
            let advice = try #require(Advice.forCode(code))
            for text in [advice.meaning, advice.hint(tenant: "contoso")] {
                #expect(!text.isEmpty && !text.hasSuffix(".") && !text.contains("\n"), "\(code): \(text)")
                #expect(text.count <= 130, "\(code): \(text)")
                #expect(!text.contains("NAME"), "\(code): \(text)")
                for command in text.matches(of: /partner-vault ([a-z-]+)/) {
                    #expect(Self.commands.contains(String(command.output.1)), "\(code): there is no such command")
                }
                let first = try #require(text.first)
                let isName = ["Conditional Access", "Partner Center"].contains { text.hasPrefix($0) }
                #expect(first.isLowercase || isName, "\(code): \(text)")
            }
        }
    }

    @Test("What people see most")
    func wording() {
        #expect(
            Advice.forCode(7_000_215)?.hint(tenant: "contoso")
                == #"it takes the secret's value, not its ID; enter another with "partner-vault edit contoso --new-secret""#
        )
        // Easily confused: the token type is barred for federated credentials.
        #expect(Advice.forCode(700_229) == nil)
        #expect(Advice.forCode(0) == nil)
    }

    @Test("A hint exists where the directory named a known cause, and nowhere else")
    func hints() {
        let refusal = EntraRefusal(status: 400, error: "invalid_client", code: 7_000_222)
        #expect(EntraError.refused(refusal).hint(tenant: "contoso")?.contains("edit contoso --new-secret") == true)
        #expect(EntraError.serverError(status: 503, code: 90033).hint(tenant: "x") != nil)
        #expect(EntraError.serverError(status: 503, code: nil).hint(tenant: "x") == nil)
        #expect(EntraError.network(.dns).hint(tenant: "x") == nil)
    }
}
