import EntraClient
import Testing
import VaultModel

@Suite("Which way a request takes")
struct ProxyTests {
    static let entra = "https://login.microsoftonline.com"

    @Test(
        "The environment's proxy",
        arguments: [
            ([:], entra, nil),
            (["HTTPS_PROXY": "http://proxy.example:8080"], entra, "proxy.example:8080"),
            (["https_proxy": "proxy.example"], entra, "proxy.example:80"),
            (["https_proxy": "a.example:1", "HTTPS_PROXY": "b.example:2"], entra, "a.example:1"),
            (["https_proxy": "", "HTTPS_PROXY": "b.example:2"], entra, "b.example:2"),
            (["http_proxy": "proxy.example:1", "HTTP_PROXY": "proxy.example:2"], entra, nil),
            (["HTTPS_PROXY": "socks5://proxy.example"], entra, "proxy.example:1080"),
            (["HTTPS_PROXY": "http://[fd00::1]:3128/"], entra, "fd00::1:3128"),
            (["HTTPS_PROXY": "proxy.example:1"], "https://127.0.0.1:8443", nil),
            (["HTTPS_PROXY": "proxy.example:1"], "https://[::1]", nil),
            (["HTTPS_PROXY": "proxy.example:1"], "https://localhost:8443", nil),
            (["HTTPS_PROXY": "proxy.example:1", "http_proxy": "proxy.example:1"], "http://127.0.0.1:8080", nil),
        ] as [([String: String], String, String?)]
    )
    func proxy(environment: [String: String], origin: String, expected: String?) throws {
        let found = try ProxyRules(environment: environment).proxy(for: Origin(origin))
        #expect(found?.description == expected)
    }

    @Test(
        "NO_PROXY",
        arguments: [
            ("*", true), ("login.microsoftonline.com", true), ("LOGIN.MicrosoftOnline.COM", true),
            ("microsoftonline.com", true), (".microsoftonline.com", true), ("*.microsoftonline.com", true),
            ("other.example, login.microsoftonline.com", true), ("other.example login.microsoftonline.com", true),
            ("login.microsoftonline.com:443", true), ("microsoftonline.com:443", true), ("*:443", true),
            ("login.microsoftonline.com:8443", false), ("online.com", false), ("com.", false), ("", false),
            ("login.microsoftonline.com.example", false), (",", false), ("login.microsoftonline.com:x", false),
            ("login.microsoftonline.com:0", false), ("10.0.0.1", false),
        ]
    )
    func exceptions(list: String, isDirect: Bool) throws {
        for name in ["NO_PROXY", "no_proxy"] {
            let rules = ProxyRules(environment: ["HTTPS_PROXY": "proxy.example:1", name: list])
            #expect((try rules.proxy(for: Origin(Self.entra)) == nil) == isDirect)
        }
    }

    @Test("An IPv6 address is exempt with and without brackets", arguments: ["fd00::1", "[fd00::1]", "[fd00::1]:443"])
    func addresses(list: String) throws {
        let rules = ProxyRules(environment: ["HTTPS_PROXY": "proxy.example:1", "NO_PROXY": list])
        #expect(try rules.proxy(for: Origin("https://[fd00::1]")) == nil)
    }

    @Test("A login in the proxy's URL, decoded and never described")
    func login() throws {
        let proxy = try ProxyServer("http://user%40x:p%3Aw@proxy.example:8080")
        #expect(proxy.user == "user@x")
        #expect(proxy.password == "p:w")
        #expect(!String(reflecting: proxy).contains("p:w"))
    }

    @Test(
        "A proxy that cannot be used is not gone round",
        arguments: [
            ("https://proxy.example", TransportSettingsError.proxyUnsupported),
            ("ftp://proxy.example", .proxyUnsupported), ("socks5://u:p@proxy.example", .proxyUnsupported),
            ("http://proxy.example:x", .proxyMalformed), ("http://proxy.example:0", .proxyMalformed),
            ("http://", .proxyMalformed), ("http://proxy.example/path", .proxyMalformed),
            ("http://u%zz@proxy.example", .proxyMalformed), ("pro xy", .proxyMalformed),
        ]
    )
    func unusable(url: String, expected: TransportSettingsError) throws {
        let rules = ProxyRules(environment: ["HTTPS_PROXY": url])
        let origin = try Origin(Self.entra)
        #expect(throws: expected) { try rules.proxy(for: origin) }
    }
}
