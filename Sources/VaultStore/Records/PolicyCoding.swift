internal import VaultCrypto
internal import VaultModel

extension PolicyOverrides {
    /// How many rules, then each: its key, then whole seconds or a flag.
    func write(into writer: inout ByteWriter) {
        let rules = Codes.policyKeys.compactMap { key in self[key].map { (key, $0) } }
        writer.put(UInt8(clamping: rules.count))
        for (key, value) in rules {
            writer.put(key, codeIn: Codes.policyKeys)
            switch value {
            case .duration(let duration): writer.put(duration.components.seconds)
            case .flag(let flag): writer.put(flag)
            }
        }
    }

    init(from reader: inout ByteReader) throws {
        self.init()
        var last = -1
        for _ in 0..<(try reader.integer(UInt8.self)) {
            let code = Int(try reader.integer(UInt8.self))
            // In one order, so that no set of rules has two spellings.
            guard Codes.policyKeys.indices.contains(code), code > last else { throw EncodingError.malformed }
            last = code
            let key = Codes.policyKeys[code]
            guard key.words == nil else {
                self[key] = .flag(try reader.flag())
                continue
            }
            let seconds: Int64 = try reader.integer()
            guard (0...DurationText.longest.components.seconds).contains(seconds) else { throw EncodingError.malformed }
            self[key] = .duration(.seconds(seconds))
        }
    }
}
