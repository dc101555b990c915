import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

/// Secrets go where they were entered for, and nowhere else.
@Suite("Destinations")
struct DestinationTests {
    @Test("After a change of authority the old one is never sent anything again")
    func moved() async throws {
        try await Bench.run { bench in
            try await EntraDouble.running(seed: try Sample.seed()) { other in
                await other.state.setClock(to: Sample.today)
                try await bench.add("contoso")
                try await bench.add("fabrikam", in: Sample.fabrikam, app: "contoso")
                try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.leadsNext) }
                _ = try await bench.token("contoso")
                let asked = await bench.requests
                let report = try await bench.edit("contoso", verify: true) { $0.authority = try Origin(other.baseURL) }
                #expect(report.authority == other.baseURL)
                #expect(try await bench.events(of: "contoso").last == "destinationChanged")
                let sources = try await bench.tokens("contoso", "fabrikam").map { try $0.result.get().source }
                #expect(sources == [.minted, .minted])
                #expect(await bench.requests == asked)
                #expect(await other.state.requestCount(pathContaining: "/oauth2/") == 3)
            }
        }
    }

    @Test("A new directory or cloud binds the secrets anew, retiring ones too")
    func rebound() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.edit("contoso") { $0.secret = try makeSecret(Sample.wrongSecret) }
            let report = try await bench.edit("contoso") { $0.directory = "fabrikam.example" }
            #expect(report.directoryID == Sample.fabrikam)
            // The active secret is unknown there, the retiring one is known.
            #expect(try await bench.token("contoso").source == .minted)
            let cloud = try await bench.edit("contoso") {
                $0.cloud = .usgov
                $0.resource = .alias(.graph)
            }
            #expect(cloud.authority == "https://login.microsoftonline.us")
            #expect(cloud.graph == "https://graph.microsoft.us")
            #expect(try await bench.vault.verify { _, _ in }.secrets == 2)
        }
    }

    /// What another process does between two sign-ins of one command.
    enum Meanwhile: String, CaseIterable { case moved, replaced, removed }

    @Test("A secret that changed since the tenants were read is not sent on old words", arguments: Meanwhile.allCases)
    func race(_ meanwhile: Meanwhile) async throws {
        try await Bench.run { bench in
            try await bench.add("a-first")
            try await bench.add("portal", in: Sample.fabrikam, client: Sample.portal, secret: Sample.portalSecret)
            // The first sign-in has to be repeated; in that moment the second tenant changes.
            await bench.duringNextRequest {
                switch meanwhile {
                case .moved: try await bench.edit("portal") { $0.authority = Cloud.public.authority }
                case .replaced:
                    try await bench.edit("portal", replace: true) { $0.secret = try makeSecret(Sample.wrongSecret) }
                case .removed: _ = try await bench.vault.remove(TenantSelection(names: ["portal"]))
                }
            }
            let outcomes = try await bench.tokens("a-first", "portal", query: TokenQuery(concurrency: 1))
            #expect(try outcomes[0].result.get().source == .minted)
            expect(outcomes[1].failure, is: .busy)
            let path = "/\(Sample.fabrikam)/"
            #expect(await bench.double.state.requestCount(pathContaining: path) == 0)
        }
    }

    @Test("Nor is one that was opened for the tenant before", arguments: [Meanwhile.moved, .replaced])
    func raceOfOneApplication(_ meanwhile: Meanwhile) async throws {
        try await Bench.run { bench in
            try await bench.add("a-first")
            try await bench.add("customer", in: Sample.fabrikam, app: "a-first")
            await bench.duringNextRequest {
                switch meanwhile {
                case .moved: try await bench.edit("a-first") { $0.authority = Cloud.public.authority }
                case .replaced, .removed:
                    try await bench.edit("a-first", replace: true) { $0.secret = try makeSecret(Sample.wrongSecret) }
                }
            }
            let outcomes = try await bench.tokens("a-first", "customer", query: TokenQuery(concurrency: 1))
            expect(outcomes[1].failure, is: .busy)
            #expect(await bench.double.state.requestCount(pathContaining: "/\(Sample.fabrikam)/") == 0)
        }
    }
}
