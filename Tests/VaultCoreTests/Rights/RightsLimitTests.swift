import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("rights: users, limits and policies")
struct RightsLimitTests {
    @Test(
        "A user's own permission and role count",
        arguments: [
            (["User.Read"], true, [RightsCheck.Kind.permission]), ([RightsSample.owned], true, [.permission]),
            ([RightsSample.all], true, []), ([RightsSample.all], false, [.registration, .owner]),
        ])
    func user(scopes: [String], isAdmin: Bool, missing: [RightsCheck.Kind]) async throws {
        var seed = try People.seed()
        seed.tenants[0].applications?[0].scopes = ["https://graph.microsoft.com": scopes]
        // The application's own permission is not the user's.
        seed.tenants[0].applications?[0].roles = [RightsSample.all]
        for index in (seed.tenants[0].users ?? []).indices { seed.tenants[0].users?[index].admin = isAdmin }
        try await Bench.run(seed: seed) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret) { $0.signIn = .user }
            let unsigned = try await bench.rightsOf("partner")
            #expect(unsigned.states(.missing) == [.signIn])
            #expect(unsigned[.signIn]?.mend?.contains("partner-vault login partner") == true)
            try await bench.login("partner", as: People.ada, resource: .alias(.graph))
            let report = try await bench.rightsOf("partner")
            #expect(report.states(.missing) == missing, "\(report.checks)")
            #expect(report.canRotate == missing.isEmpty)
            #expect(report[.signIn]?.found.contains(People.ada) == true)
            if missing == [.permission] {
                let mend = try #require(report[.permission]?.mend)
                #expect(mend.contains("delegated permission Application.ReadWrite.All"))
                #expect(mend.contains("partner-vault login partner"))
            }
            if missing.contains(.owner) {
                #expect(report[.owner]?.mend?.contains("Cloud Application Administrator") == true)
            } else if missing.isEmpty {
                #expect(report[.owner]?.found.contains("role") == true)
            }
        }
    }

    @Test("Where personal accounts may sign in, a third secret has no room", arguments: [1, 2])
    func personal(secrets: Int) async throws {
        try await Bench.asking { tenant in
            tenant.applications?[0].signInAudience = .directoriesAndPersonalAccounts
            tenant.applications?[0].roles = [RightsSample.owned]
            tenant.applications?[0].owners = ["self"]
            tenant.applications?[0].passwordCredentials?.removeLast(2 - secrets)
        } _: { bench in
            let report = try await bench.rightsOf()
            #expect(report.canRotate == (secrets == 1))
            #expect(report[.secretLimit]?.state == (secrets == 1 ? .ok : .missing))
            #expect((report[.secretLimit]?.mend?.contains("portal") == true) == (secrets == 2))
            let outcome = try await bench.rotateOne()
            #expect((outcome.step == .promoted) == (secrets == 1))
        }
    }

    @Test(
        "The directory's policies are read where they may be",
        arguments: [
            ("passwordAddition", nil, true, RightsCheck.State.missing, "no secret be added"),
            ("passwordLifetime", "P90D", true, .ok, "allows 90d at most"),
            ("passwordLifetime", "P900D", true, .ok, "nothing stands against"),
            ("passwordAddition", nil, false, .unknown, "Policy.Read.All"),
        ])
    func policy(type: String, life: String?, isReadable: Bool, state: RightsCheck.State, words: String) async throws {
        try await Bench.asking { tenant in
            tenant.defaultAppManagementPolicy = Seed.DefaultAppManagementPolicy(
                isEnabled: true,
                applicationRestrictions: Seed.Restrictions(
                    passwordCredentials: [Seed.Restriction(restrictionType: type, maxLifetime: life)]))
            tenant.applications?[0].roles = [RightsSample.owned] + (isReadable ? [RightsSample.policies] : [])
            tenant.applications?[0].owners = ["self"]
        } _: { bench in
            let report = try await bench.rightsOf()
            let policy = try #require(report[.policy])
            #expect(policy.state == state)
            #expect(policy.found.contains(words), "\(policy.found)")
            // What may not be read is only noted.
            #expect(report.canRotate == (state != .missing))
            if state == .missing { #expect(policy.mend?.contains("--to certificate") == true) }
        }
    }

    @Test("Which of several secrets is ours must be told before it can be removed")
    func ambiguous() async throws {
        try await Bench.asking { tenant in
            tenant.applications?[0].roles = [RightsSample.owned]
            tenant.applications?[0].owners = ["self"]
            // Another of the same beginning.
            let twin = Seed.PasswordCredential(
                keyId: GUID(SyncSample.stranger) ?? GUID(), secretText: SyncSample.secret(1) + "x",
                endDateTime: SyncSample.end)
            tenant.applications?[0].passwordCredentials?.append(twin)
        } _: { bench in
            let report = try await bench.rightsOf()
            #expect(report.canRotate == true && report[.credentials]?.state == .unknown)
            #expect(report[.credentials]?.mend?.contains("edit t1 --key-id") == true)
        }
    }
}
