import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

@Suite("A user who signs in")
struct LoginTests {
    @Test("leaves a refresh token with the application, public or confidential", arguments: [true, false])
    func keepsTheSignIn(isPublic: Bool) async throws {
        try await Bench.run(seed: People.seed()) { bench in
            if isPublic {
                try await bench.add("contoso", client: People.native, .publicClient)
                let failure = await expectFailure(.signInNeeded) { _ = try await bench.token("contoso") }
                #expect(failure?.hint?.contains("partner-vault login contoso") == true)
            } else {
                try await bench.add("contoso", client: People.partner, secret: People.partnerSecret)
            }
            let login = try await bench.login("contoso", as: People.ada)
            #expect(login.user == People.ada && login.tenant == "contoso")
            #expect(login.idleUntil == login.at.addingTimeInterval(90 * 86_400))
            let tenant = try await bench.show("contoso")
            let kept = try #require(tenant.credentials.first { $0.kind == "refreshToken" })
            #expect(kept.user == People.ada && kept.state == "active")
            // Where the application can sign in as itself, that stays so until someone says otherwise.
            #expect(tenant.signIn == (isPublic ? "user" : "app"))
            let cached = try await bench.token("contoso", query: TokenQuery(signIn: .user))
            #expect(cached.source == .cache)
            let minted = try await bench.token("contoso", query: TokenQuery(signIn: .user, forceNew: true))
            #expect(try claims(of: minted.accessToken)["upn"] == .string(People.ada))
            #expect(try await bench.events(of: "contoso").contains("signedIn"))
        }
    }

    @Test("takes the place of the one before")
    func again() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.native, .publicClient)
            try await bench.login("contoso", as: People.ada)
            try await bench.login("contoso", as: People.eve)
            let tenant = try await bench.show("contoso")
            #expect(tenant.credentials.map(\.user) == [People.eve])
            let token = try await bench.token("contoso")
            #expect(try claims(of: token.accessToken)["upn"] == .string(People.eve))
            // Nothing of the one before is left over.
            let report = try await bench.vault.verify { _, _ in }
            #expect(report.damage == nil && report.findings == [] && report.secrets == 1)
        }
    }

    @Test("is not sent what the application proves itself with where the registration is public after all")
    func publicAfterAll() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.native, secret: Sample.wrongSecret)
            try await bench.login("contoso", as: People.ada)
            let query = TokenQuery(signIn: .user, forceNew: true)
            #expect(try await bench.token("contoso", query: query).source == .minted)
        }
    }

    @Test("to an application that was moved meanwhile leaves nothing")
    func movedMeanwhile() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.native, .publicClient)
            let shown = Mutex("")
            bench.whenPausing {
                await bench.advance(by: 2)
                try await bench.edit("contoso") { $0.clientID = ClientID(People.signer) }
                try? await bench.double.answerDeviceCode(shown.withLock { $0 }, as: People.ada)
            }
            let screen = LoginScreen(open: { _ in }, show: { _, code, _ in shown.withLock { $0 = code } })
            await expectFailure(.busy) {
                _ = try await bench.vault.login("contoso", LoginQuery(way: .deviceCode), screen)
            }
            #expect(try await bench.show("contoso").credentials == [])
        }
    }

    @Test("has an end of their own, which what is said of the secret does not change")
    func ownEnd() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret)
            let login = try await bench.login("partner", as: People.ada)
            let end = Sample.today.addingTimeInterval(86_400)
            let report = try await bench.edit("partner") { $0.expiry = .at(end) }
            #expect(report.credentials.first { $0.kind == "clientSecret" }?.expires == end)
            #expect(report.credentials.first { $0.kind == "refreshToken" }?.expires == login.idleUntil)
        }
    }

    @Test("who declines leaves nothing")
    func declined() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.native, .publicClient)
            await expectFailure(.signInNeeded) { try await bench.login("contoso", as: nil) }
            #expect(try await bench.show("contoso").credentials == [])
        }
    }

    @Test("signs in at the partner, and not at a customer")
    func atACustomer() async throws {
        try await Bench.run(seed: People.seed(customers: 1)) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret)
            try await bench.add("customer", in: Sample.customer(0), app: "partner")
            let failure = await expectFailure(.usage) { try await bench.login("customer", as: People.ada) }
            #expect(failure?.hint?.contains("login partner") == true)
            // Whoever asks for a token of it is sent there at once.
            await expectFailure(.signInNeeded) {
                let outcome = try await bench.tokens("customer", query: TokenQuery(signIn: .user))
                let failure = try #require(outcome.first?.failure)
                #expect(failure.hint?.contains("partner-vault login partner") == true, "\(failure)")
                throw failure
            }
        }
    }

    @Test("without a second factor is told what Partner Center will say")
    func noSecondFactor() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret)
            let plain = try await bench.login("partner", as: People.ada, resource: .alias(.partnerCenter))
            #expect(plain.warning?.contains("900421") == true)
            let strong = try await bench.login("partner", as: People.eve, resource: .alias(.partnerCenter))
            #expect(strong.warning == nil)
            let elsewhere = try await bench.login("partner", as: People.ada)
            #expect(elsewhere.warning == nil)
        }
    }

    @Test("is due before the sign-in lapses, and has to come back after that")
    func lapses() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.native, .publicClient)
            try await bench.login("contoso", as: People.ada)
            #expect(try await bench.vault.loginsDue() == [])
            await bench.advance(by: 61 * 86_400)
            #expect(try await bench.vault.loginsDue() == ["contoso"])
            // Each use begins the 90 days anew.
            _ = try await bench.token("contoso")
            #expect(try await bench.vault.loginsDue() == [])
            await bench.advance(by: 91 * 86_400)
            let failure = await expectFailure(.signInNeeded, aadsts: 700_082) { _ = try await bench.token("contoso") }
            #expect(failure?.hint?.contains("partner-vault login contoso") == true, "\(failure?.hint ?? "")")
        }
    }
}

