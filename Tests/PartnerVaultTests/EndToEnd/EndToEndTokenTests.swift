import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The main job, as a script does it and against the contract, field by field.
@Suite("From an empty folder to tokens", .onOwnThreads)
struct EndToEndTokenTests {
    @Test("a token in every form, minted once and served from the cache after that")
    func tokens() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try desk.addContoso(at: authority)
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
        _ = try desk.addContoso(at: authority)
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

    @Test("several tokens come as an array with errors in their places")
    func several() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try desk.addContoso(at: authority)
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
        _ = try desk.addContoso(at: authority)
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
