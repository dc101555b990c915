import FoundationEssentials
import VaultModel

@testable import VaultCrypto
@testable import VaultStore

// What is read from the vault's file. Each form is canonical: bytes that are accepted are those that would be written,
// so that no record has two spellings.

extension FuzzTarget {
    static let vault = [
        FuzzTarget("header", longest: VaultHeader.length, seeds: try Samples.headers()) { input in
            try headerIsCanonical(input)
            // A mutation seldom keeps the one length that is looked at.
            try headerIsCanonical(fitted(input, to: VaultHeader.length))
        },
        FuzzTarget("record", seeds: try Samples.records()) { input in
            var reader = ByteReader(input)
            switch RecordKind(rawValue: try reader.integer()) {
            case .tenant: rewritten(try Tenant(from: &reader).recordBytes, is: input)
            case .application: rewritten(try Application(from: &reader).recordBytes, is: input)
            case .settings: rewritten(try VaultSettings(from: &reader).recordBytes, is: input)
            case .relationships: rewritten(try RelationshipList(from: &reader).recordBytes, is: input)
            case .formerRoots: rewritten(try FormerRoots(from: &reader).recordBytes, is: input)
            case nil: return
            }
        },
        FuzzTarget("secret", seeds: [try Samples.secret()]) { input in
            let secret = try StoredSecret(try locked(input))
            rewritten(try unlocked(secret.sealable()), is: input)
        },
        FuzzTarget("audit", seeds: try Samples.audit().map { try $0.recordBytes }) { input in
            rewritten(try AuditEntry(input).recordBytes, is: input)
        },
        FuzzTarget("cached-token", seeds: try Samples.cached().map { try $0.recordBytes }) { input in
            rewritten(try CachedToken(input).recordBytes, is: input)
        },
        FuzzTarget("manifest", longest: manifestLength, seeds: [ManifestState(headerDigest: .zero).bytes]) { input in
            rewritten(try ManifestState(input).bytes, is: input)
            let whole = fitted(input, to: manifestLength)
            rewritten(try ManifestState(whole).bytes, is: whole)
        },
    ]

    private static let manifestLength = ManifestState(headerDigest: .zero).bytes.count

    private static func headerIsCanonical(_ input: [UInt8]) throws {
        let header: VaultHeader
        do { header = try VaultHeader(input, newestSchema: SealedVault.newestSchema) } catch { return }
        rewritten(header.bytes, is: input)
        promise((1...VaultHeader.maximumSlots).contains(header.slots.count), "1 to 16 slots")
        promise(Set(header.slots.map(\.id)).count == header.slots.count, "no slot twice")
        promise(
            header.slots.count { $0.cost != nil } <= VaultHeader.maximumPassphrases, "at most 4 passphrases")
        for cost in header.slots.compactMap(\.cost) {
            promise(DerivationCost.memoryBounds.contains(cost.memoryMiB), "memory within bounds")
            promise(DerivationCost.passBounds.contains(cost.passes), "passes within bounds")
        }
    }

    private static func fitted(_ input: [UInt8], to length: Int) -> [UInt8] {
        input.prefix(length) + Array(repeating: 0, count: max(0, length - input.count))
    }
}

/// Expects that what was read is written as it stood.
private func rewritten(_ bytes: [UInt8], is input: [UInt8]) {
    promise(bytes == input, "what is read is written the same: \(input) became \(bytes)")
}

func locked(_ bytes: [UInt8]) throws -> SecretBytes {
    unsafe try SecretBytes(count: bytes.count) { out in unsafe out.copyBytes(from: bytes) }
}

func unlocked(_ secret: borrowing SecretBytes) -> [UInt8] {
    unsafe secret.withUnsafeBytes { unsafe Array($0) }
}
