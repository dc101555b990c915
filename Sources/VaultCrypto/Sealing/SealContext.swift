package import FoundationEssentials

/// Where a sealed box belongs. All of it is authenticated, so that a box opens in no other place.
package struct SealContext: Sendable {
    package var vaultID: UUID
    package var epoch: UInt32
    /// Frozen numbers: see `Place`.
    package var place: Place
    package var record: UInt64
    /// Never used twice for one record.
    package var version: UInt64
    package var schema: UInt16

    /// A table and a column. The numbers are part of the format and never change their meaning.
    package struct Place: Sendable, Equatable {
        package let table: UInt8
        package let column: UInt8

        package init(table: UInt8, column: UInt8) {
            self.table = table
            self.column = column
        }
    }

    package init(vaultID: UUID, epoch: UInt32, place: Place, record: UInt64, version: UInt64, schema: UInt16) {
        self.vaultID = vaultID
        self.epoch = epoch
        self.place = place
        self.record = record
        self.version = version
        self.schema = schema
    }

    /// 44 bytes of fixed width, never joined text.
    package var associatedData: [UInt8] {
        var writer = ByteWriter(reserving: 44)
        writer.put("PV1R")
        writer.put(vaultID)
        writer.put(epoch)
        writer.put(place.table)
        writer.put(place.column)
        writer.put(record)
        writer.put(version)
        writer.put(schema)
        return writer.bytes
    }
}

extension ByteWriter {
    /// The 16 bytes of a UUID in the order in which it is written.
    package mutating func put(_ uuid: UUID) {
        unsafe withUnsafeBytes(of: uuid.uuid) { unsafe put(Array($0)) }
    }
}

extension UUID {
    fileprivate static let zero: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}

extension ByteReader {
    package mutating func uuid() throws(EncodingError) -> UUID {
        var uuid = UUID.zero
        let bytes = try part(16)
        unsafe withUnsafeMutableBytes(of: &uuid) { unsafe $0.copyBytes(from: bytes) }
        return UUID(uuid: uuid)
    }
}
