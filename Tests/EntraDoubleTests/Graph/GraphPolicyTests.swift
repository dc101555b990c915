import EntraDouble
import FoundationEssentials
import Testing

@Suite struct GraphPolicyTests {
    private typealias Of = GraphSample

    private static let zeros = "00000000-0000-0000-0000-000000000000"

    @Test func `policies are listed, and the directory's is always there`() async throws {
        try await Caller.withGraph { caller in
            let graph = try await caller.graph(as: Of.admin)
            let standing = try await graph.get("/policies/defaultAppManagementPolicy")
            #expect(standing.fields["isEnabled"] == false)
            #expect(standing.fields["applicationRestrictions"] == ["passwordCredentials": [], "keyCredentials": []])
            let restrictions: JSONValue = [
                "keyCredentials": [],
                "passwordCredentials": [
                    [
                        "restrictionType": "passwordLifetime", "maxLifetime": "P90D", "state": "enabled",
                        "restrictForAppsCreatedAfterDateTime": "2014-10-19T10:37:00Z",
                    ]
                ],
            ]
            for path in [
                "/policies/appManagementPolicies", "/policies/appManagementPolicies/\(Of.policy)",
                "/applications(appId='\(Of.owned)')/appManagementPolicies",
                "/applications/\(Of.ownedObject)/appManagementPolicies",
            ] {
                let reply = try await graph.get(path)
                let found = reply.values.first ?? reply.fields
                #expect(found.text("id") == Of.policy)
                #expect(found["restrictions"] == restrictions)
            }
            let targets = try await graph.get("/policies/appManagementPolicies/\(Of.policy)/appliesTo").values
            #expect(targets.map { $0.text("appId") } == [Of.owned])
            #expect(targets.first?.text("@odata.type") == "#microsoft.graph.application")
            #expect(try await graph.get("/applications(appId='\(Of.nobody)')/appManagementPolicies").values.isEmpty)
            #expect(try await graph.get("/applications(appId='\(Of.customer)')/appManagementPolicies").status == 404)
        }
    }

