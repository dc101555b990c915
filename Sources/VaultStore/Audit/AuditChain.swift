internal import VaultCrypto

/// The log's rows, numbered without gaps, each hash covering all before it. The manifest keeps start and head.
enum AuditChain {
    static let seal = Seal(.audit, padding: .audit)

    static func link(after head: Hash32, number: UInt64, box: UnsafeRawBufferPointer) -> Hash32 {
        var writer = ByteWriter(reserving: 96)
        writer.put("PV1A")
        writer.put(head)
        writer.put(number)
        // Commitment and tag pin the whole box.
        writer.put(unsafe BucketDigest.pins(of: box))
        return Hash32(of: writer.bytes)
    }

    static func link(after head: Hash32, number: UInt64, box: [UInt8]) -> Hash32 {
        unsafe box.withUnsafeBytes { unsafe link(after: head, number: number, box: $0) }
    }
}
