internal import VaultCrypto
internal import VaultModel

extension Application {
    var recordBytes: [UInt8] {
        get throws {
            var writer = ByteWriter(reserving: 512)
            writer.put(RecordKind.application.rawValue)
            writer.put(clientID.uuid)
            writer.put(homeDirectory.uuid)
            try destination.write(into: &writer)
            writer.put(endpoint, codeIn: Codes.endpoints)
            try writer.put(optional: owner)
            writer.put(principal.rawValue)
            writer.put(via?.rawValue ?? 0)
            writer.put(tenantCount)
            writer.put(UInt16(clamping: credentials.count))
            for credential in credentials { try credential.write(into: &writer) }
            // Nothing at all where there is none, as for a tenant's consent.
            guard hasLaterFields else {
                reading?.write(into: &writer)
                return writer.bytes
            }
            if let reading { reading.write(into: &writer) } else { writer.put(Codes.noReading) }
            try writer.put(optional: deliveryCommand)
            writer.put(rotation != nil)
            try rotation?.write(into: &writer)
            writer.put(UInt8(clamping: lostAttempts.count))
            for attempt in lostAttempts.suffix(Int(UInt8.max)) { attempt.write(into: &writer) }
            switch offboarding {
            case .removingLast(let keyID):
                writer.put(UInt8(1))
                writer.put(keyID.uuid)
            case .archived: writer.put(UInt8(2))
            case nil: break
            }
            return writer.bytes
        }
    }

    /// Reads what follows the kind.
    init(from reader: inout ByteReader) throws {
        let clientID: ClientID = try reader.identifier()
        let homeDirectory: DirectoryID = try reader.identifier()
        let destination = try Destination(from: &reader)
        let endpoint = try reader.code(Codes.endpoints)
        let owner = try reader.optionalText()
        let principal = try reader.recordID()
        let via: Int64 = try reader.integer()
        guard via >= 0 else { throw EncodingError.malformed }
        let tenantCount: UInt32 = try reader.integer()
        var credentials: [Credential] = []
        for _ in 0..<(try reader.integer(UInt16.self)) { credentials.append(try Credential(from: &reader)) }
        self.init(
            clientID: clientID, homeDirectory: homeDirectory, destination: destination, endpoint: endpoint,
            credentials: credentials, owner: owner, principal: principal, via: RecordID(via), tenantCount: tenantCount)
        if reader.remaining > 0 { try readLaterFields(&reader) }
        try reader.end()
    }

    private var hasLaterFields: Bool {
        deliveryCommand != nil || rotation != nil || !lostAttempts.isEmpty || offboarding != nil
    }

    private mutating func readLaterFields(_ reader: inout ByteReader) throws {
        reading = try DirectoryReading(optionalFrom: &reader)
        guard reading == nil || reader.remaining > 0 else { return }
        deliveryCommand = try reader.optionalText()
        rotation = try reader.flag() ? try Rotation(from: &reader) : nil
        for _ in 0..<(try reader.integer(UInt8.self)) { lostAttempts.append(try LostAttempt(from: &reader)) }
        if reader.remaining > 0 {
            switch try reader.integer(UInt8.self) {
            case 1: offboarding = .removingLast(try reader.identifier())
            case 2: offboarding = .archived
            default: throw EncodingError.malformed
            }
        }
        guard hasLaterFields else { throw EncodingError.malformed }
    }
}

extension Destination {
    /// The cloud's own hosts take no room.
    func write(into writer: inout ByteWriter) throws {
        writer.put(cloud, codeIn: Codes.clouds)
        try writer.put(optional: authority == cloud.authority ? nil : authority.description)
        try writer.put(optional: graph == cloud.graph ? nil : graph.description)
    }

    init(from reader: inout ByteReader) throws {
        let cloud = try reader.code(Codes.clouds)
        let authority = try reader.flag() ? try reader.text { try Origin($0) } : nil
        let graph = try reader.flag() ? try reader.text { try Origin($0) } : nil
        guard authority != cloud.authority, graph != cloud.graph else { throw EncodingError.malformed }
        self.init(cloud: cloud, authority: authority, graph: graph)
    }
}

extension Credential {
    fileprivate func write(into writer: inout ByteWriter) throws {
        writer.put(id.rawValue)
        writer.put(kind, codeIn: Codes.kinds)
        writer.put(state, codeIn: Codes.states)
        writer.put(exposed)
        writer.put(keyID != nil)
        if let keyID { writer.put(keyID.uuid) }
        try writer.put(optional: hint)
        writer.put(optional: notBefore)
        switch expiry {
        case .unknown: writer.put(UInt8(0))
        case .never: writer.put(UInt8(1))
        case .at(let end):
            writer.put(UInt8(2))
            writer.put(end)
        }
        try writer.put(optional: user)
        writer.put(added)
    }

    fileprivate init(from reader: inout ByteReader) throws {
        let id = try reader.recordID()
        let kind = try reader.code(Codes.kinds)
        let state = try reader.code(Codes.states)
        let exposed = try reader.flag()
        let keyID: KeyID? = try reader.flag() ? try reader.identifier() : nil
        let hint = try reader.optionalText()
        let notBefore = try reader.optionalInstant()
        let expiry: Expiry
        switch try reader.integer(UInt8.self) {
        case 0: expiry = .unknown
        case 1: expiry = .never
        case 2: expiry = .at(try reader.instant())
        default: throw EncodingError.malformed
        }
        self.init(
            id: id, kind: kind, state: state, keyID: keyID, hint: hint, notBefore: notBefore, expiry: expiry,
            user: try reader.optionalText(), exposed: exposed, added: try reader.instant())
    }
}
