internal import VaultCrypto
internal import VaultModel

extension VaultSettings {
    var recordBytes: [UInt8] {
        get throws {
            var writer = ByteWriter(reserving: 512)
            writer.put(RecordKind.settings.rawValue)
            writer.put(UInt16(clamping: slots.count))
            for note in slots {
                writer.put(note.id)
                try writer.put(optional: note.label)
                writer.put(optional: note.proven)
            }
            writer.put(highestSlot)
            writer.put(audit.days)
            writer.put(audit.rows)
            writer.put(restored != nil)
            if let restored {
                writer.put(restored.at)
                writer.put(restored.generation)
            }
            writer.put(isReadOnly)
            // Nothing at all where nothing is set, as in vaults that were made before anything could be.
            guard !policy.isEmpty || !tagPolicies.isEmpty else { return writer.bytes }
            policy.write(into: &writer)
            writer.put(UInt16(clamping: tagPolicies.count))
            for (tag, overrides) in tagPolicies.sorted(by: { $0.key < $1.key }) {
                try writer.put(text: tag.description)
                overrides.write(into: &writer)
            }
            return writer.bytes
        }
    }

    /// Reads what follows the kind.
    init(from reader: inout ByteReader) throws {
        var slots: [SlotNote] = []
        for _ in 0..<(try reader.integer(UInt16.self)) {
            slots.append(
                SlotNote(
                    id: try reader.integer(), label: try reader.optionalText(), proven: try reader.optionalInstant()))
        }
        let highestSlot: UInt32 = try reader.integer()
        let audit = AuditRetention(days: try reader.integer(), rows: try reader.integer())
        var restored: RestoreMark?
        if try reader.flag() {
            restored = RestoreMark(at: try reader.instant(), generation: try reader.integer())
        }
        let isReadOnly = try reader.flag()
        var policy = PolicyOverrides()
        var tagPolicies: [Tag: PolicyOverrides] = [:]
        if reader.remaining > 0 {
            policy = try PolicyOverrides(from: &reader)
            var last: Tag?
            for _ in 0..<(try reader.integer(UInt16.self)) {
                let tag = try reader.text { Tag($0) }
                let rules = try PolicyOverrides(from: &reader)
                // In one order and with something set, so that no settings have two spellings.
                guard last.map({ $0 < tag }) ?? true, !rules.isEmpty else { throw EncodingError.malformed }
                last = tag
                tagPolicies[tag] = rules
            }
            guard !policy.isEmpty || !tagPolicies.isEmpty else { throw EncodingError.malformed }
        }
        try reader.end()
        self.init(
            slots: slots, highestSlot: highestSlot, audit: audit, restored: restored, isReadOnly: isReadOnly,
            policy: policy,
            tagPolicies: tagPolicies)
    }
}
