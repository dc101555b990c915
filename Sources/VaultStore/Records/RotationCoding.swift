internal import VaultCrypto
internal import VaultModel

extension Rotation {
    func write(into writer: inout ByteWriter) throws {
        writer.put(id)
        writer.put(step, codeIn: Codes.rotationSteps)
        writer.put(kind, codeIn: Codes.kinds)
        writer.put(since)
        writer.put(new?.rawValue ?? 0)
        writer.put(UInt8(clamping: old.count))
        for id in old.prefix(Int(UInt8.max)) { writer.put(id.rawValue) }
        writer.put(UInt32(clamping: overlap.components.seconds))
        writer.put(UInt32(clamping: lifetime.components.seconds))
        writer.put(optional: removeAfter)
        writer.put(optional: directoryRemoveAfter)
        writer.put(isCompromised)
        writer.put(isDelivered)
        writer.put(isAcknowledged)
        writer.put(era)
        try writer.put(optional: lease?.holder)
        if let lease { writer.put(lease.until) }
    }

    init(from reader: inout ByteReader) throws {
        let id = try reader.uuid()
        let step = try reader.code(Codes.rotationSteps)
        let kind = try reader.code(Codes.kinds)
        guard kind == .clientSecret || kind == .certificate else { throw EncodingError.malformed }
        let since = try reader.instant()
        let new: Int64 = try reader.integer()
        guard new >= 0 else { throw EncodingError.malformed }
        var old: [RecordID] = []
        for _ in 0..<(try reader.integer(UInt8.self)) { old.append(try reader.recordID()) }
        let overlap = Duration.seconds(Int64(try reader.integer(UInt32.self)))
        let lifetime = Duration.seconds(Int64(try reader.integer(UInt32.self)))
        let removeAfter = try reader.optionalInstant()
        let directoryRemoveAfter = try reader.optionalInstant()
        let isCompromised = try reader.flag()
        let isDelivered = try reader.flag()
        let isAcknowledged = try reader.flag()
        self.init(
            id: id, kind: kind, since: since, overlap: overlap, lifetime: lifetime, isCompromised: isCompromised,
            era: try reader.integer())
        self.step = step
        self.new = RecordID(new)
        self.old = old
        self.removeAfter = removeAfter
        self.directoryRemoveAfter = directoryRemoveAfter
        self.isDelivered = isDelivered
        self.isAcknowledged = isAcknowledged
        if let holder = try reader.optionalText() { lease = Lease(holder: holder, until: try reader.instant()) }
        guard (step == .planned) == (self.new == nil) else { throw EncodingError.malformed }
    }
}

extension LostAttempt {
    func write(into writer: inout ByteWriter) {
        writer.put(id)
        writer.put(at)
        writer.put(keyID != nil)
        if let keyID { writer.put(keyID.uuid) }
        writer.put(optional: searched)
    }

    init(from reader: inout ByteReader) throws {
        let id = try reader.uuid()
        let at = try reader.instant()
        let keyID: KeyID? = try reader.flag() ? try reader.identifier() : nil
        self.init(id: id, at: at, keyID: keyID, searched: try reader.optionalInstant())
    }
}
