import FoundationEssentials
import TestThreads
import Testing
import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// The store's own MACs and hashes, frozen; expected values from a separate Python program (hashlib's BLAKE2b), from the
/// vault key 20…3f with the witness key c0…df.
@Suite(.onOwnThreads) struct FrozenFormatTests {
    private func keys() throws -> VaultKeys {
        func key(_ text: String) throws -> SecretBytes {
            let bytes = hex(text)
            return unsafe try SecretBytes(count: bytes.count) { out in unsafe out.copyBytes(from: bytes) }
        }
        return VaultKeys(
            vaultID: UUID(uuid: (16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31)),
            epoch: 3,
            schema: 1,
            slot: 1,
            records: try key("7654df9cea600117c863c03451b76d2764448ace8c228af3d06745ea99e363c6"),
            blindIndex: try key("3097a506e33ab5bd1607c3688e320182dafabb974e57c83d7a8bd3aef734baed"),
            manifest: try key("d411087758bbde4f83951de365b3168ba91519e64af3a0c14ce3cdf86c20e899"),
            audit: try key("1d6809952c16ee32882c4364070db5b84271705a2329a875334ae2677e9d8230"),
            witness: try key("c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"),
            header: try key("4675dfcf4cdb2c7adbe918ad695cc6342c3f449f88ebb474c1c538b69735c56c"),
            backup: try key("08644ad278ff96c012be6f5f656bbff41bf6eb770b36f5c85b7e0028eec1091a")
        )
    }

    private var marker: Hash32 {
        get throws {
            var reader = ByteReader(Array(UInt8(0x80)...0x9F))
            return try reader.hash()
        }
    }

    @Test func witness() throws {
        let root = Root(generation: 42, previous: .zero, stateHash: .zero, unverified: try marker)
        let expected = hex(
            """
            50563157 101112131415161718191a1b1c1d1e1f 2a00000000000000
            808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f
            ad84f5090d169cd77846205faa03d2c9e697e03f23c0870951482bc5f803d414
            """
        )
        let keys = try keys()
        #expect(Witness(root).bytes(keys) == expected)
        #expect(Witness(expected, keys: keys) == Witness(root))
    }

    @Test func root() throws {
        let root = Root(generation: 42, previous: .zero, stateHash: try marker, keys: try keys())
        var writer = ByteWriter()
        writer.put(root.hash)
        #expect(writer.bytes == hex("e817e07a47ffc0e0d7b4d8710d6aad532d51707d85a5cc55bd8747066f0d157e"))
    }

    @Test func blindIndex() throws {
        let name = try #require(TenantName("Contoso"))
        #expect(try IndexKey.tenantName(name).id(try keys()) == 7_885_499_889_359_326_509)
    }

    /// 256 buckets of 63-bit ids, by their top 8 bits.
    @Test(arguments: [(1, 0), (1 << 55, 1), ((1 << 55) - 1, 0), (Int64.max, 255), (127 << 55, 127)] as [(Int64, Int)])
    func buckets(id: Int64, number: Int) {
        let bucket = Bucket(of: id)
        #expect(bucket.number == number)
        #expect(bucket.ids.contains(id))
    }

    @Test func theStateReadsBackAndRefusesAnyOtherLength() throws {
        var state = ManifestState(headerDigest: try marker)
        state.counts[.secret] = 7
        state.auditCount = 9
        state.buckets[255] = try marker
        #expect(state.bytes.count == 4 + 3 * 8 + 32 + 8 + 32 + 8 + 32 + 256 * 32)
        #expect(try ManifestState(state.bytes) == state)
        for length in 0..<state.bytes.count where length % 61 == 0 {
            #expect(throws: EncodingError.truncated) { try ManifestState(Array(state.bytes.prefix(length))) }
        }
        #expect(throws: EncodingError.malformed) { try ManifestState(state.bytes + [0]) }
    }
}

/// The bytes that pairs of hexadecimal digits stand for; other characters are skipped.
private func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
