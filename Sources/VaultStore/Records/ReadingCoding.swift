internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

extension DirectoryReading {
    func write(into writer: inout ByteWriter) {
        writer.put(at)
        let kept = drift.prefix(Int(UInt8.max))
        writer.put(UInt8(clamping: kept.count))
        for item in kept {
            writer.put(item.kind, codeIn: Codes.drifts)
            writer.put(item.keyID != nil)
            if let keyID = item.keyID { writer.put(keyID.uuid) }
            writer.put(optional: item.expires)
            writer.put(item.number)
        }
    }

    /// Nil where the record says that nobody asked.
    init?(optionalFrom reader: inout ByteReader) throws {
        let milliseconds: Int64 = try reader.integer()
        if milliseconds == Codes.noReading { return nil }
        try self.init(at: try ByteReader.instant(milliseconds), from: &reader)
    }

    private init(at: Date, from reader: inout ByteReader) throws {
        var drift: [Drift] = []
        for _ in 0..<(try reader.integer(UInt8.self)) {
            let kind = try reader.code(Codes.drifts)
            let keyID: KeyID? = try reader.flag() ? try reader.identifier() : nil
            let expires = try reader.optionalInstant()
            drift.append(Drift(kind, keyID: keyID, expires: expires, number: try reader.integer()))
        }
        self.init(at: at, drift: drift)
    }
}
