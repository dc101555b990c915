import Testing
import VaultModel

@Suite struct OriginTests {
    @Test(arguments: [
        ("https://login.microsoftonline.com", "https://login.microsoftonline.com"),
        ("https://login.microsoftonline.com/", "https://login.microsoftonline.com"),
        ("HTTPS://Login.Contoso.Example", "https://login.contoso.example"),
        ("https://contoso.example:443", "https://contoso.example"),
        ("https://contoso.example:8443", "https://contoso.example:8443"),
        ("https://localhost:8443", "https://localhost:8443"),
        ("https://10.0.0.1", "https://10.0.0.1"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.255.0.1", "http://127.255.0.1"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ])
    func reads(text: String, expected: String) throws {
        let origin = try Origin(text)
        #expect(origin.description == expected)
        #expect(try Origin(origin.description) == origin)
    }

    @Test(arguments: [
        "", "contoso.example", "https:contoso.example", "https://", "https:///", "https://contoso.example//",
        "https://contoso.example/path", "https://contoso.example?x", "https://contoso.example#x",
        "https://user@contoso.example", "https://user:pass@contoso.example", "https://contoso.example:",
        "https://contoso.example:0", "https://contoso.example:65536", "https://contoso.example:+1",
        "https://contoso.example:٣", "https://contoso.example:80:80", "https://cont oso.example",
        "https://contoso.example\n", "https://contoso_.example", "https://münchen.example",
        "https://contoso%2eexample", "https://contoso.example.", "https://.contoso.example", "https://contoso..example",
        "https://.", "https://-contoso.example", "https://contoso-.example", "https://[]", "https://[", "https://[:]",
        "https://[:::]", "https://[::1", "https://[::1]x:80", "https://[1::2::3]", "https://[12345::]",
        "https://[1:2:3:4:5:6:7]", "https://[1:2:3:4:5:6:7:8:9]", "https://[1:2:3:4:5:6:7:8::]",
        "https://[fe80::1%25eth0]",
        "https://[::Ａ]", "https://\(String(repeating: "a", count: 64)).example",
        "https://\(String(repeating: "a.", count: 126))example",
    ])
    func refuses(text: String) {
        #expect(throws: OriginError.malformed) { try Origin(text) }
    }

    @Test(arguments: [
        "ftp://contoso.example", "file:///etc", "httpſ://contoso.example", "://contoso.example", " https://a.example",
    ])
    func refusesOtherSchemes(text: String) {
        #expect(throws: OriginError.scheme) { try Origin(text) }
    }

    @Test(arguments: [
        "http://contoso.example", "http://localhost", "http://localhost:8080", "http://127.1", "http://128.0.0.1",
        "http://127.0.0.256", "http://127.0.0.1.example", "http://0.0.0.0", "http://[::2]", "http://[::ffff:7f00:1]",
        "http://2130706433",
    ])
    func refusesPlainHTTPToOthers(text: String) {
        #expect(throws: OriginError.plainHTTP) { try Origin(text) }
    }
}
