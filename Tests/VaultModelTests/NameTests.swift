import Testing
import VaultModel

@Suite struct NameTests {
    @Test(arguments: [
        "contoso", "Contoso GmbH & Co. KG", "contoso/graph", "a", "日本マイクロソフト", "Ünïcode", "x-y", "a,b",
        String(repeating: "é", count: 200),
    ])
    func reads(name: String) {
        #expect(TenantName(name)?.description == name)
    }

    @Test(arguments: [
        "", " ", " contoso", "contoso ", "\u{A0}contoso", "-contoso", "--all", "con\ntoso", "con\u{0}toso", "con\ttoso",
        "con\u{1B}[31m", "con\u{200B}toso", "con\u{202E}toso", "con\u{2028}toso", "con\u{E000}toso", "con\u{FEFF}toso",
        String(repeating: "é", count: 201),
    ])
    func refuses(name: String) {
        #expect(TenantName(name) == nil)
    }

    @Test(arguments: [("Contoso", "contoso"), ("CAFÉ", "cafe\u{301}"), ("ÅBO", "a\u{30A}bo")])
    func normalizes(one: String, other: String) throws {
        let names = (try #require(TenantName(one)), try #require(TenantName(other)))
        #expect(Array(names.0.normalized.utf8) == Array(names.1.normalized.utf8))
    }

    @Test func sortsWithoutCase() {
        let names = ["beta", "Alpha", "alpha", "Gamma"].compactMap { TenantName($0) }
        #expect(names.sorted().map(\.description) == ["Alpha", "alpha", "beta", "Gamma"])
    }

    @Test(arguments: [
        ("customer", "customer"), ("EU-West", "eu-west"), ("städte", "städte"), ("a.b/c:d", "a.b/c:d"),
        (String(repeating: "x", count: 64), String(repeating: "x", count: 64)),
    ])
    func readsTags(text: String, expected: String) throws {
        let tag = try #require(Tag(text))
        #expect(tag.description == expected)
        #expect(Tag(tag.description) == tag)
    }

    @Test(arguments: [
        "", "a b", "a,b", "a,\u{301}b", "a \u{301}b", "a\u{A0}b", "a\u{3000}b", " a", "a\tb", "a\u{200D}b",
        String(repeating: "x", count: 65),
        // 64 bytes that lower case makes 96 of.
        String(repeating: "İ", count: 32),
    ])
    func refusesTags(text: String) {
        #expect(Tag(text) == nil)
    }
}
