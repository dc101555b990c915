internal import NIOCore
internal import VaultCrypto

/// An `application/x-www-form-urlencoded` body, of plain fields and secret ones.
struct FormBody {
    struct Field {
        enum Value {
            case plain(String)
            case secret(SharedSecret)
        }

        let name: String
        let value: Value

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = .plain(value)
        }

        init(_ name: String, secret: SharedSecret) {
            self.name = name
            value = .secret(secret)
        }
    }

    /// In the order they are sent.
    let fields: [Field]

    /// What no error may repeat.
    var secrets: [SharedSecret] {
        fields.compactMap { field in if case .secret(let secret) = field.value { secret } else { nil } }
    }

    /// Fills a buffer with the fields: the one place where a secret that is sent leaves locked memory.
    ///
    /// The buffer is given room for the longest encoding first, so that it never grows and leaves a copy behind.
    /// The caller overwrites it after the exchange.
    func fill() -> ByteBuffer {
        let length = fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.count + 2 }
        var buffer = ByteBufferAllocator().buffer(capacity: 3 * length)
        for field in fields {
            if buffer.readableBytes > 0 { buffer.writeInteger(UInt8(ascii: "&")) }
            buffer.writeString(field.name)
            buffer.writeInteger(UInt8(ascii: "="))
            switch field.value {
            case .plain(let text):
                for byte in text.utf8 { Self.encode(byte, into: &buffer) }
            case .secret(let secret):
                secret.bytes.withSpan { bytes in
                    for index in bytes.byteOffsets { Self.encode(bytes.byte(at: index), into: &buffer) }
                }
            }
        }
        return buffer
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

extension FormBody.Field.Value {
    fileprivate var count: Int {
        switch self {
        case .plain(let text): text.utf8.count
        case .secret(let secret): secret.bytes.count
        }
    }
}
