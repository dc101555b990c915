import Testing
import VaultModel

@Suite struct IdentifierTests {
    private static let lower = "11111111-2222-4333-8444-abcdefabcdef"

    @Test(arguments: [lower, lower.uppercased()])
    func readsEitherCase(text: String) throws {
        #expect(try #require(ClientID(text)).description == Self.lower)
    }

    @Test(arguments: [
        "", "contoso", " \(lower)", "\(lower) ", "\(lower)\n", "{\(lower)}", "11111111222243338444abcdefabcdef",
        "1111111-12222-4333-8444-abcdefabcdef", "11111111-2222-4333-8444-abcdefabcdeg",
        "11111111-2222-4333-8444-abcdefabcde", "11111111-2222-4333-8444-abcdefabcdef0",
        // Foundation's own reader takes these for GUIDs.
        "+1111111-2222-4333-8444-abcdefabcdef", " 1111111-2222-4333-8444-abcdefabcdef",
        "0x111111-2222-4333-8444-abcdefabcdef", "11111111-2222-4333-8444- 1 1 1 1 1 1",
        "１1111111-2222-4333-8444-abcdefabcde",
    ])
    func refuses(text: String) {
        #expect(ClientID(text) == nil)
    }

    @Test(arguments: [
        (lower, lower), (lower.uppercased(), lower), ("Contoso.OnMicrosoft.com", "contoso.onmicrosoft.com"),
        ("contoso.example", "contoso.example"), ("a-b.xn--p1ai", "a-b.xn--p1ai"),
    ])
    func readsDirectories(text: String, expected: String) {
        #expect(DirectoryReference(text)?.description == expected)
    }

    @Test(arguments: [
        "", "common", "organizations", "consumers", "contoso", "contoso.", ".example", "contoso..example",
        "-contoso.example", "10.0.0.1", "contoso.example/x", "https://contoso.example", "cont oso.example",
        "münchen.example", "contoso.example\n", "\(String(repeating: "a", count: 64)).example",
    ])
    func refusesDirectories(text: String) {
        #expect(DirectoryReference(text) == nil)
    }

    @Test(arguments: [(1, true), (Int64.max, true), (0, false), (-1, false), (Int64.min, false)] as [(Int64, Bool)])
    func recordIDsArePositive(rawValue: Int64, isOne: Bool) {
        #expect((RecordID(rawValue) != nil) == isOne)
    }
}
