import Testing

@testable import partner_vault

@Suite("Values in a unit file")
struct UnitTextTests {
    @Test(
        "are quoted as systemd reads them",
        arguments: [
            ("plain", "\"plain\""), ("a b", "\"a b\""), ("$HOME", "\"$$HOME\""), ("50%", "\"50%%\""),
            (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\\b""#), ("", "\"\""), ("it's", "\"it's\""),
        ]
    )
    func argument(raw: String, written: String) {
        #expect(UnitText.argument(raw) == written)
    }

    @Test("have dollars only where variables are looked for")
    func dollars() {
        #expect(UnitText.program("/a $b") == "\"/a $b\"")
        #expect(UnitText.assignment("X", "/a $b%") == "\"X=/a $b%%\"")
        #expect(UnitText.plain(#"/a "b" %h\x"#) == #"/a "b" %%h\x"#)
    }

    @Test(
        "are refused where no quoting helps",
        arguments: [
            ("/a b", true), ("/a\nb", false), ("/a\u{1b}", false), (#"/a\"#, false), ("/a ", false), ("a", false),
            ("", false),
        ]
    )
    func fit(path: String, isFit: Bool) {
        #expect(UnitText.isFit(path) == isFit)
    }
}
