import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("rights")
struct RightsTests {
    @Test("Each thing that is missing is named with the words to ask for, and gone once it is granted")
    func granted() async throws {
        try await Bench.asking { bench in
            let client = SyncSample.client(1)
            let own = try await bench.principalID()
            let command = "az ad app owner add --id \(client) --owner-object-id \(own)"
            let none = try await bench.rightsOf()
            #expect(none.canRotate == false && none.failure == nil && none.rights == .own && none.via == nil)
            #expect(none.states(.missing) == [.permission])
            let permission = try #require(none[.permission]?.mend)
            for part in ["Application.ReadWrite.OwnedBy", "admin consent", Sample.contoso, client, "API permissions"] {
                #expect(permission.contains(part), "\(permission)")
            }
            #expect(none[.owner]?.state == .unknown && none[.owner]?.mend?.contains(command) == true)

            try await bench.grant(roles: [RightsSample.owned])
            let unowned = try await bench.rightsOf()
            #expect(unowned.canRotate == false)
            #expect(unowned.states(.missing) == [.registration, .owner])
            #expect(unowned[.permission]?.found == "the token has \(RightsSample.owned)")
            #expect(unowned[.owner]?.mend?.contains(command) == true)

            try await bench.grant(owners: ["self"])
            let good = try await bench.rightsOf()
            #expect(good.canRotate == true && good.states(.missing).isEmpty && good.states(.unknown) == [.policy])
            #expect(good[.owner]?.found == "owns the registration")
            #expect(good[.credentials]?.found.contains(SyncSample.key) == true)
            #expect(good[.credentials]?.found.hasPrefix("2 secrets") == true)
            #expect(try await bench.rotateOne().step == .promoted)
        }
    }

    @Test(
        "rotate finds what rights says, whatever is granted",
        arguments: [
            [], [RightsSample.owned], [RightsSample.all], ["Application.Read.All"],
            ["Application.Read.All", RightsSample.owned], ["Directory.Read.All", "User.Read.All"],
        ], [[], ["self"], [SyncSample.client(2)]])
    func agrees(roles: [String], owners: [String]) async throws {
        try await Bench.asking(2) { bench in
            try await bench.grant(roles: roles, owners: owners)
            let report = try await bench.rightsOf()
            let mayRotate =
                roles.contains(RightsSample.all) || (roles.contains(RightsSample.owned) && owners == ["self"])
            #expect(report.canRotate == mayRotate)
            let outcome = try await bench.rotateOne()
            #expect((outcome.step == .promoted) == mayRotate, "\(outcome.failure?.message ?? "")")
            #expect(mayRotate || outcome.failure?.code == .denied)
        }
    }

    @Test("Another tenant's rights are looked at where they are named, and what they lack is said of that tenant")
    func via() async throws {
        try await Bench.asking(2) { bench in
            try await bench.edit("t1") { $0.via = "t2" }
            let reader = try await bench.principalID(2)
            let none = try await bench.rightsOf()
            #expect(none.rights == .via && none.via == "t2" && none.canRotate == false)
            #expect(none[.permission]?.mend?.contains("\"t2\" (\(SyncSample.client(2)))") == true)
            // What the application itself may do does not count.
            try await bench.grant(roles: [RightsSample.all], owners: ["self"])
            #expect(try await bench.rightsOf().canRotate == false)
            try await bench.grant(roles: [])
            try await bench.grant(2, roles: [RightsSample.owned, "Application.Read.All"])
            let unowned = try await bench.rightsOf()
            #expect(unowned.states(.missing) == [.owner])
            let mend = try #require(unowned[.owner]?.mend)
            #expect(mend.contains("--id \(SyncSample.client(1)) --owner-object-id \(reader)"), "\(mend)")
            #expect(mend.contains("\"t2\""))
            try await bench.grant(owners: [SyncSample.client(2)])
            #expect(try await bench.rightsOf().canRotate == true)
            try await bench.grant(2, roles: [RightsSample.all])
            try await bench.grant(owners: [])
            let all = try await bench.rightsOf()
            #expect(all.canRotate == true && all[.owner]?.found.contains("not needed") == true)
            #expect(try await bench.rotateOne().step == .promoted)
        }
    }

