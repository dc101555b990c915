internal import FoundationEssentials

/// One way to the vault key: 208 bytes of the header.
package struct KeySlot: Sendable, Equatable {
    /// The number is part of the format.
    package enum Kind: UInt8, Sendable, CaseIterable {
        case passphrase = 1
        case passphraseAndKeyFile = 2
        case recoveryKey = 3
        case recipient = 4
    }

    static let length = 208
    static let sealedKeyLength = 32 + Seal.overhead

    package let id: UInt32
    package let kind: Kind
    /// For passphrases; the other kinds derive nothing.
    package let cost: DerivationCost?
    /// A person asked for this cost, so that it is not raised.
    package let isCostChosen: Bool
    let salt: [UInt8]
    /// A recipient's public key and the ephemeral one used for it; zero for the other kinds.
    let recipientKey: [UInt8]
    let ephemeralKey: [UInt8]
    /// Seconds since 1970.
    package let created: UInt64
    var sealedKey: [UInt8]

    init(
        id: UInt32, kind: Kind, cost: DerivationCost?, isCostChosen: Bool = false, salt: [UInt8], created: UInt64,
        recipientKey: [UInt8] = noKey, ephemeralKey: [UInt8] = noKey
    ) {
        self.id = id
        self.kind = kind
        self.cost = cost
        self.isCostChosen = isCostChosen
        self.salt = salt
        self.created = created
        self.recipientKey = recipientKey
        self.ephemeralKey = ephemeralKey
        sealedKey = []
    }

    /// Whom the slot is for, if that is a recipient.
    package var recipient: RecipientKey? { kind == .recipient ? RecipientKey(bytes: recipientKey) : nil }

    private static let noKey = [UInt8](repeating: 0, count: 32)

    /// What the slot's own sealing authenticates: vault, epoch, and every parameter of the slot.
    func associatedData(vaultID: UUID, epoch: UInt32) -> [UInt8] {
        var writer = ByteWriter(reserving: 128)
        writer.put("PV1S")
        writer.put(vaultID)
        writer.put(epoch)
        putParameters(into: &writer)
        return writer.bytes
    }

    func write(into writer: inout ByteWriter) {
        putParameters(into: &writer)
        writer.put(sealedKey)
    }

    private func putParameters(into writer: inout ByteWriter) {
        writer.put(id)
        writer.put(kind.rawValue)
        writer.put(UInt8(isCostChosen ? 1 : 0))
        writer.put([0, 0])
        writer.put(cost?.memoryMiB ?? 0)
        writer.put(cost?.passes ?? 0)
        writer.put(salt)
        writer.put(created)
        writer.put(recipientKey)
        writer.put(ephemeralKey)
    }

    /// - Throws: `EncodingError` for a shape that is none, `KeyError.costOutOfBounds` for a cost bomb.
    init(from reader: inout ByteReader) throws {
        id = try reader.integer()
        guard let kind = Kind(rawValue: try reader.integer()) else { throw EncodingError.malformed }
        self.kind = kind
        let flags: UInt8 = try reader.integer()
        guard flags == 0 || (flags == 1 && kind.isPassphrase) else { throw EncodingError.malformed }
        isCostChosen = flags == 1
        try reader.zeroes(2)
        let memoryMiB: UInt32 = try reader.integer()
        let passes: UInt32 = try reader.integer()
        switch kind {
        case .passphrase, .passphraseAndKeyFile:
            cost = try DerivationCost(memoryMiB: memoryMiB, passes: passes)
        case .recoveryKey, .recipient:
            guard memoryMiB == 0, passes == 0 else { throw KeyError.costOutOfBounds }
            cost = nil
        }
        salt = try reader.bytes(16)
        created = try reader.integer()
        recipientKey = try reader.bytes(32)
        ephemeralKey = try reader.bytes(32)
        guard kind == .recipient || (recipientKey == Self.noKey && ephemeralKey == Self.noKey) else {
            throw EncodingError.malformed
        }
        sealedKey = try reader.bytes(Self.sealedKeyLength)
    }
}
