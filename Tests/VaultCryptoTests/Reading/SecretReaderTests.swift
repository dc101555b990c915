import Foundation
import Testing
import VaultCrypto

@Suite struct SecretReaderTests {
    @Test(
        arguments: [
            ("", ""), ("s", "s"), ("secret\n", "secret"), ("secret\r\n", "secret"), ("secret\n\n", "secret\n"),
            ("secret\r", "secret\r"), ("\n", ""), ("\r\n", ""), ("a\nb", "a\nb"), ("\u{FEFF}s", "\u{FEFF}s"),
            ("a\0b", "a\0b"),
        ],
        Feed.allCases
    )
    func dropsOneNewline(texts: (String, String), feed: Feed) throws {
        try feeding(texts.0, feed) { descriptor in
            let secret = try SecretReader.readAll(from: descriptor, limit: 100)
            #expect(text(secret) == texts.1)
        }
    }

    @Test func keepsTheNewlineIfAsked() throws {
        try feeding("secret\r\n") { descriptor in
            let secret = try SecretReader.readAll(from: descriptor, limit: 8, droppingNewline: false)
            #expect(text(secret) == "secret\r\n")
        }
    }

    @Test(arguments: [
        ("12345678", true), ("12345678\n", true), ("12345678\r\n", true), ("123456789", false),
        ("12345678\n\n", false), (String(repeating: "x", count: 100_000), false),
    ])
    func theLimitCountsWhatIsKept(content: String, fits: Bool) throws {
        try feeding(content) { descriptor in
            if fits {
                let secret = try SecretReader.readAll(from: descriptor, limit: 8)
                #expect(secret.count == 8)
            } else {
                #expect(throws: SecretReadError.tooLong(limit: 8)) {
                    _ = try SecretReader.readAll(from: descriptor, limit: 8)
                }
            }
        }
    }

    @Test(arguments: Feed.allCases)
    func growsWithoutLoss(feed: Feed) throws {
        let bytes = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        try feeding(bytes, feed) { descriptor in
            let secret = try SecretReader.readAll(from: descriptor, limit: 1 << 20, droppingNewline: false)
            let isSame = unsafe secret.withUnsafeBytes { unsafe $0.elementsEqual(bytes) }
            #expect(isSame)
        }
    }

    @Test func saysWhyItCannotRead() {
        #expect(throws: SecretReadError.unreadable(EBADF)) { _ = try SecretReader.readAll(from: -1, limit: 8) }
        #expect(throws: SecretReadError.unreadable(EBADF)) {
            var lines = try LineSource(SecretInput(-1))
            _ = try lines.advance()
        }
    }
}

@Suite struct LineSourceTests {
    private func lines(of content: [UInt8], _ feed: Feed, limit: Int = 16) throws -> [String] {
        try feeding(content, feed) { descriptor in
            var source = try LineSource(SecretInput(descriptor), limit: limit)
            var found: [String] = []
            while true {
                do {
                    guard try source.advance() else { return found }
                    found.append("\(source.number):" + source.withLine { text($0) })
                } catch {
                    found.append("\(source.number):\(error)")
                }
            }
        }
    }

    @Test(
        arguments: [
            ("", []), ("\n", ["1:"]), ("a", ["1:a"]), ("a\n", ["1:a"]), ("a\nb", ["1:a", "2:b"]),
            ("a\r\nb\r\n", ["1:a", "2:b"]), ("a\r", ["1:a"]), ("a\rb\n", ["1:a\rb"]), ("\n\nc", ["1:", "2:", "3:c"]),
            ("\u{FEFF}a\n\u{FEFF}b", ["1:a", "2:\u{FEFF}b"]), ("\u{FEFF}", []), ("a\0b\n", ["1:a\0b"]),
            ("0123456789abcdef\r\nx", ["1:0123456789abcdef", "2:x"]), ("é\u{1F511}\n", ["1:é\u{1F511}"]),
        ] as [(String, [String])],
        Feed.allCases
    )
    func readsLines(content: (String, [String]), feed: Feed) throws {
        #expect(try lines(of: Array(content.0.utf8), feed) == content.1)
    }

    @Test(arguments: Feed.allCases)
    func goesOnAfterABadLine(feed: Feed) throws {
        let long = String(repeating: "x", count: 17)
        #expect(try lines(of: Array("\(long)\nb\n".utf8), feed) == ["1:tooLong(limit: 16)", "2:b"])
        #expect(try lines(of: [0x61, 0xFF, 0x0A, 0x62], feed) == ["1:notUTF8", "2:b"])
        #expect(try lines(of: [0xEF, 0xBB], feed) == ["1:notUTF8"])
        #expect(try lines(of: [0xC0, 0x80, 0x0A], feed) == ["1:notUTF8"])
    }

    @Test func linesMayCrossChunks() throws {
        let content = (0..<3_000).map { "line \($0) " + String(repeating: "x", count: $0 % 40) }
        let found = try lines(of: Array(content.joined(separator: "\n").utf8), .file, limit: 64)
        #expect(found == content.enumerated().map { "\($0 + 1):\($1)" })
        let longest = String(repeating: "y", count: LineSource.usualLimit)
        let one = try lines(of: Array(longest.utf8), .file, limit: LineSource.usualLimit)
        #expect(one == ["1:\(longest)"])
        #expect(try lines(of: Array("\(longest)y\nz".utf8), .file, limit: LineSource.usualLimit).last == "2:z")
    }

    @Test func anErrorOfTheDescriptorEndsIt() throws {
        var lines = try LineSource(SecretInput(-1))
        #expect(throws: SecretReadError.unreadable(EBADF)) { _ = try lines.advance() }
        #expect(try lines.advance() == false)
    }

    @Test func aPreviewTakesNothing() throws {
        try feeding("\u{FEFF}{}\n", .byteByByte) { descriptor in
            var input = try SecretInput(descriptor)
            #expect(try input.withPreview(512) { text($0) } == "{}\n")
            var lines = try LineSource(input)
            #expect(try lines.advance())
            #expect(lines.withLine { text($0) } == "{}")
        }
    }
}
