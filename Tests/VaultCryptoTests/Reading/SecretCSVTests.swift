import Testing
import VaultCrypto

/// Every record as `line:a|b|secret`, and every error in its place.
private func records(_ bytes: [UInt8], _ feed: Feed = .file) throws -> [String] {
    try feeding(bytes, feed) { descriptor in
        var found: [String] = []
        do {
            var table = try SecretCSV(
                SecretInput(descriptor),
                columns: ["a", "b", "secret"],
                required: ["a"],
                secrets: ["secret"]
            )
            while true {
                do throws(SecretCSVError) {
                    guard try table.advance() else { return found }
                } catch {
                    found.append("\(error.line):\(error.reason)")
                    continue
                }
                let secret = text(try table.takeSecret("secret"))
                let fields = [table.string("a"), table.string("b"), secret].map { $0 ?? "-" }
                found.append("\(table.line):" + fields.joined(separator: "|"))
            }
        } catch let error as SecretCSVError {
            found.append("\(error.line):\(error.reason)")
            return found
        }
    }
}

@Suite struct SecretCSVTests {
    @Test(
        arguments: [
            ("a,b,secret\n1,2,3\n", ["2:1|2|3"]), ("a,b,secret\r\n1,2,3\r\n", ["2:1|2|3"]),
            ("a,b,secret\n1,2,3", ["2:1|2|3"]),
            ("\u{FEFF}secret,a\nXy1~,1\n", ["2:1|-|Xy1~"]), ("\"a\",\"secret\"\n\"1\",\"2\"\n", ["2:1|-|2"]),
            (" a ,\tsecret\n1 , 2\n", ["2:1 |-| 2"]), ("a,secret\n,\n", ["2:|-|-"]),
            ("a,secret\n\"\",\"\"\n", ["2:|-|-"]),
            ("a,secret\n1,\"x\"\"y\"\"\"\n", ["2:1|-|x\"y\""]),
            ("a,secret\n1,\"x,\ny\r\nz\"\n2,3\n", ["2:1|-|x,\ny\r\nz", "5:2|-|3"]),
            ("a,secret\n\n1,2\n\r\n\n3,4\n\n", ["3:1|-|2", "6:3|-|4"]), ("\n\na,secret\n1,2\n", ["4:1|-|2"]),
            ("a,secret\né\u{1F511},ß\n", ["2:é\u{1F511}|-|ß"]), ("a,secret\n1,a'b;c\t#\n", ["2:1|-|a'b;c\t#"]),
            ("a\n1\n\n2\n", ["2:1|-|-", "3:|-|-", "4:2|-|-"]), ("a,secret\n", []), ("a,secret", []),
            ("a,b\n1,2", ["2:1|2|-"]), ("a,b\n1,", ["2:1||-"]), ("a,b\n1,2\r", ["2:1|2|-"]),
            ("a,b\n1,\"2\"", ["2:1|2|-"]),
        ] as [(String, [String])],
        Feed.allCases
    )
    func reads(content: (String, [String]), feed: Feed) throws {
        #expect(try records(Array(content.0.utf8), feed) == content.1)
    }

    @Test(
        arguments: [
            ("", ["1:noHeader"]), ("\n\n", ["3:noHeader"]), ("\u{FEFF}", ["1:noHeader"]),
            ("b,secret\n1,2\n", [#"1:missingColumn("a")"#]), ("contoso,Xy1~secret\n", [#"1:missingColumn("a")"#]),
            ("a;b;secret\n", [#"1:missingColumn("a")"#]), ("A,b\n", [#"1:missingColumn("a")"#]),
            ("a,sceret\n1,2\n", [#"1:unknownColumn(place: 2, name: Optional("sceret"))"#]),
            ("a,Xy1~secret\n1,2\n", ["1:unknownColumn(place: 2, name: nil)"]),
            ("a,\n1,2\n", ["1:unknownColumn(place: 2, name: nil)"]), ("a,b,a\n", [#"1:duplicateColumn("a")"#]),
            ("a,b\n1,\"2\n3,4\n", ["2:incomplete"]), ("a,b\n1,\"", ["2:incomplete"]),
            ("a,b\n1,\"2\"\"", ["2:incomplete"]),
            ("a,b\n1,2\"\n3,4\n", ["2:strayQuote"]), ("a,b\n1,\"2\"x\n3,4\n", ["2:strayQuote"]),
            ("a,b\n1, \"2\"\n", ["2:strayQuote"]), ("a,b\n1,2\r3,4\n", ["2:strayReturn"]),
            ("a,b\r1,2\r", ["1:strayReturn"]),
            ("a,b\n1\n3,4\n", ["2:fieldCount(expected: 2, found: 1)", "3:3|4|-"]),
            ("a,b\n1,2,3\n3,4\n", ["2:fieldCount(expected: 2, found: 3)", "3:3|4|-"]),
            ("a,b\n1,\0\n3,4\n", ["2:nulByte", "3:3|4|-"]), ("\0", ["1:nulByte"]),
        ] as [(String, [String])],
        Feed.allCases
    )
    func refuses(content: (String, [String]), feed: Feed) throws {
        #expect(try records(Array(content.0.utf8), feed) == content.1)
    }

    @Test func refusesWhatIsNotUTF8() throws {
        #expect(try records(Array("a,b\n1,".utf8) + [0xFF, 0x0A] + Array("3,4\n".utf8)) == ["2:notUTF8", "3:3|4|-"])
        // Two halves in neighbouring fields are no character.
        #expect(try records(Array("a,b\n".utf8) + [0xC3, 0x2C, 0xA9, 0x0A]) == ["2:notUTF8"])
        #expect(try records([0xFF, 0xFE, 0x61, 0x00]) == ["1:notUTF8"])
    }

    @Test(arguments: [(64 * 1024, true), (64 * 1024 + 1, false)])
    func fieldsHaveALimit(length: Int, fits: Bool) throws {
        let long = String(repeating: "x", count: length)
        let found = try records(Array("a,secret\n1,\(long)\n3,4\n".utf8))
        #expect(found == [fits ? "2:1|-|\(long)" : "2:fieldTooLong(limit: 65536)", "3:3|-|4"])
    }

    @Test func recordsHaveALimit() throws {
        let endless = Array("a,b\n1,\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 300_000)
        #expect(try records(endless) == ["2:recordTooLong(limit: 262144)"])
        let commas = Array("a,b\n".utf8) + Array(repeating: UInt8(ascii: ","), count: 300_000)
        #expect(try records(commas) == ["2:recordTooLong(limit: 262144)"])
    }

    @Test func aSecretIsGivenOnceAndNeverAsText() throws {
        try feeding("a,secret\n1,Xy1~\n") { descriptor in
            var table = try SecretCSV(SecretInput(descriptor), columns: ["a", "secret"], secrets: ["secret"])
            #expect(try table.advance())
            #expect(table.string("secret") == nil)
            let isEmpty = table.isEmpty("secret")
            #expect(!isEmpty)
            let other = text(try table.takeSecret("a"))
            let secret = text(try table.takeSecret("secret"))
            let again = text(try table.takeSecret("secret"))
            #expect([other, secret, again] == [nil, "Xy1~", nil])
            #expect(try table.advance() == false)
            #expect(table.string("a") == nil)
        }
    }
}
