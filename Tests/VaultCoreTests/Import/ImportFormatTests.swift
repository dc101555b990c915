import Testing
import VaultCore
import VaultCrypto

@Suite struct ImportFormatTests {
    @Test(
        arguments: [
            (nil, "name,directoryId\n", .csv), (nil, "", .csv), (nil, " \n[ ]", .az), (nil, "{}", .jsonl),
            (nil, "{\"name\":\"n\"}", .jsonl), (nil, "\n {\n  \"appId\": \"x\"}", .az),
            (nil, "{\"password\":\"s\"}", .az),
            (nil, "{\"appIdx\":1}", .jsonl), ("x.csv", "{}", .csv), ("x.JSONL", "[]", .jsonl),
            ("dir.csv/x.ndjson", "[]", .jsonl), ("x.json", "{\"name\":\"n\"}", .jsonl), ("x.json", "", .az),
            ("x.txt", "[]", .az),
        ] as [(String?, String, ImportFormat)]
    )
    func isRecognised(fileName: String?, content: String, expected: ImportFormat) throws {
        let bytes = Array(content.utf8)
        let beginning = unsafe try SecretBytes(count: bytes.count) { unsafe $0.copyBytes(from: bytes) }
        #expect(beginning.withSpan { ImportFormat.detect(fileName: fileName, beginning: $0) } == expected)
    }

    @Test func aByteOrderMarkHidesNothing() throws {
        let object = #"{"appId":"\#(client)","password":"s","tenant":"\#(directory)"}"#
        #expect(try importing("\u{FEFF}\(object)").rows == ["1:\(client)=s"])
    }
}
