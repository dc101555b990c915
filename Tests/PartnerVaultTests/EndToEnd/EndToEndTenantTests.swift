import Foundation
import ProgramHarness
import TestThreads
import Testing

/// Tenants from an empty folder on, as a script keeps them and against the contract, field by field.
@Suite("From an empty folder to tenants", .onOwnThreads)
struct EndToEndTenantTests {
    private static func tenant(_ authority: Authority) -> JSON {
        [
            "name": "contoso", "directoryId": .text(KnownApplication.contoso.directory),
            "clientId": .text(KnownApplication.contoso.client), "cloud": "public", "authority": .text(authority.url),
            "graph": .text(authority.url), "endpoint": "v2", "resource": "partner", "as": "app", "app": nil,
            "via": nil, "owner": "ada", "notes": nil, "tags": ["customer", "eu"], "lastProbe": nil,
            "deliverCommand": nil, "rotation": nil, "archived": nil,
        ]
    }

    private static let credential: JSON = [
        "kind": "clientSecret", "state": "active", "keyId": .text(KnownApplication.contoso.keyID), "hint": "C0n",
        "notBefore": nil, "expires": "2030-01-01T00:00:00Z", "neverExpires": false, "user": nil, "exposed": false,
        "usable": true,
    ]

    @Test("init says what it made, in files that are the owner's alone")
    func makes() throws {
        let desk = try Desk(bare: Desk.passphrase)
        let made = try desk.json(["init", "--kdf-memory", "64", "--kdf-passes", "2"])
        #expect(
            made == [
                "vault": .text(desk.vault), "keyFile": nil, "recoveryKey": nil, "memoryMiB": 64, "passes": 2,
            ]
        )
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
        let added = try desk.addContoso(at: authority)
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

    @Test("a new secret is active and the old one retires; --replace drops it; fields are cleared by empty texts")
    func edits() throws {
        let (desk, authority) = (try Desk(), try Authority())
        _ = try desk.addContoso(at: authority)
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
        let added = try desk.addContoso(at: authority)
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
}
