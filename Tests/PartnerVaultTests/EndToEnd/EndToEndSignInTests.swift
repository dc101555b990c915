import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// Users who sign in, from the command line.
@Suite("Signing users in", .onOwnThreads)
struct EndToEndSignInTests {
    private static let user = "ada@people.example"
    private static let password = Marker("Zq7~mArK/er+pA=ssword%Vw3&xKp9.LtY")
    private static let directory = Desk.guid(7, 1)
    private static let native = Desk.guid(8, 1)

    /// A directory with a user and a public client.
    private static func authority() throws -> Authority {
        var application = Seed.Application(appId: try #require(GUID(native)))
        application.publicClient = true
        application.redirectUris = ["http://localhost"]
        var tenant = Seed.Tenant(directoryId: try #require(GUID(directory)), applications: [application])
        tenant.users = [Seed.User(userPrincipalName: user, password: password.text)]
        return try Authority(more: [tenant])
    }

    private static func add(_ name: String, _ authority: Authority, _ rest: [String]) -> [String] {
        [
            "add", name, "--directory-id", directory, "--client-id", native, "--authority", authority.url, "--graph",
            authority.url,
        ] + rest
    }

    /// Signs in with a code that is entered elsewhere.
    private func login(_ desk: Desk, _ authority: Authority, _ arguments: [String]) throws -> Program.Finished {
        let running = try desk.program.start(["login"] + arguments + ["--device-code"])
        let code = try running.error { text in
            text.firstMatch(of: /enter the code ([A-Z0-9]+) before/).map { String($0.output.1) }
        }
        try authority.enter(code, as: Self.user)
        return try running.finish()
    }

    @Test("a code signs in, and what is kept is nowhere to be read")
    func deviceCode() throws {
        let (desk, authority) = (try Desk(), try Self.authority())
        try desk.good(Self.add("contoso", authority, ["--public"]))
        expectFailure(try desk.run(["token", "contoso"]), 15, saying: "no user has signed in")
        let signedIn = try login(desk, authority, ["contoso", "-o", "json"])
        #expect(signedIn.status == 0, "\(signedIn.errors)")
        let report = try JSON(signedIn.output)
        #expect(report["user"]?.text == Self.user && report["tenant"]?.text == "contoso")
        #expect(try #require(report["idleUntil"]?.text) > #require(report["at"]?.text))
        let token = try desk.json(["token", "contoso", "--force-new"])
        #expect(token["source"]?.text == "minted")
        let claims = try JSON(desk.good(["inspect", "-", "-o", "json"], input: token["accessToken"]?.text ?? ""))
        #expect(claims["claims"]?["upn"]?.text == Self.user)
        let shown = try desk.good(["show", "contoso"])
        #expect(shown.contains("lapses unused") && shown.contains(Self.user))
        let kept = try authority.refreshTokens()
        #expect(kept.count == 2)
        for text in kept {
            let marker = Marker(text)
            #expect(try marker.found(below: desk.home.path).isEmpty)
            #expect(marker.found(in: Data((signedIn.errors + signedIn.output + shown).utf8)).isEmpty)
        }
        let events = try desk.json(["audit", "contoso"]).elements.compactMap { $0["event"]?.text }
        #expect(events.contains("signedIn"))
        try desk.good(["verify"])
    }

    @Test("a password signs in, and is nowhere to be read")
    func password() throws {
        let (desk, authority) = (try Desk(), try Self.authority())
        let added = try desk.run(
            Self.add("contoso", authority, ["--username", Self.user, "--password-fd", "3"]),
            descriptors: [3: Self.password.text + "\n"])
        #expect(added.status == 0, "\(added.errors)")
        #expect(added.errors.contains("prefer"))
        let probe = try desk.json(["probe", "contoso"])
        #expect(probe["ok"] == true)
        let wrong = try desk.run(
            ["edit", "contoso", "--username", Self.user, "--password-fd", "3"],
            descriptors: [3: Self.password.text + "!"])
        expectFailure(wrong, 9, saying: "AADSTS50126", afterOutput: true)
        for run in [added, wrong] {
            #expect(Self.password.found(in: Data((run.output + run.errors).utf8)).isEmpty)
        }
        #expect(try Self.password.found(below: desk.home.path).isEmpty)
    }

    @Test("nobody who comes ends it in time, with exit status 15, and nothing is kept")
    func nobody() throws {
        let (desk, authority) = (try Desk(), try Self.authority())
        try desk.good(Self.add("contoso", authority, ["--public"]))
        let run = try desk.run(
            ["login", "contoso", "--browser", "--timeout", "1s"], environment: ["BROWSER": "true", "PATH": "/nowhere"])
        #expect(run.status == 15 && run.errors.contains("error: nobody signed in in time"), "\(run.errors)")
        // The address stands alone on its line.
        #expect(run.errors.contains("open this page:\n\(authority.url)/"))
        #expect(try desk.json(["show", "contoso"])["credentials"] == [])
    }

    @Test("--due walks through what is about to lapse, and says that nothing is")
    func due() throws {
        let (desk, authority) = (try Desk(), try Self.authority())
        try desk.good(Self.add("contoso", authority, ["--public"]))
        let run = try desk.run(["login", "--due", "-o", "json"])
        #expect(run.status == 0 && run.errors.contains("no sign-in is about to lapse"))
        #expect(try JSON(run.output) == [])
    }
}
