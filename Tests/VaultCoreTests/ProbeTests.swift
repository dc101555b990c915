import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

@Suite("Probe")
struct ProbeTests {
    @Test("How it went is remembered, success and failure alike, and no token is kept")
    func remembered() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso", secret: Sample.wrongSecret)
            #expect(try await bench.show("contoso").lastProbe == nil)
            let failed = try #require(try await bench.probe("contoso").first)
            expect(failed.failure, is: .refused, aadsts: 7_000_215)
            #expect(failed.tenant == "contoso" && failed.resource == Sample.partner && failed.at == Sample.today)
            let refused = ProbeReport(at: Sample.today, ok: false, aadsts: 7_000_215)
            #expect(try await bench.show("contoso").lastProbe == refused)
            try await bench.edit("contoso", replace: true) { $0.secret = try makeSecret(Sample.leadsSecret) }
            await bench.advance(by: 60)
            #expect(try await bench.probe("contoso").first?.failure == nil)
            let passed = ProbeReport(at: Sample.today + 60, ok: true, aadsts: nil)
            #expect(try await bench.show("contoso").lastProbe == passed)
            let requests = await bench.requests
            #expect(try await bench.token("contoso").source == .minted)
            #expect(await bench.requests == requests + 1)
            // What is in the cache proves nothing about the secret: a probe asks again.
            _ = try await bench.probe("contoso")
            #expect(await bench.requests == requests + 2)
        }
    }

    @Test("A failure of the network has no number, and takes the place of what was remembered")
    func network() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            _ = try await bench.probe("contoso")
            await bench.fault { $0.drop = .before }
            expect(try await bench.probe("contoso").first?.failure, is: .network)
            let failed = ProbeReport(at: Sample.today, ok: false, aadsts: nil)
            #expect(try await bench.show("contoso").lastProbe == failed)
        }
    }

    @Test("Of several each has its own outcome, and equal requests are sent once")
    func several() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("twin", in: Sample.contoso, app: "contoso")
            try await bench.add("stranger", in: Sample.tailspin, app: "contoso")
            let told = Mutex<[Int]>([])
            let outcomes = try await bench.vault.probe(.everything, resource: nil) { done, of in
                told.withLock { $0 += [done, of] }
            }
            #expect(outcomes.map(\.tenant) == ["contoso", "stranger", "twin"])
            #expect(outcomes.map { $0.failure?.code } == [nil, .refused, nil])
            #expect(await bench.requests == 2)
            let progress = told.withLock(\.self)
            #expect(progress == [1, 2, 2, 2])
            for outcome in outcomes {
                let remembered = try #require(try await bench.show(outcome.tenant).lastProbe)
                #expect(remembered.ok == (outcome.failure == nil) && remembered.aadsts == outcome.failure?.aadsts)
                let event = outcome.failure == nil ? "probed" : "refused"
                #expect(try await bench.events(of: outcome.tenant) == ["added", event])
            }
        }
    }

    @Test("Another resource can be tried")
    func resource() async throws {
        try await Bench.run { bench in
            try await bench.add("billing", client: Sample.billing, secret: Sample.billingSecret)
            let outcome = try #require(try await bench.probe("billing", resource: .alias(.graph)).first)
            expect(outcome.failure, is: .refused, aadsts: outcome.failure?.aadsts)
            #expect(outcome.resource == Sample.graph)
            #expect(try await bench.audit("billing").last?.resource == Sample.graph)
            #expect(try await bench.show("billing").resource == "partner")
        }
    }

    @Test("A tenant that is removed while it is asked about leaves its row in the log and nothing else")
    func removedMeanwhile() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.add("billing", client: Sample.billing, secret: Sample.billingSecret)
            await bench.duringNextRequest {
                _ = try await bench.vault.remove(TenantSelection(names: ["contoso"]))
            }
            let outcomes = try await bench.probe("contoso")
            #expect(outcomes.map(\.tenant) == ["contoso"])
            #expect(try await bench.names() == ["billing"])
            #expect(try await bench.events(of: "contoso") == ["added", "removed", "probed"])
            #expect(try await bench.vault.verify { _, _ in }.tenants == 1)
        }
    }

    @Test("A tenant that is renamed while it is asked about remembers it under its new name")
    func renamedMeanwhile() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let newName = try #require(TenantName("new"))
            await bench.duringNextRequest { _ = try await bench.vault.rename("contoso", to: newName) }
            #expect(try await bench.probe("contoso").first?.failure == nil)
            #expect(try await bench.show("new").lastProbe?.ok == true)
        }
    }

    @Test("A name that is not there stops all")
    func unknown() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            await expectFailure(.notFound) { _ = try await bench.probe("contoso", "nobody") }
            #expect(await bench.requests == 0)
            #expect(try await bench.probe().isEmpty)
        }
    }
}
