package import VaultCrypto
package import VaultModel

/// A secret together with the only places that it may be sent to.
package struct StoredSecret: ~Copyable, Sendable {
    package let kind: Credential.Kind
    /// The origins it was entered for.
    package let destination: Destination
    /// The directory it was entered for.
    package let directoryID: DirectoryID
    package let material: SecretBytes

    package init(
        kind: Credential.Kind, destination: Destination, directoryID: DirectoryID, material: consuming SecretBytes
    ) {
        self.kind = kind
        self.destination = destination
        self.directoryID = directoryID
        self.material = material
    }

    /// What is sealed: the length of what binds it, that, and the secret.
    borrowing func sealable() throws -> SecretBytes {
        var writer = ByteWriter(reserving: 128)
        writer.put(kind, codeIn: Codes.kinds)
        try destination.write(into: &writer)
        writer.put(directoryID.uuid)
        var head = ByteWriter(reserving: 2 + writer.bytes.count)
        head.put(UInt16(clamping: writer.bytes.count))
        head.put(writer.bytes)
        let prefix = head.bytes
        return unsafe try SecretBytes(count: prefix.count + material.count) { out in
            unsafe out.copyBytes(from: prefix)
            unsafe material.withUnsafeBytes { secret in
                unsafe UnsafeMutableRawBufferPointer(rebasing: out[prefix.count...]).copyMemory(from: secret)
            }
        }
    }

    /// Takes apart what was sealed.
    init(_ opened: borrowing SecretBytes) throws {
        let bound = unsafe try opened.withUnsafeBytes { bytes throws in
            guard bytes.count >= 2 else { throw EncodingError.truncated }
            let length = unsafe Int(bytes[0]) | Int(bytes[1]) << 8
            guard bytes.count >= 2 + length else { throw EncodingError.truncated }
            return unsafe Array(bytes[2..<(2 + length)])
        }
        var reader = ByteReader(bound)
        let kind = try reader.code(Codes.kinds)
        let destination = try Destination(from: &reader)
        let directoryID: DirectoryID = try reader.identifier()
        try reader.end()
        self.init(
            kind: kind, destination: destination, directoryID: directoryID,
            material: try opened.dropFirst(2 + bound.count))
    }
}
