import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The main job, as a script does it and against the contract, field by field.
@Suite("From an empty folder to tokens", .onOwnThreads)
struct EndToEndTests {
    private static func tenant(_ authority: Authority) -> JSON {
        [
            "name": "contoso", "directoryId": .text(KnownApplication.contoso.directory),
            "clientId": .text(KnownApplication.contoso.client), "cloud": "public", "authority": .text(authority.url),
            "graph": .text(authority.url), "endpoint": "v2", "resource": "partner", "as": "app", "app": nil,
            "via": nil, "owner": "ada", "notes": nil, "tags": ["customer", "eu"], "lastProbe": nil,
        ]
    }

    private static let credential: JSON = [
        "kind": "clientSecret", "state": "active", "keyId": .text(KnownApplication.contoso.keyID), "hint": "C0n",
        "notBefore": nil, "expires": "2030-01-01T00:00:00Z", "neverExpires": false, "user": nil, "exposed": false,
        "usable": true,
    ]

    private func add(_ desk: Desk, _ authority: Authority) throws -> JSON {
        let known = KnownApplication.contoso
        return try desk.json(
            [
                "add", "contoso", "--directory-id", known.domain, "--client-id", known.client, "--secret-fd", "0",
                "--authority", authority.url, "--graph", authority.url, "--key-id", known.keyID, "--expires",
                "2030-01-01T00:00:00Z", "--tag", "eu", "--tag", "customer", "--owner", "ada",
            ],
            input: known.secret + "\n"
        )
    }

