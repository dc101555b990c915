import Testing

@testable import partner_vault

@Suite("Text on a screen")
struct RenderingTests {
    @Test(
        "cannot move the cursor or hide its order",
        arguments: [
            ("plain äöü 株", "plain äöü 株"), ("a\u{1b}[31m", #"a\u{1b}[31m"#), ("a\nb\tc\r", #"a\nb\tc\r"#),
            ("\u{9b}2J", #"\u{9b}2J"#), ("a\u{202e}b", #"a\u{202e}b"#), ("👩‍👩‍👧", "👩‍👩‍👧"),
        ]
    )
    func printable(raw: String, shown: String) {
        #expect(Printable.text(raw) == shown)
    }

    @Test(
        "is as wide as terminals make it",
        arguments: [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("株式会社", 8), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("ｆｕｌｌ", 8), ("…", 1),
            ("น้ำ", 2), ("कि", 2), ("\u{1112}\u{1161}\u{11ab}", 2),
        ]
    )
    func width(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test(
        "is cut with an ellipsis that fits",
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("株式会社", 6, "株式…"), ("株式会社", 1, "…"), ("ab", 0, ""),
        ]
    )
    func fit(text: String, columns: Int, expected: String) {
        #expect(DisplayWidth.fit(text, columns: columns) == expected)
    }
}

@Suite("A table")
struct TableTests {
    private static func sample() -> Table {
        var table = Table([
            .init("name", least: 6), .init("directory", rank: 2), .init("days", side: .right, least: 4),
            .init("note", rank: 1, least: 6),
        ])
        table.rows = [
            ["contoso/graph", "11111111-2222-4333-8444-555555555555", "9", "a note of some length"],
            ["f", "d", "-120", "n"],
        ]
        return table
    }

    @Test("is whole where nobody looks")
    func plain() {
        #expect(
            Self.sample().text(on: .plain) == """
                NAME           DIRECTORY                             DAYS  NOTE
                contoso/graph  11111111-2222-4333-8444-555555555555     9  a note of some length
                f              d                                     -120  n

                """
        )
    }

    @Test("fits every width", arguments: [20, 40, 59, 60, 72, 80, 120])
    func fits(columns: Int) {
        let lines = Self.sample().text(on: Screen(columns: columns, colour: false)).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= columns })
    }

    @Test("drops its least important columns on a narrow screen, and cuts on a wide one")
    func narrow() {
        let narrow = Self.sample().text(on: Screen(columns: 50, colour: false))
        #expect(!narrow.contains("DIRECTORY"))
        #expect(narrow.contains("a note of some length"))
        let wide = Self.sample().text(on: Screen(columns: 70, colour: false))
        #expect(wide.contains("DIRECTORY"))
        #expect(wide.contains("…"))
    }

    @Test("is coloured only where that was found possible")
    func colour() {
        var table = Table([.init("a")])
        table.rows = [[Cell("x", .bad)]]
        #expect(table.text(on: Screen(columns: 80, colour: true)).contains("\u{1b}[31mx\u{1b}[0m"))
        #expect(!table.text(on: Screen(columns: 80, colour: false)).contains("\u{1b}"))
    }

    @Test("lines of facts go on under themselves")
    func facts() {
        var facts = Facts()
        facts.add("notes", "one two three four five six")
        #expect(facts.text(on: Screen(columns: 24, colour: false)) == "notes  one two three\n       four five six\n")
        #expect(facts.text(on: .plain) == "notes  one two three four five six\n")
    }
}

@Suite("Text for programs")
struct MachineTextTests {
    @Test("JSON keeps its order, says null, and escapes what a terminal would obey")
    func json() {
        let value: JSONText = [
            "b": .string("a\"\\\n\u{1b}\u{9b}\u{e0001}ü"), "a": .null, "l": .array([]), "n": .number(-1),
        ]
        #expect(value.line == #"{"b":"a\"\\\n\u001b\u009b\udb40\udc01ü","a":null,"l":[],"n":-1}"#)
        #expect((["a": .array([.bool(true)])] as JSONText).text == "{\n  \"a\": [\n    true\n  ]\n}\n")
    }

    @Test(
        "CSV holds no formulas, and quotes what must be",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("＝1", "'＝1"),
            ("＋1", "'＋1"), ("－1", "'－1"), ("＠x", "'＠x"), ("\rx", "\"'\rx\""), ("\nx", "\"'\nx\""),
            // A cell begins behind spaces, what cannot be seen, and, in half of Europe, semicolons.
            ("  =1", "  '=1"), ("\u{3000}@x", "\u{3000}'@x"), ("\u{feff}=1", "\u{feff}'=1"),
            ("\u{200b}-1", "\u{200b}'-1"), ("a;=1", "a;'=1"), ("a; +1;-2", "a; '+1;'-2"), ("a\t=1", "a\t'=1"),
            ("a\n=1", "\"a\n'=1\""), ("a=1-2", "a=1-2"), ("a, -1", "\"a, -1\""),
            ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""), ("=a,b", "\"'=a,b\""),
            ("plain", "plain"),
        ]
    )
    func csv(raw: String, written: String) {
        var csv = CSVText(["h"])
        csv.add([.text(raw)])
        #expect(csv.text == "h\r\n\(written)\r\n")
    }

    @Test("CSV leaves numbers alone")
    func numbers() {
        var csv = CSVText(["a", "b"])
        csv.add([.number(-3), .number(nil)])
        #expect(csv.text == "a,b\r\n-3,\r\n")
    }
}

@Suite("Options before the command")
struct OptionOrderTests {
    @Test(
        "move behind it",
        arguments: [
            (["--vault", "f", "list"], ["list", "--vault", "f"]),
            (["--vault=f", "--no-agent", "list", "--all"], ["list", "--vault=f", "--no-agent", "--all"]),
            (["-o", "json", "token", "a"], ["token", "-o", "json", "a"]),
            (["--help"], ["--help"]), (["--bogus", "list"], ["--bogus", "list"]), (["--vault"], ["--vault"]), ([], []),
            (["list", "--vault", "f"], ["list", "--vault", "f"]),
        ]
    )
    func move(given: [String], arranged: [String]) {
        #expect(OptionOrder.arranged(given) == arranged)
    }

    @Test(
        "say whether errors are JSON",
        arguments: [
            (["list", "-o", "json"], true), (["list", "-ojson"], true), (["list", "--output=json"], true),
            (["list", "-o", "csv"], false), (["list", "json"], false), (["add", "--", "-o", "json"], false),
        ]
    )
    func wantsJSON(arguments: [String], wanted: Bool) {
        #expect(OptionOrder.wantsJSON(arguments) == wanted)
    }
}