    @Test("A via that lies with another authority is said to be of no use")
    func foreignVia() async throws {
        try await Bench.asking(2) { bench in
            try await bench.edit("t1") { $0.via = "t2" }
            try await bench.edit("t2") {
                $0.graph = try Origin("http://127.0.0.1:9")
                $0.secret = try makeSecret(SyncSample.secret(2))
            }
            let report = try await bench.rightsOf()
            #expect(report.canRotate == false && report.states(.missing) == [.signIn])
            #expect(report[.signIn]?.mend?.contains("--via") == true)
        }
    }

    @Test("What does not sign in is said with its advice; a directory that fails is no finding")
    func signIn() async throws {
        try await Bench.asking { bench in
            await bench.fault(times: 2, match: Fault.Match(path: "/oauth2/")) { $0.status = 503 }
            let trouble = try await bench.rightsOf()
            #expect(trouble.canRotate == nil && trouble.failure?.code == .network)
            #expect(trouble.states(.missing).isEmpty)
            try await bench.grant(roles: [RightsSample.owned], owners: ["self"])
            await bench.fault(match: Fault.Match(path: "/v1.0/")) { $0.status = 500 }
            let graph = try await bench.rightsOf()
            #expect(graph.canRotate == nil && graph.failure?.code == .network && graph[.permission]?.state == .ok)
            await bench.fault { $0.error = Fault.Refusal(code: 7_000_222) }
            let over = try await bench.rightsOf()
            #expect(over.canRotate == false && over.states(.missing) == [.signIn] && over.failure == nil)
            #expect(over[.signIn]?.found.contains("7000222") == true && over[.signIn]?.mend != nil)
            await bench.fault(match: Fault.Match(path: "/owners")) { $0.status = 403 }
            let unread = try await bench.rightsOf()
            #expect(unread.canRotate == nil && unread[.owner]?.state == .unknown && unread.failure == nil)
            let events = try await bench.events(of: "t1")
            #expect(events.suffix(4) == ["refused", "refused", "refused", "synced"])
            #expect(try await bench.audit("t1").last?.correlationID != nil)
        }
    }

    @Test("A token that cannot be looked into tells nothing")
    func opaque() async throws {
        try await Bench.asking { bench in
            await bench.fault(match: Fault.Match(path: "/oauth2/")) {
                $0.reply = ["access_token": "aaaa..bbbb.cccc.dddd"]
            }
            let report = try await bench.rightsOf()
            #expect(report.canRotate == nil && report.failure?.code == .denied)
            #expect(report[.permission]?.state == .unknown)
        }
    }

    @Test("One token serves all that are managed with the same rights, and each is on record")
    func fleet() async throws {
        try await Bench.asking(12) { bench in
            try await bench.grant(12, roles: [RightsSample.all])
            for number in 1...11 { try await bench.edit("t\(number)") { $0.via = "t12" } }
            let before = await bench.requests
            let reports = try await bench.rights()
            #expect(reports.map(\.tenant) == (1...12).map { "t\($0)" }.sorted())
            #expect(reports.allSatisfy { $0.canRotate == true })
            #expect(await bench.requests == before + 1)
            for number in 1...12 { #expect(try await bench.events(of: "t\(number)").last == "synced") }
            let changes = await bench.double.requests.filter {
                $0.path.hasPrefix("/v1.0/") && $0.method != "GET" && $0.path != "/v1.0/$batch"
            }
            #expect(changes.isEmpty)
        }
    }

    @Test("What has nothing to rotate is left out, unless it is named")
    func nothing() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("native", client: People.native, .publicClient, verify: false)
            #expect(try await bench.rights().isEmpty)
            let report = try await bench.rightsOf("native")
            #expect(report.canRotate == false && report[.credentials]?.state == .missing)
            await expectFailure(.notFound) { _ = try await bench.rights("nobody") }
        }
    }
}