    @Test("init says what it made, in files that are the owner's alone")
    func makes() throws {
        let desk = try Desk(bare: Desk.passphrase)
        let made = try desk.json(["init", "--kdf-memory", "64", "--kdf-passes", "2"])
        #expect(made == ["vault": .text(desk.vault), "keyFile": nil])
        #expect(try desk.home.mode(of: "data/partner-vault") == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: desk.folder) {
            #expect(try desk.home.mode(of: "data/partner-vault/\(name)") == 0o600, "\(name)")
        }
        #expect(try desk.home.mode(of: "state/partner-vault") == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: desk.witnessFolder) {
            #expect(try desk.home.mode(of: "state/partner-vault/\(name)") == 0o600, "\(name)")
        }
    }

    @Test("add resolves the domain and gives the tenant back; show gives an object, list an array")
    func stores() throws {
        let (desk, authority) = (try Desk(), try Authority())
        let added = try add(desk, authority)
        #expect(added.without("credentials") == Self.tenant(authority))
        let credential = try #require(added["credentials"]?.elements.first)
        #expect(added["credentials"]?.elements.count == 1)
        #expect(credential.without("id") == Self.credential)
        #expect(credential["id"]?.text?.isEmpty == false)
        #expect(try desk.json(["show", "contoso"]) == added)
        #expect(try desk.json(["show", KnownApplication.contoso.client.uppercased()]) == added)
        #expect(try desk.json(["show", KnownApplication.contoso.directory]) == added)
        #expect(try desk.json(["list"]) == .array([added]))
        #expect(try desk.json(["list", "--tag", "eu"]) == .array([added]))
        #expect(try desk.json(["list", "--name", "con*"]) == .array([added]))
        #expect(try desk.json(["list", "--name", "x*"]) == [])
    }

    @Test("a secret comes from a descriptor, a file or a prompt, and is given back alone")
    func secretSources() throws {
        let (desk, authority) = (try Desk(), try Authority())
        let known = KnownApplication.contoso
        let arguments = [
            "add", "contoso", "--directory-id", known.directory, "--client-id", known.client, "--authority",
            authority.url, "--graph", authority.url,
        ]
        func check() throws {
            #expect(try desk.good(["reveal", "contoso", "--yes-reveal"]) == known.secret)
            try desk.good(["remove", "contoso", "--yes"])
        }
        try desk.good(arguments + ["--secret-fd", "5"], descriptors: [5: known.secret])
        try check()
        let file = try desk.home.write("secret", known.secret + "\r\n")
        try desk.good(arguments + ["--secret-file", file])
        try check()
        let session = try TerminalSession(desk.program, arguments)
        try session.expect("client secret of contoso: ")
        #expect(!session.echoes)
        try session.send("\(known.secret)\r")
        #expect(try session.finish() == 0)
        #expect(session.echoes)
        #expect(!session.transcript.contains(known.secret))
        try check()
    }

    @Test("a token in every form, minted once and served from the cache after that")
    func tokens() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try add(desk, authority)
        let before = try authority.tokenRequests()
        let minted = try desk.json(["token", "contoso"])
        let token = try #require(minted["accessToken"]?.text)
        let expires = try #require(minted["expiresOn"]?.text)
        let asked: JSON = [
            "tenant": "contoso", "directoryId": .text(KnownApplication.contoso.directory),
            "clientId": .text(KnownApplication.contoso.client), "resource": "https://api.partner.microsoft.com",
            "accessToken": .text(token), "tokenType": "Bearer", "expiresOn": .text(expires), "source": "minted",
        ]
        #expect(minted == asked)
        let cached = asked.with(["source": "cache"])
        #expect(try desk.json(["token", "contoso"]) == cached)
        #expect(try desk.json(["token", "--tag", "eu"]) == .array([cached]))
        #expect(try desk.json(["token", "--all"]) == .array([cached]))
        #expect(try desk.good(["token", "contoso"]) == token + "\n")
        #expect(try desk.good(["token", "contoso", "-o", "header"]) == "Authorization: Bearer \(token)\n")
        #expect(
            try desk.good(["token", "contoso", "-o", "env"])
                == "export ACCESS_TOKEN='\(token)'\nexport ACCESS_TOKEN_EXPIRES_ON='\(expires)'\n"
        )
        let az = try JSON(try desk.good(["token", "contoso", "-o", "az"]))
        #expect(az.names == ["accessToken", "expiresOn", "expires_on", "tenant", "tokenType"])
        #expect(az["accessToken"] == .text(token))
        #expect(az["tenant"] == .text(KnownApplication.contoso.directory))
        let seconds = try #require(az["expires_on"]?.number)
        #expect(try Date(expires, strategy: .iso8601).timeIntervalSince1970 == seconds)
        #expect(try authority.tokenRequests() == before + 1)

        // Longer than any token lives; whatever is cached; and another resource.
        for more in [["--min-valid", "2h"], ["--force-new"], ["--claims", "{}"], ["--resource", "graph"]] {
            #expect(try desk.json(["token", "contoso"] + more)["source"] == "minted", "\(more)")
        }
        #expect(try authority.tokenRequests() == before + 5)
        let graph = try desk.json(["token", "contoso", "--scope", "https://graph.microsoft.com/.default"])
        #expect(graph["accessToken"] != .text(token))
    }

    @Test("the v1 endpoint serves as well")
    func olderEndpoint() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add("old", .contoso, at: authority, ["--endpoint", "v1", "--resource", "graph"])
        #expect(try desk.json(["show", "old"])["endpoint"] == "v1")
        let token = try desk.json(["token", "old"])
        #expect(token["resource"] == "https://graph.microsoft.com")
        #expect(token["source"] == "minted")
    }

    @Test("inspect decodes, and verifies where it can")
    func inspects() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try add(desk, authority)
        let token = try desk.good(["token", "contoso"])
        let decoded = try desk.json(["inspect"], input: "Bearer " + token)
        #expect(decoded.names == ["verified", "header", "claims"])
        #expect(decoded["verified"] == false)
        #expect(decoded["header"]?["alg"] == "RS256")
        #expect(decoded["claims"]?["tid"] == .text(KnownApplication.contoso.directory))
        #expect(decoded["claims"]?["appid"] == .text(KnownApplication.contoso.client))
        #expect(decoded["claims"]?["aud"] == "https://api.partner.microsoft.com")
        let verified = try desk.json(["inspect", "-", "--verify", "--authority", authority.url], input: token)
        #expect(verified == decoded.with(["verified": true]))

        var parts = token.split(separator: ".").map(String.init)
        parts[2] = "AAAA" + String(parts[2].dropFirst(4))
        let forged = try desk.run(
            ["inspect", "--verify", "--authority", authority.url],
            input: parts.joined(separator: ".")
        )
        expectFailure(forged, 9, saying: "its signature is wrong")
        let graph = try desk.good(["token", "contoso", "--resource", "graph"])
        expectFailure(try desk.run(["inspect", "--verify", "--authority", authority.url], input: graph), 1)
    }

    @Test("probe signs in, prints no token, and remembers how it went")
    func probes() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try add(desk, authority)
        try desk.add("over", .expired, at: authority, ["--no-verify", "--key-id", KnownApplication.expired.keyID])
        let good = try desk.json(["probe", "contoso"])
        let asked: JSON = [
            "tenant": "contoso", "directoryId": .text(KnownApplication.contoso.directory),
            "clientId": .text(KnownApplication.contoso.client), "resource": "https://api.partner.microsoft.com",
            "ok": true, "error": nil,
        ]
        #expect(good.without("at") == asked)
        let at = try #require(good["at"])
        #expect(try desk.json(["show", "contoso"])["lastProbe"] == ["at": at, "ok": true, "aadsts": nil])

        let both = try desk.run(["probe", "--all", "-o", "json"])
        #expect(both.status == 11)
        let rows = try JSON(both.output).elements
        #expect(rows.map { $0["tenant"] } == ["contoso", "over"])
        #expect(rows.map { $0["ok"] } == [true, false])
        #expect(rows[1]["error"]?.names == ["code", "message", "hint", "aadsts"])
        #expect(rows[1]["error"]?["aadsts"] == 7_000_222)
        #expect(rows[1]["error"]?["code"] == "refused")
        #expect(try JSON(both.errors)["error"]?["code"] == "someFailed")
        let last = try #require(try desk.json(["show", "over"])["lastProbe"])
        #expect(last.without("at") == ["ok": false, "aadsts": 7_000_222])
        let alone = try desk.run(["probe", "over"])
        #expect(alone.status == 9)
        #expect(Complaint(alone.errors)?.hint != nil)
        #expect(!both.output.contains("eyJ") && !alone.output.contains("eyJ"))
    }

    @Test("expiring says what runs out, soonest first, once an application")
    func expires() throws {
        let (desk, authority) = (try Desk(), try Authority())
        try desk.add("late", .contoso, at: authority, ["--expires", "2100-01-01T00:00:00Z", "--owner", "ada"])
        try desk.good(["add", "customer", "--directory-id", KnownApplication.fabrikam.directory, "--app", "late"])
        try desk.add("over", .expired, at: authority, ["--no-verify", "--expires", "2023-11-14T00:00:00Z"])
        try desk.add("unknown", .fabrikam, at: authority)
        let rows = try desk.json(["expiring"]).elements
        #expect(rows.map { $0["tenant"] } == ["over", "late", "unknown"])
        #expect(rows.map { $0["verdict"] } == ["expired", "exceedsLifetime", "unknownExpiry"])
        #expect(rows.map { $0["tenants"] } == [1, 2, 1])
        let names: Set = [
            "tenant", "credential", "kind", "keyId", "expires", "daysLeft", "verdict", "findings", "owner", "action",
            "tenants",
        ]
        for row in rows { #expect(row.names == names) }
        #expect(rows[0]["daysLeft"]?.number.map { $0 < 0 } == true)
        #expect(rows[0]["kind"] == "clientSecret")
        #expect(rows[0]["expires"] == "2023-11-14T00:00:00Z")
        #expect(rows[0]["owner"] == nil as JSON)
        #expect(rows[1]["owner"] == "ada")
        #expect(rows[2]["expires"] == nil as JSON)
        #expect(rows[2]["daysLeft"] == nil as JSON)
        for row in rows { #expect(row["findings"]?.elements.contains(row["verdict"] ?? nil) == true) }

        #expect(try desk.json(["expiring", "over"]).elements.count == 1)
        #expect(try desk.run(["expiring"]).status == 0)
        let checked = try desk.run(["expiring", "--check", "-o", "json"])
        #expect(checked.status == 12)
        #expect(try JSON(checked.output).elements.count == 3)
        let csv = try desk.good(["expiring", "-o", "csv"]).split(separator: "\r\n")
        #expect(csv.first == "tenant,credential,kind,keyId,expires,daysLeft,verdict,findings,owner,action,tenants")
        #expect(csv.count == 4)
        let empty = try Desk()
        #expect(try empty.json(["expiring"]) == [])
        #expect(try empty.run(["expiring", "--check"]).status == 0)
    }

    @Test("a new secret is active and the old one retires; --replace drops it; fields are cleared by empty texts")
    func edits() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try add(desk, authority)
        let changed = try desk.json(
            ["edit", "contoso", "--owner", "", "--notes", "call first", "--tag", "", "--expires", "never"]
        )
        #expect(changed["owner"] == nil as JSON)
        #expect(changed["notes"] == "call first")
        #expect(changed["tags"] == [])
        let credential = try #require(changed["credentials"]?.elements.first)
        #expect(credential["expires"] == nil as JSON)
        #expect(credential["neverExpires"] == true)

        let wrong = try desk.run(["edit", "contoso", "--secret-fd", "0"], input: "W0n8Q~wrong-secret-of-some-length")
        expectFailure(wrong, 9)
        #expect(try desk.json(["show", "contoso"]) == changed)

        let two = try desk.json(["edit", "contoso", "--secret-fd", "0", "--no-verify"], input: "N3w8Q~new-secret")
        #expect(two["credentials"]?.elements.map { $0["state"] } == ["active", "retiring"])
        #expect(try desk.good(["reveal", "contoso", "--yes-reveal"]) == "N3w8Q~new-secret")
        #expect(
            try desk.good(["reveal", "contoso", "--credential", KnownApplication.contoso.keyID, "--yes-reveal"])
                == KnownApplication.contoso.secret
        )
        // The directory does not know the new one yet: the old one still serves.
        #expect(try desk.json(["token", "contoso", "--force-new"])["source"] == "minted")
        let one = try desk.json(
            ["edit", "contoso", "--secret-fd", "0", "--replace"],
            input: KnownApplication.contoso.secret
        )
        #expect(one["credentials"]?.elements.filter { $0["state"] == "active" }.count == 1)
        #expect(one["credentials"]?.elements.contains { $0["hint"] == "N3w" } == false)
    }

    @Test("rename keeps everything but the name; remove asks for the users of an application first")
    func renamesAndRemoves() throws {
        let (desk, authority) = (try Desk(), try Authority())
        let added = try add(desk, authority)
        #expect(
            try desk.json(["rename", "contoso", "contoso/graph ü"]) == added.with(["name": "contoso/graph ü"])
        )
        expectFailure(try desk.run(["show", "contoso"]), 7)
        let customer = try desk.json([
            "add", "fabrikam", "--directory-id", KnownApplication.fabrikam.domain, "--app", "contoso/graph ü",
        ])
        #expect(customer["app"] == "contoso/graph ü")
        #expect(customer["directoryId"] == .text(KnownApplication.fabrikam.directory))
        #expect(customer["owner"] == "ada")
        #expect(try desk.json(["token", "fabrikam"])["directoryId"] == .text(KnownApplication.fabrikam.directory))
        let complaint = expectFailure(try desk.run(["remove", "contoso/graph ü", "--yes"]), 8)
        #expect(complaint?.hint != nil)
        #expect(try desk.json(["list"]).elements.count == 2)
        #expect(try desk.json(["remove", "fabrikam", "--yes"]) == customer)
        #expect(try desk.json(["remove", "--all", "--yes"]).elements.count == 1)
        #expect(try desk.json(["list"]) == [])
    }

    @Test("the audit log tells it all, in order; verify counts everything")
    func remembers() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try add(desk, authority)
        try desk.good(["token", "contoso"])
        try desk.good(["token", "contoso"])
        try desk.good(["probe", "contoso"])
        try desk.good(["reveal", "contoso", "--yes-reveal"])
        try desk.good(["rename", "contoso", "c2"])
        #expect(try desk.json(["show", "c2"])["credentials"]?.elements.first?["exposed"] == true)
        let rows = try desk.json(["audit"]).elements
        #expect(
            rows.map { $0["event"] } == [
                "created", "added", "minted", "handedOut", "probed", "revealed", "renamed", "renamed",
            ]
        )
        let names: Set = ["at", "event", "tenant", "resource", "keyId", "actor", "slot", "correlationId", "count"]
        for row in rows {
            #expect(row.names == names)
            #expect(row["actor"]?.names == ["user", "pid", "program"])
            #expect(row["actor"]?["program"] == "partner-vault")
            #expect(row["at"]?.text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        }
        #expect(rows[0]["tenant"] == nil as JSON)
        #expect(rows[2]["resource"] == "https://api.partner.microsoft.com")
        #expect(rows[2]["keyId"] == .text(KnownApplication.contoso.keyID))
        #expect(rows[2]["correlationId"]?.text?.count == 36)
        #expect(rows[5]["keyId"] == .text(KnownApplication.contoso.keyID))
        #expect(try desk.json(["audit", "--since", "2100-01-01T00:00:00Z"]) == [])
        #expect(try desk.json(["audit", "--until", "2100-01-01T00:00:00Z"]).elements.count == rows.count)
        let csv = try desk.good(["audit", "-o", "csv"]).split(separator: "\r\n")
        #expect(csv.first == "at,event,tenant,resource,keyId,user,pid,program,slot,correlationId,count")
        #expect(csv.count == rows.count + 1)

        let report = try desk.json(["verify"])
        #expect(
            report.names == [
                "vaultId", "generation", "tenants", "applications", "secrets", "auditRows", "milliseconds",
            ]
        )
        #expect(report["tenants"] == 1 && report["applications"] == 1 && report["secrets"] == 1)
        #expect(report["auditRows"] == .number(Double(rows.count)))
    }

    @Test("several tokens come as an array with errors in their places")
    func several() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try add(desk, authority)
        try desk.add("over", .expired, at: authority, ["--no-verify", "--tag", "eu"])
        let run = try desk.run(["token", "contoso", "over", "-o", "json"])
        #expect(run.status == 11)
        let rows = try JSON(run.output).elements
        #expect(rows.map { $0["tenant"] } == ["contoso", "over"])
        #expect(rows[0]["source"] == "minted")
        #expect(rows[1].names == ["tenant", "directoryId", "clientId", "resource", "error"])
        #expect(rows[1]["error"]?["aadsts"] == 7_000_222)
        #expect(try JSON(run.errors)["error"]?.names == ["code", "message", "hint", "aadsts"])
        let single = try desk.run(["token", "over", "-o", "json"])
        #expect(single.status == 9)
        #expect(single.output.isEmpty)
        #expect(try JSON(single.errors)["error"]?["aadsts"] == 7_000_222)
    }

    @Test(
        "one word that several tenants answer to does not become several tokens in a form for one",
        arguments: ["token", "header", "env", "az"]
    )
    func ambiguous(form: String) throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try add(desk, authority)
        try desk.good(["add", "b", "--directory-id", KnownApplication.fabrikam.directory, "--app", "contoso"])
        let run = try desk.run(["token", KnownApplication.contoso.client, "-o", form])
        expectFailure(run, 7, saying: "2 tenants match")
        let all = try desk.run(["token", KnownApplication.contoso.client, "-o", "json"])
        #expect(all.status == 0)
        #expect(try JSON(all.output).elements.count == 2)
        let hint = try #require(
            Complaint(try desk.run(["rename", KnownApplication.contoso.client, "x"]).errors)?.hint
        )
        // What a hint names can be run.
        let command = try #require(hint.firstMatch(of: /partner-vault ([a-z]+ [^"]+)/)?.output.1)
        #expect(try desk.run(command.split(separator: " ").map(String.init)).status == 0, "\(hint)")
    }

    @Test("over TLS only with the authority's own certificate authority", arguments: ["option", "environment"])
    func tls(way: String) throws {
        let desk = try Desk()
        let authority = try Authority(tls: true)
        let known = KnownApplication.contoso
        let arguments = [
            "add", "contoso", "--directory-id", known.domain, "--client-id", known.client, "--secret-fd", "0",
            "--authority", authority.url, "--graph", authority.url,
        ]
        let before = try desk.bytes()
        let untrusted = try desk.run(arguments, input: known.secret)
        expectFailure(untrusted, 10, saying: "--ca-file")
        #expect(try desk.bytes() == before)
        let file = try #require(authority.caFile)
        switch way {
        case "option":
            try desk.good(arguments + ["--ca-file", file], input: known.secret)
            #expect(try desk.json(["token", "contoso", "--ca-file", file])["source"] == "minted")
        default:
            desk.program.environment["PARTNER_VAULT_CA_FILE"] = file
            try desk.good(arguments, input: known.secret)
            let token = try desk.good(["token", "contoso"])
            try desk.good(["inspect", "--verify", "--authority", authority.url], input: token)
        }
        for (content, words) in [("", "holds no certificate"), ("-----BEGIN CERTIFICATE-----\n", "no certificate")] {
            let bad = try desk.home.write("bad.pem", content)
            let run = try desk.run(["token", "contoso", "--force-new", "--ca-file", bad])
            expectFailure(run, 1, saying: words)
        }
        expectFailure(
            try desk.run(["token", "contoso", "--force-new", "--ca-file", "\(desk.home.path)/none"]),
            1,
            saying: "CA file cannot be read"
        )
    }
}
