package import FoundationEssentials

/// The vault's header: who it is, which keys open it. Fixed width, so that its bytes are canonical.
///
///     magic[8] format u16 schema u16 vault id[16] epoch u32 sealed witness key[104] slot count u32
///     slots[16 × 208] MAC[32]
package struct VaultHeader: Sendable, Equatable {
    package static let format: UInt16 = 1
    package static let maximumSlots = 16
    package static let maximumPassphrases = 4
    private static let magic: StaticString = "PVAULT\r\n"
    static let sealedWitnessKeyLength = 32 + Seal.overhead
    package static let length =
        8 + 2 + 2 + 16 + 4 + sealedWitnessKeyLength + 4 + maximumSlots * KeySlot.length + 32

    /// The schema version of the tables; migrations raise it.
    package let schema: UInt16
    package let vaultID: UUID
    /// Counts re-keyings, from 1.
    package let epoch: UInt32
    var sealedWitnessKey: [UInt8]
    package internal(set) var slots: [KeySlot]
    var mac: Hash32

    init(schema: UInt16, vaultID: UUID, epoch: UInt32, sealedWitnessKey: [UInt8], slots: [KeySlot]) {
        self.schema = schema
        self.vaultID = vaultID
        self.epoch = epoch
        self.sealedWitnessKey = sealedWitnessKey
        self.slots = slots
        mac = .zero
    }

    /// Reads a header and checks size, magic and bounds; nothing is allocated by what it says, and no key is needed.
    ///
    /// - Throws: `KeyError.notAHeader`, `.tooNew` or `.costOutOfBounds`.
    package init(_ bytes: [UInt8], newestSchema: UInt16) throws(KeyError) {
        guard bytes.count == Self.length else { throw .notAHeader }
        do {
            var reader = ByteReader(bytes)
            var magic = ByteWriter()
            magic.put(Self.magic)
            guard try reader.bytes(8) == magic.bytes else { throw KeyError.notAHeader }
            let format: UInt16 = try reader.integer()
            let schema: UInt16 = try reader.integer()
            guard format <= Self.format, schema <= newestSchema else {
                throw KeyError.tooNew(found: max(format, schema))
            }
            guard format == Self.format, schema > 0 else { throw KeyError.notAHeader }
            self.schema = schema
            vaultID = try reader.uuid()
            epoch = try reader.integer()
            sealedWitnessKey = try reader.bytes(Self.sealedWitnessKeyLength)
            let count: UInt32 = try reader.integer()
            guard (1...UInt32(Self.maximumSlots)).contains(count) else { throw KeyError.notAHeader }
            slots = []
            for _ in 0..<count { slots.append(try KeySlot(from: &reader)) }
            try reader.zeroes((Self.maximumSlots - Int(count)) * KeySlot.length)
            mac = try reader.hash()
            try reader.end()
        } catch let error as KeyError {
            throw error
        } catch {
            throw .notAHeader
        }
        guard slots.count(where: { $0.kind.isPassphrase }) <= Self.maximumPassphrases,
            Set(slots.map(\.id)).count == slots.count
        else { throw .notAHeader }
    }

    /// The whole header, MAC and all.
    package var bytes: [UInt8] {
        var writer = ByteWriter(reserving: Self.length)
        writer.put(authenticated)
        writer.put(mac)
        return writer.bytes
    }

    /// What the MAC covers: everything before it.
    private var authenticated: [UInt8] {
        var writer = ByteWriter(reserving: Self.length)
        writer.put(Self.magic)
        writer.put(Self.format)
        writer.put(schema)
        writer.put(vaultID)
        writer.put(epoch)
        writer.put(sealedWitnessKey)
        writer.put(UInt32(slots.count))
        for slot in slots { slot.write(into: &writer) }
        writer.pad(to: Self.length - 32)
        return writer.bytes
    }

    mutating func authenticate(with key: borrowing SecretBytes) {
        mac = Hash32(of: authenticated, key: key)
    }

    func isAuthentic(under key: borrowing SecretBytes) -> Bool {
        mac.matches(Hash32(of: authenticated, key: key))
    }
}
