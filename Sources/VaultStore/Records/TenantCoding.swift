internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

/// What the first byte of a record says it is; part of the format.
enum RecordKind: UInt8 {
    case tenant = 1
    case application = 2
    /// The vault's settings: at most one.
    case settings = 3
    /// Roots of earlier key epochs: at most one.
    case formerRoots = 4
    /// Some of a partner's relationships with customers.
    case relationships = 5
}

extension Tenant {
    var recordBytes: [UInt8] {
        get throws {
            var writer = ByteWriter(reserving: 512)
            writer.put(RecordKind.tenant.rawValue)
            try writer.put(text: name.description)
            writer.put(directoryID.uuid)
            writer.put(application.rawValue)
            switch resource {
            case .alias(let alias): writer.put(alias, codeIn: Codes.resources)
            case .uri(let uri):
                writer.put(UInt8(255))
                try writer.put(text: uri)
            }
            writer.put(signIn, codeIn: Codes.signIns)
            writer.put(UInt16(clamping: tags.count))
            for tag in tags { try writer.put(text: tag.description) }
            try writer.put(optional: notes)
            writer.put(lastProbe != nil)
            if let lastProbe {
                writer.put(lastProbe.at)
                writer.put(lastProbe.ok)
                writer.put(UInt32(clamping: lastProbe.aadsts ?? 0))
            }
            writer.put(viaCount)
            // Nothing at all where there is none, as in vaults that were made before there was any.
            let hasLast = relationships != nil || archived != nil
            guard consent != nil || !policy.isEmpty || hasLast else { return writer.bytes }
            if let consent {
                writer.put(consent.state, codeIn: Codes.consents)
                writer.put(consent.at)
            } else {
                writer.put(Codes.noConsent)
            }
            guard !policy.isEmpty || hasLast else { return writer.bytes }
            policy.write(into: &writer)
            guard hasLast else { return writer.bytes }
            writer.put(relationships.map { UInt16(clamping: $0.count) } ?? Codes.noRelationships)
            for id in relationships ?? [] { writer.put(id.rawValue) }
            if let archived { writer.put(archived) }
            return writer.bytes
        }
    }

    /// Reads what follows the kind.
    init(from reader: inout ByteReader) throws {
        guard let name = TenantName(try reader.text()) else { throw EncodingError.malformed }
        let directoryID: DirectoryID = try reader.identifier()
        let application = try reader.recordID()
        let resource = try Resource(from: &reader)
        let signIn = try reader.code(Codes.signIns)
        var tags: [Tag] = []
        for _ in 0..<(try reader.integer(UInt16.self)) {
            tags.append(try reader.text { Tag($0) })
        }
        let notes = try reader.optionalText()
        var probe: Probe?
        if try reader.flag() {
            let at = try reader.instant()
            let ok = try reader.flag()
            let code: UInt32 = try reader.integer()
            probe = Probe(at: at, ok: ok, aadsts: code == 0 ? nil : Int(code))
        }
        let viaCount: UInt32 = try reader.integer()
        var consent: Consent?
        var policy = PolicyOverrides()
        var relationships: [RecordID]?
        var archived: Date?
        if reader.remaining > 0 {
            consent = try Consent(from: &reader)
            if consent == nil || reader.remaining > 0 {
                policy = try PolicyOverrides(from: &reader)
                if policy.isEmpty || reader.remaining > 0 {
                    let count: UInt16 = try reader.integer()
                    if count != Codes.noRelationships {
                        relationships = try (0..<count).map { _ in try reader.recordID() }
                    }
                    if relationships == nil || reader.remaining > 0 { archived = try reader.instant() }
                }
            }
        }
        try reader.end()
        self.init(
            name: name, directoryID: directoryID, application: application, resource: resource, signIn: signIn,
            tags: tags, notes: notes, lastProbe: probe, viaCount: viaCount, consent: consent,
            policy: policy, relationships: relationships, archived: archived)
    }
}

extension Consent {
    /// Nil where the record says that nobody asked.
    fileprivate init?(from reader: inout ByteReader) throws {
        let code: UInt8 = try reader.integer()
        if code == Codes.noConsent { return nil }
        guard Codes.consents.indices.contains(Int(code)) else { throw EncodingError.malformed }
        self.init(at: try reader.instant(), state: Codes.consents[Int(code)])
    }
}

extension Resource {
    fileprivate init(from reader: inout ByteReader) throws {
        let code: UInt8 = try reader.integer()
        if code == 255 {
            self = try reader.text { Resource($0) }
            // An alias has a code of its own.
            guard case .uri = self else { throw EncodingError.malformed }
        } else {
            guard Codes.resources.indices.contains(Int(code)) else { throw EncodingError.malformed }
            self = .alias(Codes.resources[Int(code)])
        }
    }
}
