import EntraDouble
import Testing

@Suite struct RedirectURITests {
    @Test(arguments: [
        ("http://localhost", "http://localhost/?"),
        ("http://localhost:1", "http://localhost:1/?"),
        ("http://localhost:65535/", "http://localhost:65535/?"),
        ("https://web.example/reply?kept=1", "https://web.example/reply?kept=1&"),
        ("http://127.0.0.1:8400/cb", "http://127.0.0.1:8400/cb?"),
    ])
    func `an address that is registered is replied to`(address: String, begin: String) async throws {
        try await Visitor.visiting { caller in
            let reply = try await Visitor(caller, ["redirect_uri": address]).press("cancel")
            #expect(reply.location?.hasPrefix("\(begin)error=access_denied&") == true)
        }
    }

    @Test(arguments: [
        "http://localhost:5001/other", "http://localhost:99999", "http://localhost.evil.example",
        "http://localhost:1@evil.example/", "https://localhost:5001", "http://127.0.0.1:8401/cb",
        "http://127.0.0.1:8400/", "http://[::1]:8400/cb", "https://web.example/reply", "https://evil.example",
    ])
    func `any other is shown and not followed`(address: String) async throws {
        try await Visitor.visiting { caller in
            for visitor in [Visitor(caller, ["redirect_uri": address]), Visitor(caller, ["redirect_uri": address])] {
                let page = try await visitor.look()
                #expect(page.status == 400)
                #expect(page.location == nil)
                #expect(page.element("error-code") == "AADSTS50011")
            }
        }
    }

    @Test func `what is wrong with the client is shown as well`() async throws {
        try await Visitor.visiting({ $0.tenants[0].applications?[1].redirectUris = nil }) { caller in
            let pages = [
                (Visitor(caller, ["client_id": People.customer]), "AADSTS700016"),
                (Visitor(caller, ["client_id": nil]), "AADSTS900144"),
                (Visitor(caller, ["client_id": People.phone]), "AADSTS500113"),
                (Visitor(caller, directory: "nowhere.example"), "AADSTS90002"),
                (Visitor(caller, ["client_id": People.listed], directory: "common"), "AADSTS50194"),
                (Visitor(caller, directory: "consumers"), "AADSTS9002346"),
            ]
            for (visitor, code) in pages {
                let page = try await visitor.look()
                #expect(page.element("error-code") == code)
            }
        }
    }
}