@Suite("A refresh token")
struct RenewalTests {
    @Test("that came with a token takes the old one's place before the token is let go")
    func isStoredFirst() async throws {
        // Each works once: whatever was lost would show at the next.
        try await Bench.run(seed: People.seed(once: true)) { bench in
            try await bench.add("contoso", client: People.native, .publicClient)
            try await bench.login("contoso", as: People.ada)
            for _ in 0..<3 {
                _ = try await bench.token("contoso", query: TokenQuery(forceNew: true))
                #expect(try await bench.probe("contoso").first?.failure == nil)
            }
            // What cannot be stored does not come out.
            try bench.folder.replaceFile()
            await #expect(throws: VaultFailure.self) {
                try await bench.token("contoso", query: TokenQuery(forceNew: true))
            }
        }
    }

    @Test("serves all customers of a partner at once, and the newest stays")
    func inParallel() async throws {
        let count = 200
        try await Bench.run(seed: People.seed(customers: count)) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret)
            try await bench.login("partner", as: People.eve)
            for number in 0..<count {
                try await bench.add("customer \(number)", in: Sample.customer(number), app: "partner") {
                    $0.signIn = .user
                    $0.resource = .alias(.graph)
                }
            }
            await bench.advance(by: 80 * 86_400)
            let selection = TenantSelection(names: [], tags: [], glob: "customer *", all: false)
            let outcomes = try await bench.vault.tokens(for: selection, TokenQuery(concurrency: 32)) { _, _ in }
            #expect(outcomes.count == count)
            for outcome in outcomes {
                let claims = try claims(of: try outcome.result.get().accessToken)
                #expect(claims["tid"] == .string(outcome.directoryID))
            }
            // The one from before has lapsed by then, those that came with the tokens have not.
            await bench.advance(by: 80 * 86_400)
            _ = try await bench.token("partner", query: TokenQuery(signIn: .user))
        }
    }

    @Test("that came earlier does not take the place of one that came later")
    func newestStays() async throws {
        try await Bench.run(seed: People.seed(customers: 1)) { bench in
            try await bench.add("partner", client: People.partner, secret: People.partnerSecret)
            try await bench.login("partner", as: People.eve)
            try await bench.add("second", in: Sample.customer(0), app: "partner")
            // The first of two brings one. While the second waits for another attempt, another process signs in.
            await bench.fault(match: .init(directoryId: Sample.customer(0))) { $0.status = 503 }
            bench.whenPausing {
                bench.whenPausing {}
                await bench.advance(by: 3600)
                _ = try await bench.folder.withVault { vault in
                    try await vault.tokens(
                        for: TenantSelection(names: ["partner"]), TokenQuery(signIn: .user, forceNew: true)
                    ) { _, _ in }.first?.result.get()
                }
            }
            let names = TenantSelection(names: ["partner", "second"])
            let query = TokenQuery(resource: .alias(.graph), signIn: .user, forceNew: true, concurrency: 1)
            _ = try await bench.vault.tokens(for: names, query) { _, _ in }
            let kept = try await bench.show("partner").credentials.first { $0.kind == "refreshToken" }
            #expect(kept?.notBefore == bench.folder.world.now)
        }
    }

    @Test("takes the place of one that came by a clock which was put back since")
    func clockPutBack() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.native, .publicClient)
            await bench.advance(by: 365 * 86_400)
            try await bench.login("contoso", as: People.ada)
            await bench.advance(by: -365 * 86_400)
            _ = try await bench.token("contoso", query: TokenQuery(forceNew: true))
            #expect(try await bench.show("contoso").credentials.map(\.notBefore) == [bench.folder.world.now])
        }
    }

    @Test("that came with a question about consent is kept as well")
    func isKeptByConsent() async throws {
        try await Bench.run(seed: People.seed(once: true)) { bench in
            try await bench.add("contoso", client: People.native, .publicClient)
            try await bench.login("contoso", as: People.ada)
            let selection = TenantSelection(names: ["contoso"])
            for _ in 0..<2 {
                let outcome = try await bench.vault.consent(selection, ConsentQuery(.check)) { _, _ in }
                #expect(outcome.map(\.state) == [.granted], "\(outcome)")
            }
            _ = try await bench.token("contoso", query: TokenQuery(forceNew: true))
        }
    }

    @Test("that was revoked asks for the user, with exit status 15")
    func revoked() async throws {
        try await Bench.run(seed: People.seed()) { bench in
            try await bench.add("contoso", client: People.native, .publicClient)
            try await bench.login("contoso", as: People.ada)
            await bench.double.revokeSignIns(of: People.ada)
            let failure = await expectFailure(.signInNeeded, aadsts: 50173) {
                _ = try await bench.token("contoso", query: TokenQuery(forceNew: true))
            }
            #expect(failure?.code.status == .signInNeeded)
        }
    }
}
