internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

// Fields that records share. A record's plaintext is its fields in a fixed order, texts with their length before
// them: decoding a listing's 20,000 records with JSONDecoder would take most of the time (docs/decisions/0003).

extension ByteWriter {
    mutating func put(text: String) throws {
        guard let length = UInt16(exactly: text.utf8.count) else { throw SealError.tooLong }
        put(length)
        put(Array(text.utf8))
    }

    mutating func put(optional text: String?) throws {
        put(UInt8(text == nil ? 0 : 1))
        if let text { try put(text: text) }
    }

    /// Milliseconds since 1970.
    mutating func put(_ instant: Date) {
        put(Int64((instant.timeIntervalSince1970 * 1000).rounded(.down).clamped))
    }

    mutating func put(optional instant: Date?) {
        put(UInt8(instant == nil ? 0 : 1))
        if let instant { put(instant) }
    }

    mutating func put(_ flag: Bool) {
        put(UInt8(flag ? 1 : 0))
    }
}

extension ByteReader {
    mutating func text() throws -> String {
        let length: UInt16 = try integer()
        return try text(Int(length))
    }

    mutating func optionalText() throws -> String? {
        try flag() ? try text() : nil
    }

    mutating func instant() throws -> Date {
        let milliseconds: Int64 = try integer()
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    mutating func optionalInstant() throws -> Date? {
        try flag() ? try instant() : nil
    }

    mutating func flag() throws -> Bool {
        switch try integer(UInt8.self) {
        case 0: false
        case 1: true
        default: throw EncodingError.malformed
        }
    }

    mutating func identifier<Noun>() throws -> Identifier<Noun> {
        Identifier(try uuid())
    }

    mutating func recordID() throws -> RecordID {
        guard let id = RecordID(try integer()) else { throw EncodingError.malformed }
        return id
    }

    /// A code that `table` gives a meaning.
    mutating func code<Value>(_ table: [Value]) throws -> Value {
        let code = Int(try integer(UInt8.self))
        guard table.indices.contains(code) else { throw EncodingError.malformed }
        return table[code]
    }
}

extension ByteWriter {
    /// Writes the place of `value` in `table`, where new values are only ever added at the end.
    mutating func put<Value: Equatable>(_ value: Value, codeIn table: [Value]) {
        put(UInt8(table.firstIndex(of: value) ?? 255))
    }
}

/// Which number stands for which value in the sealed records: part of the format, only ever appended to.
enum Codes {
    static let clouds: [Cloud] = [.public, .usgov, .dod, .china]
    static let endpoints: [TokenEndpoint] = [.v1, .v2]
    static let signIns: [SignIn] = [.app, .user]
    static let kinds: [Credential.Kind] = [.clientSecret, .certificate, .federated, .refreshToken, .password]
    static let states: [Credential.State] = [.pending, .active, .retiring, .retired]
    static let resources: [ResourceAlias] = [.partner, .partnerCenter, .graph, .arm, .keyVault]
}

extension Double {
    /// Within what `Int64` holds.
    fileprivate var clamped: Double { isNaN ? 0 : min(max(self, -9e18), 9e18) }
}
