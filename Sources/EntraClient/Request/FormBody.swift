internal import NIOCore
internal import VaultCrypto

/// An `application/x-www-form-urlencoded` body with one secret field.
struct FormBody {
    struct Field: Equatable {
        let name: String
        let value: String
    }

    /// Fields before and after the secret, in the order they are sent.
    let leading: [Field]
    let secretName: String
    let trailing: [Field]

    /// Fills a buffer with the fields and `secret`: the one place where a secret leaves locked memory.
    ///
    /// The buffer is given room for the longest encoding first, so that it never grows and leaves a copy behind.
    /// The caller overwrites it after the exchange.
    func fill(with secret: borrowing SecretBytes) -> ByteBuffer {
        let plain = (leading + trailing).reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 2 }
        var buffer = ByteBufferAllocator().buffer(capacity: 3 * (plain + secretName.utf8.count + secret.count) + 2)
        for field in leading { Self.write(field, into: &buffer) }
        Self.separate(&buffer)
        buffer.writeString(secretName)
        buffer.writeInteger(UInt8(ascii: "="))
        secret.withSpan { bytes in
            for index in bytes.byteOffsets { Self.encode(bytes.byte(at: index), into: &buffer) }
        }
        for field in trailing { Self.write(field, into: &buffer) }
        return buffer
    }

    private static func write(_ field: Field, into buffer: inout ByteBuffer) {
        separate(&buffer)
        buffer.writeString(field.name)
        buffer.writeInteger(UInt8(ascii: "="))
        for byte in field.value.utf8 { encode(byte, into: &buffer) }
    }

    private static func separate(_ buffer: inout ByteBuffer) {
        if buffer.readableBytes > 0 { buffer.writeInteger(UInt8(ascii: "&")) }
    }

    private static func encode(_ byte: UInt8, into buffer: inout ByteBuffer) {
        if PercentEncoding.isUnreserved(byte) {
            buffer.writeInteger(byte)
        } else {
            buffer.writeInteger(UInt8(ascii: "%"))
            buffer.writeInteger(PercentEncoding.digit(byte >> 4))
            buffer.writeInteger(PercentEncoding.digit(byte))
        }
    }
}
