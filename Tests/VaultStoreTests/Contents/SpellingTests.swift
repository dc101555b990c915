import Foundation
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// A record has one spelling: what is read is written the same, and what would not be is refused.
@Suite struct SpellingTests {
    @Test func anInstantStaysWhenItIsReadAndWritten() throws {
        for start in [-62_135_596_800_000, -1, 0, 1_800_000_000_000, 253_402_300_799_000] as [Int64] {
            for milliseconds in start..<(start + 1000) {
                var writer = ByteWriter()
                writer.put(milliseconds)
                var reader = ByteReader(writer.bytes)
                var again = ByteWriter()
                again.put(try reader.instant())
                #expect(again.bytes == writer.bytes)
            }
        }
    }

    // As numbers: to describe such dates is more than Foundation can do.
    @Test(
        arguments: [
            (-1e12, -62_135_596_800_000), (0.9999, 999), (-0.0001, -1), (1e18, 253_402_300_799_999), (.nan, 0),
        ] as [(Double, Int64)]
    )
    func anInstantIsWrittenWithinTheYears(seconds: Double, expected: Int64) throws {
        let instant = Date(timeIntervalSince1970: seconds)
        var writer = ByteWriter()
        writer.put(instant)
        var reader = ByteReader(writer.bytes)
        let milliseconds: Int64 = try reader.integer()
        #expect(milliseconds == expected)
    }

    @Test(arguments: [Int64.min, -62_135_596_800_001, 253_402_300_800_000, Int64.max])
    func anInstantBeyondTheYearsIsRefused(milliseconds: Int64) {
        var writer = ByteWriter()
        writer.put(milliseconds)
        #expect(throws: EncodingError.malformed) {
            var reader = ByteReader(writer.bytes)
            _ = try reader.instant()
        }
    }

    @Test(
        arguments: [
            ("https://login.contoso.example", nil, true), ("https://LOGIN.contoso.example", nil, false),
            ("https://login.contoso.example/", nil, false), ("https://login.contoso.example:443", nil, false),
            // The cloud's own are left out.
            ("https://login.microsoftonline.com", nil, false), (nil, "https://graph.microsoft.com", false),
            (nil, "https://graph.contoso.example", true), (nil, nil, true),
        ] as [(String?, String?, Bool)]
    )
    func aDestination(authority: String?, graph: String?, isRead: Bool) throws {
        var writer = ByteWriter()
        writer.put(UInt8(0))
        try writer.put(optional: authority)
        try writer.put(optional: graph)
        var reader = ByteReader(writer.bytes)
        let destination = try? Destination(from: &reader)
        #expect((destination != nil) == isRead)
    }

    @Test(
        arguments: [
            ("emea", "https://contoso.example", true), ("EMEA", "https://contoso.example", false),
            ("e\u{301}", "https://contoso.example", false), ("emea", "https://contoso.example/.default", false),
            ("emea", "graph", false),
        ]
    )
    func aTenant(tag: String, resource: String, isRead: Bool) throws {
        let name = try #require(TenantName("contoso"))
        var writer = ByteWriter()
        try writer.put(text: name.description)
        writer.put(UUID())
        writer.put(Int64(1))
        writer.put(UInt8(255))
        try writer.put(text: resource)
        writer.put(UInt8(0))
        writer.put(UInt16(1))
        try writer.put(text: tag)
        for _ in 0..<2 { writer.put(UInt8(0)) }
        writer.put(UInt32(0))
        var reader = ByteReader(writer.bytes)
        #expect(((try? Tenant(from: &reader)) != nil) == isRead)
    }
}
