import Testing
import VaultCrypto

/// Parses `bytes` with "secret" as the secret name and hands the document to `body`.
private func parsing<Result>(
    _ bytes: [UInt8],
    plain: Set<String>? = nil,
    _ body: (inout SecretJSON) throws -> Result
) throws -> Result {
    let whole = unsafe try SecretBytes(count: bytes.count) { unsafe $0.copyBytes(from: bytes) }
    var json = try whole.withSpan { (span) throws(SecretJSONError) in
        try SecretJSON(span, secrets: ["secret"], plain: plain)
    }
    return try body(&json)
}

private func parsing<Result>(
    _ text: String,
    plain: Set<String>? = nil,
    _ body: (inout SecretJSON) throws -> Result
) throws -> Result {
    try parsing(Array(text.utf8), plain: plain, body)
}

private func refusal(_ bytes: [UInt8]) -> SecretJSONError.Reason? {
    do {
        try parsing(bytes) { _ in }
        return nil
    } catch let error as SecretJSONError {
        return error.reason
    } catch {
        return nil
    }
}

@Suite struct SecretJSONTests {
    @Test(arguments: [
        (#"abc"#, "abc"), (#""#, ""), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u20AC"#, "Aé€"),
        (#"\ud83d\udd11x"#, "\u{1F511}x"), (#"\uD83D\uDD11"#, "\u{1F511}"), (#"\uFFFF"#, "\u{FFFF}"),
        (#"\u0000"#, "\0"),
        ("Xy1~q.é\u{1F511}", "Xy1~q.é\u{1F511}"), (#"a\u002Bb"#, "a+b"),
        (String(repeating: #"\u0041b"#, count: 1_000), String(repeating: "Ab", count: 1_000)),
    ])
    func decodesSecretsAndTextAlike(written: String, meant: String) throws {
        try parsing(#"{"secret": "\#(written)", "name": "\#(written)"}"#) { json in
            #expect(json.kind("secret") == .secret)
            #expect(json.string("secret") == nil)
            #expect(json.secretLength("secret") == meant.utf8.count)
            #expect(json.string("name") == meant)
            let secret = text(try json.takeSecret("secret"))
            #expect(secret == meant)
            let again = text(try json.takeSecret("secret"))
            #expect(again == nil)
        }
    }

    @Test func readsEveryKind() throws {
        let document = """
             {"a": null, "b": true, "c": false, "d": -12.50e+3, "e": ["x", "y"], "f": {"g": [1, {"h": "deep"}]},
            "i": [], "j": {}, "secret": null, "k": [1, "x"] }\r\n
            """
        try parsing(document) { json in
            #expect(json.kind() == .object)
            #expect(json.names() == ["a", "b", "c", "d", "e", "f", "i", "j", "secret", "k"])
            #expect(json.kind("a") == .null)
            #expect(json.bool("b") == true)
            #expect(json.bool("c") == false)
            #expect(json.number("d") == "-12.50e+3")
            #expect(json.strings("e") == ["x", "y"])
            #expect(json.string(["f", "g", 1, "h"]) == "deep")
            #expect(json.string(["f", "g", 2, "h"]) == nil)
            #expect(json.count("i") == 0)
            #expect(json.strings("k") == nil)
            #expect(json.names("j").isEmpty)
            #expect(json.kind("secret") == .null)
            let secret = text(try json.takeSecret("secret"))
            #expect(secret == nil)
            #expect(json.kind("absent") == nil)
            #expect(json.string("b") == nil)
        }
    }

    @Test func readsAGraphReply() throws {
        let document = #"{"value": [{"secret": "one", "keyId": "1"}, {"secret": "", "keyId": "2"}, {"secret": ""}]}"#
        try parsing(document) { json in
            #expect(json.count("value") == 3)
            #expect(json.string(["value", 1, "keyId"]) == "2")
            for (place, expected) in [(1, ""), (2, ""), (0, "one")] {
                let secret = text(try json.takeSecret(["value", .place(place), "secret"]))
                #expect(secret == expected)
            }
        }
    }

    @Test func foreignTextIsNotRead() throws {
        try parsing(#"{"sceret": "Xy1~", "name": "n", "x": {"y": ["z"], "secret": "s"}}"#, plain: ["name"]) { json in
            #expect(json.kind("sceret") == .unread)
            #expect(json.string("sceret") == nil)
            #expect(json.kind(["x", "y", 0]) == .unread)
            #expect(json.string("name") == "n")
            let secret = text(try json.takeSecret(["x", "secret"]))
            #expect(secret == "s")
        }
    }

    @Test(
        arguments: [
            ("", .incomplete), ("  ", .incomplete), ("{", .incomplete), (#"{"a""#, .incomplete),
            (#"{"a":"#, .incomplete),
            (#"{"a":1"#, .incomplete), (#"{"secret":"Xy1~"#, .incomplete), (#"{"secret":"Xy1~\"#, .incomplete),
            (#"{"secret":"\u12"#, .incomplete), ("[1,", .incomplete), ("nul", .incomplete), ("-", .incomplete),
            ("1.", .incomplete), ("1e", .incomplete), ("{} {}", .syntax), ("{}x", .syntax), ("{},", .syntax),
            ("{} \0", .syntax), ("\0{}", .syntax), ("{,}", .syntax), (#"{"a":1,}"#, .syntax), ("[1,]", .syntax),
            ("[,1]", .syntax), ("{a:1}", .syntax), ("{'a':1}", .syntax), (#"{"a" 1}"#, .syntax),
            (#"{"a":1 "b":2}"#, .syntax),
            (#"{1:2}"#, .syntax), ("True", .syntax), ("NaN", .syntax), ("nulL", .syntax), ("+1", .syntax),
            (".5", .syntax),
            ("01", .syntax), ("1.e3", .syntax), ("-x", .syntax), ("0x1", .syntax), ("// a\n{}", .syntax),
            ("\u{FEFF}{}", .syntax), ("\u{A0}{}", .syntax), ("[1}", .syntax), (#"{"a":1]"#, .syntax),
            ("\"a\nb\"", .controlCharacter), ("\"a\u{0}b\"", .controlCharacter),
            ("{\"secret\":\"a\u{1F}\"}", .controlCharacter),
            (#""\x""#, .badEscape), (#""\u00g0""#, .badEscape), (#""\U0041""#, .badEscape), (#""\u+041""#, .badEscape),
            (#""\ud83d""#, .loneSurrogate), (#""\ud83dx""#, .loneSurrogate), (#""\ud83d\n""#, .loneSurrogate),
            (#""\udd11""#, .loneSurrogate), (#""\ud83d\ud83d""#, .loneSurrogate),
            (#"{"secret":"\ud83d\u0041"}"#, .loneSurrogate),
            (#"{"a":1,"a":2}"#, .duplicateName), (#"{"secret":"a","secret":"b"}"#, .duplicateName),
            (#"{"a":1,"\u0061":2}"#, .duplicateName), (#"{"x":{"a":1,"a":2}}"#, .duplicateName),
            (#"{"secret":1}"#, .secretNotText), (#"{"secret":true}"#, .secretNotText),
            (#"{"secret":["a"]}"#, .secretNotText),
            (#"{"secret":{"a":"b"}}"#, .secretNotText),
        ] as [(String, SecretJSONError.Reason)]
    )
    func refuses(text: String, reason: SecretJSONError.Reason) {
        #expect(refusal(Array(text.utf8)) == reason)
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC3, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00],
        ] as [[UInt8]]
    )
    func refusesWhatIsNotUTF8(bytes: [UInt8]) {
        #expect(refusal(bytes) == .notUTF8)
    }

    @Test(arguments: ["[", #"{"a":"#])
    func nestsSixteenDeep(opening: String) {
        let closing = opening == "[" ? "]" : "}"
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)).utf8)
        }
        #expect(refusal(nested(16)) == nil)
        #expect(refusal(nested(17)) == .tooDeep)
        #expect(refusal(Array(String(repeating: opening, count: 100_000).utf8)) == .tooDeep)
    }

    @Test func errorsKnowTheirLine() {
        #expect(throws: SecretJSONError(.syntax, line: 3)) { try parsing("{\n\n  x}") { _ in } }
    }

    @Test func objectsKnowTheirLine() throws {
        try parsing("[\n  {},\n  {\n  }\n]") { json in
            #expect(json.line(of: [0]) == 2)
            #expect(json.line(of: [1]) == 3)
        }
    }

    @Test(arguments: Feed.allCases)
    func readsTheRestOfAnInput(feed: Feed) throws {
        try feeding(#"{"secret": "s\u00e9"}"#, feed) { descriptor in
            var input = try SecretInput(descriptor)
            var json = try SecretJSON.rest(of: &input, limit: 100, secrets: ["secret"])
            let secret = text(try json.takeSecret("secret"))
            #expect(secret == "sé")
        }
        try feeding("[1, 2, 3]", feed) { descriptor in
            #expect(throws: SecretJSONError(.unread(.tooLong(limit: 8)), line: 1)) {
                var input = try SecretInput(descriptor)
                _ = try SecretJSON.rest(of: &input, limit: 8, secrets: [])
            }
        }
    }

    @Test(arguments: [
        ("clientid", true), ("client_id", true), ("sceret", true), ("Xy1~secret", false), ("", false),
        ("a\u{1B}[31m", false), (String(repeating: "a", count: 33), false),
    ])
    func showsOnlyWhatLooksLikeAName(name: String, isShown: Bool) {
        #expect(SecretJSON.showable(name) == (isShown ? name : nil))
    }
}
