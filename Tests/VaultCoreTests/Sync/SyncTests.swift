import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

@Suite("sync")
struct SyncTests {
    private func run(
        _ applications: [Seed.Application], _ body: @Sendable (Bench) async throws -> Void
    ) async throws {
        try await Bench.run(seed: try SyncSample.seed(applications), body)
    }

    @Test("Key ID, start and end come from the directory, and stay; nothing is changed there")
    func learns() async throws {
        try await run([try SyncSample.application(1, roles: SyncSample.own)]) { bench in
            try await bench.add(number: 1)
            #expect(try await bench.show("t1").credentials.map(\.keyID) == [nil])
            let outcome = try #require(try await bench.sync().first)
            #expect(outcome.failure == nil && outcome.drift.isEmpty && outcome.subject == .application)
            #expect(outcome.changes.map(\.field.rawValue).sorted() == ["expires", "keyId", "notBefore"])
            let credential = try #require(try await bench.show("t1").credentials.first)
            #expect(credential.keyID == SyncSample.key)
            #expect(credential.expires == SyncSample.end && credential.notBefore == Sample.today - 86_400)
            let row = try #require(try await bench.vault.expiring(.everything, within: nil).first)
            #expect(row.verdict == "ok" && row.daysLeft == 100)
            // The next finds nothing new.
            #expect(try await bench.sync().first?.changes.isEmpty == true)
            let log = try await bench.audit("t1").filter { $0.event == "synced" }
            #expect(log.count == 2 && log.allSatisfy { $0.correlationID != nil && $0.resource == bench.double.baseURL })
            // It was signed in with the credential that was learned.
            #expect(log.map(\.keyID) == [nil, SyncSample.key])
        }
    }

    @Test("What the directory has and the vault has not is told, and is a finding until it is gone")
    func drift() async throws {
        var application = try SyncSample.application(1, roles: SyncSample.own)
        application.passwordCredentials?.append(
            Seed.PasswordCredential(
                keyId: try #require(GUID(SyncSample.stranger)), secretText: "zzz~of.somebody.else.0123456789",
                endDateTime: SyncSample.end))
        try await run([application]) { bench in
            try await bench.add(number: 1)
            let outcome = try #require(try await bench.sync().first)
            #expect(outcome.drift.map(\.code) == ["unknownSecret", "severalSecretsAlive"])
            #expect(outcome.drift.map(\.keyID) == [SyncSample.stranger, nil])
            let findings = try await bench.vault.findings(.everything)
            #expect(findings.map(\.code) == ["unknownSecret", "severalSecretsAlive"])
            #expect(try await bench.vault.report().findings == findings)
            await bench.advance(by: 101 * 86_400)
            // Both have ended, and ours says so.
            await bench.fault { $0.status = 503 }
            let failed = try #require(try await bench.sync().first)
            #expect(failed.failure?.code == .network)
            #expect(try await bench.vault.findings(.everything).map(\.code).contains("expired"))
        }
    }

    @Test("A directory that cannot be read leaves the dates as they were; the others are read")
    func unreachable() async throws {
        let applications = try (1...3).map { try SyncSample.application($0, roles: SyncSample.own) }
        try await run(applications) { bench in
            for number in 1...3 { try await bench.add(number: number) { $0.expiry = .at(Sample.today + 5 * 86_400) } }
            await bench.fault(match: Fault.Match(clientId: SyncSample.client(2))) { $0.status = 503 }
            let outcomes = try await bench.sync()
            #expect(outcomes.map(\.tenant) == ["t1", "t2", "t3"])
            #expect(outcomes.map(\.failure?.code) == [nil, .network, nil])
            let ends = try await bench.vault.tenants(.everything).map { $0.credentials[0].expires }
            #expect(ends == [SyncSample.end, Sample.today + 5 * 86_400, SyncSample.end])
            #expect(outcomes.map { $0.drift.map(\.code) } == [["endDiffered"], [], ["endDiffered"]])
            #expect(try await bench.audit("t2").last?.event == "refused")
        }
    }

    @Test("An application that may not read itself is denied, with what is missing; another's rights may read it")
    func via() async throws {
        let applications = [
            try SyncSample.application(1, roles: ["Application.Read.All"]),
            try SyncSample.application(2, roles: [], owned: false),
            try SyncSample.application(3, roles: [], owned: false),
        ]
        try await run(applications) { bench in
            for number in 1...3 { try await bench.add(number: number) }
            let denied = try #require(try await bench.sync(TenantSelection(names: ["t2"])).first)
            #expect(denied.failure?.code == .denied)
            #expect(denied.failure?.hint?.contains("edit t2 --via") == true)
            #expect(try await bench.audit("t2").last?.event == "refused")
            for name in ["t2", "t3"] { try await bench.edit(name) { $0.via = "t1" } }
            let (before, signIns) = (await bench.graphRequests, await bench.requests)
            let outcomes = try await bench.sync()
            #expect(outcomes.compactMap(\.failure).isEmpty && outcomes.count == 3)
            #expect(try await bench.show("t3").credentials[0].expires == SyncSample.end)
            // One sign-in, and the three travel together.
            #expect(await bench.requests - signIns == 1)
            #expect(await bench.graphRequests - before == 3)
            #expect(try await bench.audit().last { $0.event == "synced" }?.count == 3)
        }
    }

