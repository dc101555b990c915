import VaultCore
import VaultCrypto

/// Shows a recovery key, straight from locked memory.
enum RecoveryKeyText {
    static func print(_ issued: IssuedRecoveryKey, in context: Context) throws {
        try context.print("\nrecovery key of slot \(issued.slot), shown only now; write it down:\n\n")
        try Streams.write(try issued.key.words(groupsPerLine: 7), to: Streams.output)
        try context.print("\n")
    }

    /// Stands for a recovery key in JSON until it is written.
    static func placeholder(_ issued: IssuedRecoveryKey) -> JSONText {
        .string(marker(issued))
    }

    /// Writes JSON and puts each recovery key, on one line, in the place of its placeholder.
    static func print(_ json: String, _ issued: [IssuedRecoveryKey], in context: Context) throws {
        var rest = json[...]
        for key in issued {
            guard let place = rest.firstRange(of: marker(key)) else { continue }
            try context.print(String(rest[..<place.lowerBound]))
            let line = try key.key.words(groupsPerLine: 14)
            try Streams.write(try line.prefix(line.count - 1), to: Streams.output)
            rest = rest[place.upperBound...]
        }
        try context.print(String(rest))
    }

    private static func marker(_ issued: IssuedRecoveryKey) -> String { "<recovery key of slot \(issued.slot)>" }
}
