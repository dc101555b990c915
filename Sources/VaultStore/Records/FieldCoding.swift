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

    /// Milliseconds since 1970, of the years 1 to 9999; what lies before or behind becomes the first or last of them.
    mutating func put(_ instant: Date) {
        // Rounded down, so that nothing seems to end later; a tenth more, since `Date` holds a millisecond that was read
        // here only nearly, and each writing would take one away.
        let milliseconds = (instant.timeIntervalSince1970 * 1000 + 0.1).rounded(.down)
        let (first, last) = (Double(Codes.instants.lowerBound), Double(Codes.instants.upperBound))
        put(milliseconds.isNaN ? 0 : Int64(min(max(milliseconds, first), last)))
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

    /// A text that is written again as it stands, byte for byte: no value has two spellings.
    mutating func text<Value: CustomStringConvertible>(_ read: (String) throws -> Value?) throws -> Value {
        let text = try text()
        guard let value = try? read(text), value.description.utf8.elementsEqual(text.utf8) else {
            throw EncodingError.malformed
        }
        return value
    }

    mutating func optionalText() throws -> String? {
        try flag() ? try text() : nil
    }

    mutating func instant() throws -> Date {
        try Self.instant(try integer())
    }

    static func instant(_ milliseconds: Int64) throws -> Date {
        guard Codes.instants.contains(milliseconds) else { throw EncodingError.malformed }
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
    /// The years 1 to 9999 in milliseconds since 1970: beyond, `Date` does not hold each one.
    static let instants: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999
    static let clouds: [Cloud] = [.public, .usgov, .dod, .china]
    static let endpoints: [TokenEndpoint] = [.v1, .v2]
    static let signIns: [SignIn] = [.app, .user]
    static let kinds: [Credential.Kind] = [.clientSecret, .certificate, .federated, .refreshToken, .password]
    static let states: [Credential.State] = [.pending, .active, .retiring, .retired]
    static let consents: [Consent.State] = [.granted, .missing, .revoked]
    /// Stands where a consent's code would, before fields that were added later.
    static let noConsent: UInt8 = 255
    /// Stands where the number of a tenant's lists would, before fields that were added later; no tenant has so many.
    static let noRelationships = UInt16.max
    static let policyKeys: [PolicyKey] = [
        .maximumLifetime, .rotateBefore, .critical, .overlap, .neverExpires, .unknownExpiry, .refreshTokenIdle,
        .certificateRequired,
    ]
    static let drifts: [Drift.Kind] = [
        .unknownSecret, .unknownCertificate, .onServicePrincipal, .gone, .ambiguous, .severalSecretsAlive, .endDiffered,
        .secretsForbidden, .lifetimeLimited,
    ]
    /// Stands where a reading's instant would, before fields that were added later.
    static let noReading = Int64.min
    static let rotationSteps: [Rotation.Step] = [.planned, .intended, .stored, .proven, .delivered, .promoted]
    static let relationships: [Relationship.Status] = [.activating, .active, .expiring, .expired]
    static let resources: [ResourceAlias] = [.partner, .partnerCenter, .graph, .arm, .keyVault]
}