    @Test("Many applications of one directory are listed page by page, and what fails halfway is taken up again")
    func many() async throws {
        let count = 120
        let applications = try (1...count).map {
            try SyncSample.application($0, roles: $0 == 1 ? ["Application.Read.All"] : [], owned: false)
        }
        try await run(applications) { bench in
            for number in 1...count { try await bench.add(number: number) { $0.via = number == 1 ? nil : "t1" } }
            let outcomes = try await bench.sync()
            #expect(outcomes.count == count && outcomes.compactMap(\.failure).isEmpty)
            let known = try await bench.vault.expiring(.everything, within: nil).map(\.expires)
            #expect(known.allSatisfy { $0 == SyncSample.end })
            // Two pages of 100, and 20 requests a batch for each of two questions.
            #expect(await bench.graphRequests == 2 + 2 * 6)
            await bench.advance(by: 3_600)
            let before = await bench.graphRequests
            let skipped = try await bench.sync(.everything, SyncQuery(olderThan: .seconds(7_200)))
            #expect(skipped.count == count && skipped.allSatisfy(\.isSkipped))
            #expect(await bench.graphRequests == before)
            #expect(try await bench.sync(.everything, SyncQuery(olderThan: .seconds(60))).allSatisfy { !$0.isSkipped })
        }
    }

    @Test("What was read before the directory broke off is kept, told as progress, and not read again")
    func halfway() async throws {
        let count = 120
        let applications = try (1...count).map {
            try SyncSample.application($0, roles: $0 == 1 ? ["Application.Read.All"] : [], owned: false)
        }
        try await run(applications) { bench in
            for number in 1...count { try await bench.add(number: number) { $0.via = number == 1 ? nil : "t1" } }
            // The first hundred take five batches for each of two questions; then Graph has enough.
            await bench.double.setFaults([
                Fault(match: Fault.Match(path: "/v1.0/$batch"), times: 10),
                Fault(match: Fault.Match(path: "/v1.0/$batch")) { $0.status = 503 },
            ])
            let steps = Mutex<[Int]>([])
            let outcomes = try await bench.vault.sync(.everything, SyncQuery()) { done, of in
                #expect(of == count)
                steps.withLock { $0.append(done) }
            }
            #expect(steps.withLock { $0 } == [100, 120])
            #expect(outcomes.count { $0.failure == nil } == 100)
            #expect(outcomes.count { $0.failure?.code == .network } == 20)
            let known = try await bench.vault.expiring(.everything, within: nil).compactMap(\.expires)
            #expect(known.count == 100)
            await bench.double.setFaults([])
            let again = try await bench.sync(.everything, SyncQuery(olderThan: .seconds(3_600)))
            #expect(again.count(where: \.isSkipped) == 100 && again.compactMap(\.failure).isEmpty)
        }
    }

    @Test("Customers of one application: it is read once, at home")
    func customers() async throws {
        try await Bench.run(customers: 3) { bench in
            try await bench.add("contoso")
            for number in 0..<3 { try await bench.add("c\(number)", in: Sample.customer(number), app: "contoso") }
            let outcomes = try await bench.sync()
            #expect(outcomes.map(\.tenant) == ["contoso"] && outcomes.map(\.directoryID) == [Sample.contoso])
            #expect(try await bench.sync(TenantSelection(names: ["c1"])).map(\.tenant) == ["contoso"])
        }
    }

    @Test("The token of Graph goes nowhere else: a batch or page that is redirected is not followed")
    func redirected() async throws {
        try await run([try SyncSample.application(1, roles: SyncSample.own)]) { bench in
            try await bench.add(number: 1)
            await bench.fault(match: Fault.Match(path: "/v1.0/")) { $0.redirect = "https://evil.example/" }
            let outcome = try #require(try await bench.sync().first)
            #expect(outcome.failure?.code == .malformedReply)
        }
    }

    @Test("Rights of a tenant elsewhere are not used: its secret is for another authority")
    func viaElsewhere() async throws {
        let applications = [
            try SyncSample.application(1, roles: ["Application.Read.All"]),
            try SyncSample.application(2, roles: [], owned: false),
        ]
        try await run(applications) { bench in
            try await bench.add(number: 1)
            try await bench.add(number: 2) {
                $0.via = "t1"
                $0.authority = nil
                $0.graph = nil
            }
            let before = await bench.requests
            let outcome = try #require(try await bench.sync(TenantSelection(names: ["t2"])).first)
            #expect(outcome.failure?.code == .usage)
            #expect(await bench.requests == before)
        }
    }

    @Test("A reading from after now, by a clock that was put back since, is no reason to leave one out")
    func clockPutBack() async throws {
        try await run([try SyncSample.application(1, roles: SyncSample.own)]) { bench in
            try await bench.add(number: 1)
            await bench.advance(by: 86_400)
            _ = try await bench.sync()
            await bench.advance(by: -86_400)
            #expect(try await bench.sync(.everything, SyncQuery(olderThan: .seconds(60))).map(\.isSkipped) == [false])
        }
    }

    @Test("What was changed while the directory was asked is not overwritten with the answer")
    func changedMeanwhile() async throws {
        try await run([try SyncSample.application(1, roles: SyncSample.own)]) { bench in
            try await bench.add(number: 1)
            // Someone gives the application another client ID while the directory is asked.
            await bench.duringNextRequest { try await bench.edit("t1") { $0.clientID = ClientID(Sample.leads) } }
            let outcome = try #require(try await bench.sync().first)
            #expect(outcome.failure?.code == .busy)
            #expect(try await bench.show("t1").credentials.map(\.keyID) == [nil])
        }
    }
}