    @Test(arguments: [
        ("P90D", 90, nil), ("P90D", 91, "CredentialInvalidLifetimeAsPerAppPolicy"),
        ("P4DT12H30M5S", 4, nil), ("P4DT12H30M5S", 5, "CredentialInvalidLifetimeAsPerAppPolicy"),
        ("P1Y", 365, nil), ("P1Y", 366, "CredentialInvalidLifetimeAsPerAppPolicy"), ("P1M", 30, nil),
        ("PT1H", 1, "CredentialInvalidLifetimeAsPerAppPolicy"),
    ])
    func `a secret's life is bounded`(life: String, days: Int, code: String?) async throws {
        let rule = Seed.Restriction(restrictionType: "passwordLifetime", maxLifetime: life)
        let reply = try await Self.adding(days: days, to: Of.nobody, standing: [rule])
        #expect(reply.graphCode == code)
        #expect(reply.status == (code == nil ? 200 : 400))
        if code != nil {
            let message = reply.fields.object("error")?.text("message")
            #expect(
                message == "Credential lifetime exceeds the max value allowed as per assigned policy '\(Self.zeros)'.")
        }
    }

    @Test(arguments: [
        // An application that has a policy of its own inherits nothing of the directory's.
        (Of.owned, 91, [Seed.Restriction](), Of.policy), (Of.owned, 90, [], nil), (Of.nobody, 91, [], nil),
        (Of.owned, 90, [.init(restrictionType: "passwordLifetime", maxLifetime: "P1D")], nil),
        (Of.nobody, 90, [.init(restrictionType: "passwordLifetime", maxLifetime: "P1D")], zeros),
        (Of.owned, 1, [.init(restrictionType: "passwordAddition")], nil),
        (Of.nobody, 1, [.init(restrictionType: "passwordAddition")], zeros),
        (Of.nobody, 1, [.init(restrictionType: "passwordAddition", state: "disabled")], nil),
        (Of.nobody, 1, [.init(restrictionType: "symmetricKeyAddition")], nil),
        (
            Of.nobody, 1,
            [.init(restrictionType: "passwordAddition", restrictForAppsCreatedAfterDateTime: since(2025))], nil
        ),
        (
            Of.nobody, 1,
            [.init(restrictionType: "passwordAddition", restrictForAppsCreatedAfterDateTime: since(2024))], zeros
        ),
    ])
    func `an application's own policy goes before the directory's`(
        appId: String,
        days: Int,
        standing: [Seed.Restriction],
        policy: String?
    ) async throws {
        let reply = try await Self.adding(days: days, to: appId, standing: standing)
        #expect(reply.status == (policy == nil ? 200 : 400))
        guard let policy else { return }
        #expect(reply.fields.object("error")?.text("message")?.contains("policy '\(policy)'") == true)
        let isAddition = standing.first?.restrictionType == "passwordAddition"
        #expect(
            reply.graphCode
                == (isAddition ? "CredentialTypeNotAllowedAsPerAppPolicy" : "CredentialInvalidLifetimeAsPerAppPolicy")
        )
    }

    @Test(arguments: [
        // The certificate is good for 90 days.
        ("P90D", nil, "asymmetricKeyLifetime", false), ("P89D", nil, "asymmetricKeyLifetime", true),
        ("P30D", "2026-03-03T00:00:00Z", "asymmetricKeyLifetime", false),
        ("P29D", "2026-03-03T00:00:00Z", "asymmetricKeyLifetime", true),
        ("P89D", nil, "passwordLifetime", false),
    ])
    func `a certificate's life is bounded, whichever way it comes`(
        life: String,
        end: String?,
        type: String,
        isRefused: Bool
    ) async throws {
        let rule = Seed.Restriction(restrictionType: type, maxLifetime: life)
        try await Caller.withKeys { seed in
            seed.tenants[0].defaultAppManagementPolicy = .init(
                isEnabled: true,
                applicationRestrictions: .init(keyCredentials: [rule])
            )
        } _: { caller, old, new in
            let order = new.order(["endDateTime": end.map(JSONValue.string)])
            let graph = try await caller.graph(as: Of.admin)
            let proof = try old.proof(for: Of.object(Of.nobody))
            let added = try await graph.addKey(order, to: Of.path(Of.nobody), proof)
            #expect(added.status == (isRefused ? 400 : 200))
            let patched = try await graph.patch(Of.path(Of.nobody), ["keyCredentials": [order]])
            #expect(patched.status == (isRefused ? 400 : 204))
            guard isRefused else { return }
            for reply in [added, patched] {
                #expect(reply.graphCode == "CredentialInvalidLifetimeAsPerAppPolicy")
                #expect(reply.fields.object("error")?.text("message")?.contains("policy '\(Self.zeros)'") == true)
            }
            // What is there already, for longer, stays; secrets are bounded apart from certificates.
            let kept: JSONValue = ["keyId": .string(Of.key(1, of: Of.nobody))]
            #expect(try await graph.patch(Of.path(Of.nobody), ["keyCredentials": [kept]]).status == 204)
            #expect(try await graph.post(Of.path(Of.nobody) + "/addPassword", "{}").status == 200)
            // An application with a policy of its own inherits nothing.
            #expect(try await graph.patch(Of.path(Of.owned), ["keyCredentials": [order]]).status == 204)
        }
    }

    @Test func `a policy that is switched off restricts nothing`() async throws {
        try await Caller.withGraph { seed in
            seed.tenants[0].appManagementPolicies?[0].isEnabled = false
            seed.tenants[0].defaultAppManagementPolicy = .init(
                isEnabled: false,
                applicationRestrictions: .init(passwordCredentials: [.init(restrictionType: "passwordAddition")])
            )
        } _: { caller in
            let reply = try await caller.graph(as: Of.admin).post("/applications/\(Of.ownedObject)/addPassword", "{}")
            #expect(reply.status == 200)
        }
    }

    @Test(arguments: ["", "P", "90D", "P90", "PD", "PT", "P1DT", "P1H", "P1D1Y", "P1.1.1D", "P-1D"])
    func `a restriction that cannot be read is refused`(life: String) throws {
        let json = """
            {"tenants": [{"directoryId": "\(Of.partner)", "defaultAppManagementPolicy": {"isEnabled": true,
              "applicationRestrictions": {"passwordCredentials": [
                {"restrictionType": "passwordLifetime", "maxLifetime": "\(life)"}]}}}]}
            """
        #expect(throws: SeedError.self) { try Seed(json: Data(json.utf8)) }
    }

    /// Adds a secret for so many days where the directory has a policy.
    private static func adding(days: Int, to appId: String, standing: [Seed.Restriction]) async throws -> Reply {
        try await Caller.withGraph { seed in
            seed.tenants[0].defaultAppManagementPolicy = .init(
                isEnabled: true,
                applicationRestrictions: .init(passwordCredentials: standing)
            )
        } _: { caller in
            let begin = try Date("2026-03-01T00:00:00Z", strategy: .iso8601)
            let end = begin.addingTimeInterval(Double(days) * 86400).formatted(.iso8601)
            return try await caller.graph(as: Of.admin).post(
                "/applications(appId='\(appId)')/addPassword",
                #"{"passwordCredential": {"startDateTime": "2026-03-01T00:00:00Z", "endDateTime": "\#(end)"}}"#
            )
        }
    }

    private static func since(_ year: Int) -> Date? { try? Date("\(year)-01-01T00:00:00Z", strategy: .iso8601) }
}
