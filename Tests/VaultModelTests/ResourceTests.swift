import Testing
import VaultModel

@Suite struct ResourceTests {
    @Test(
        arguments: [
            (ResourceAlias.partner, Cloud.public, "https://api.partner.microsoft.com"),
            (.partner, .usgov, nil), (.partner, .dod, nil), (.partner, .china, nil),
            (.partnerCenter, .public, "https://api.partnercenter.microsoft.com"),
            (.partnerCenter, .usgov, "https://api.partnercenter.microsoft.com"),
            (.partnerCenter, .dod, "https://api.partnercenter.microsoft.com"),
            (.partnerCenter, .china, "https://partner.partnercenterapi.microsoftonline.cn"),
            (.graph, .public, "https://graph.microsoft.com"), (.graph, .usgov, "https://graph.microsoft.us"),
            (.graph, .dod, "https://dod-graph.microsoft.us"),
            (.graph, .china, "https://microsoftgraph.chinacloudapi.cn"),
            (.arm, .public, "https://management.azure.com"), (.arm, .usgov, "https://management.usgovcloudapi.net"),
            (.arm, .dod, "https://management.usgovcloudapi.net"), (.arm, .china, "https://management.chinacloudapi.cn"),
            (.keyVault, .public, "https://vault.azure.net"), (.keyVault, .usgov, "https://vault.usgovcloudapi.net"),
            (.keyVault, .dod, "https://vault.usgovcloudapi.net"), (.keyVault, .china, "https://vault.azure.cn"),
        ] as [(ResourceAlias, Cloud, String?)]
    )
    func aliases(alias: ResourceAlias, cloud: Cloud, expected: String?) {
        #expect(alias.uri(in: cloud) == expected)
        #expect(Resource(alias.rawValue) == .alias(alias))
    }

    @Test(arguments: [
        ("https://contoso.example/api", "https://contoso.example/api"),
        ("https://contoso.example/api/.default", "https://contoso.example/api"),
        ("https://vault.azure.net//.default", "https://vault.azure.net/"),
        ("http://contoso.example/api", "http://contoso.example/api"),
        ("api://11111111-2222-4333-8444-abcdefabcdef", "api://11111111-2222-4333-8444-abcdefabcdef"),
        ("11111111-2222-4333-8444-abcdefabcdef/.default", "11111111-2222-4333-8444-abcdefabcdef"),
    ])
    func readsURIs(text: String, expected: String) {
        #expect(Resource(text) == .uri(expected))
    }

    @Test(arguments: [
        "", "Graph", "partnercenter", "https://", "https:///.default", "api://", "ftp://contoso.example", "contoso",
        "https://contoso.example/.default/.default",
        "https://contoso example", "https://contoso.example\n", "https://contöso.example",
        "https://" + String(repeating: "a", count: 505),
    ])
    func refuses(text: String) {
        #expect(Resource(text) == nil)
    }

    @Test(arguments: [
        (Cloud.public, "https://login.microsoftonline.com"), (.usgov, "https://login.microsoftonline.us"),
        (.dod, "https://login.microsoftonline.us"), (.china, "https://login.partner.microsoftonline.cn"),
    ])
    func authorities(cloud: Cloud, expected: String) throws {
        #expect(cloud.authority == (try Origin(expected)))
        #expect(cloud.graph.description == Resource.alias(.graph).uri(in: cloud))
    }

    @Test(arguments: [
        ("login.microsoftonline.com", true), ("login.windows.net", true), ("login.chinacloudapi.cn", true),
        ("graph.microsoft.com", true), ("dod-graph.microsoft.us", true), ("api.partnercenter.microsoft.com", true),
        ("management.azure.com", true), ("login.microsoftonline.com.evil.example", false),
        ("microsoftonline.com", false), ("localhost", false), ("", false),
    ])
    func knowsMicrosoftsHosts(host: String, expected: Bool) {
        #expect(Cloud.isMicrosoft(host: host) == expected)
    }

    @Test func destinationsDefaultToTheCloud() throws {
        let own = try Origin("https://login.contoso.example")
        #expect(Destination(cloud: .china).authority == Cloud.china.authority)
        #expect(Destination(cloud: .public, authority: own) == Destination(cloud: .public, authority: own, graph: nil))
        #expect(Destination(cloud: .public, authority: own).graph == Cloud.public.graph)
    }
}
