import Foundation
import ProgramHarness
import TestThreads
import Testing

/// One bit of the vault's file is turned: the answer is a named refusal or the one that would have come anyway.
@Suite("A flipped bit", .onOwnThreads)
struct FlippedBitTests {
    /// A part of the file, and what has to notice a change there.
    struct Region: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let flips: Int
        /// Whether a listing must refuse; it does not look at secrets and the audit log.
        let isListed: Bool
        /// Whether a full verification must refuse; what SQLite keeps for itself may be without effect.
        let isVerified: Bool
        let find: @Sendable (Desk) throws -> [Range<Int>]

        init(
            _ name: String, flips: Int, listed: Bool = true, verified: Bool = true,
            _ find: @escaping @Sendable (Desk) throws -> [Range<Int>]
        ) {
            testDescription = name
            self.flips = flips
            isListed = listed
            isVerified = verified
            self.find = find
        }

        static func column(_ column: String, of table: String, flips: Int, listed: Bool = true) -> Region {
            Region("\(table).\(column)", flips: flips, listed: listed) { try $0.pieces(of: column, in: table) }
        }
    }

    static let regions: [Region] = [
        Region("magic and versions", flips: 4) { [try $0.headerOffset()..<(try $0.headerOffset() + 12)] },
        Region("vault ID, epoch and witness key", flips: 4) {
            [(try $0.headerOffset() + 12)..<(try $0.headerOffset() + 136)]
        },
        Region("key slot", flips: 8) { [(try $0.headerOffset() + 140)..<(try $0.headerOffset() + 348)] },
        Region("empty key slots", flips: 2) { [(try $0.headerOffset() + 348)..<(try $0.headerOffset() + 3468)] },
        Region("the header's MAC", flips: 2) { [(try $0.headerOffset() + 3468)..<(try $0.headerOffset() + 3500)] },
        .column("state", of: "manifest", flips: 6),
        .column("box", of: "record", flips: 6), .column("box", of: "secret", flips: 6, listed: false),
        .column("box", of: "name_index", flips: 4, listed: false), .column("box", of: "audit", flips: 6, listed: false),
        .column("root", of: "root_history", flips: 2, listed: false),
        Region("SQLite's header", flips: 10, listed: false, verified: false) { _ in [0..<100] },
        Region("SQLite's pages", flips: 24, listed: false, verified: false) { desk in
            stride(from: 4096, to: try desk.bytes().count, by: 4096).map { $0..<($0 + 24) }
        },
        Region("anywhere", flips: 16, listed: false, verified: false) { [0..<(try $0.bytes().count)] },
    ]

    @Test("is refused by name, or changes nothing; the file stays as it is", arguments: regions)
    func isNoticed(in region: Region) throws {
        let desk = try Desk.stocked()
        let (list, verify) = (try desk.answer(["list"]), try desk.answer(["verify"]))
        #expect(list.status == 0 && verify.status == 0)
        let image = try desk.bytes()
        let witnesses = try desk.witnesses()
        let ranges = try region.find(desk)
        try #require(!ranges.isEmpty)
        var numbers = SeededNumbers(seed: 20_260_301)
        for _ in 0..<region.flips {
            let offset = try #require(ranges.randomElement(using: &numbers)?.randomElement(using: &numbers))
            let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &numbers)
            let place: Comment = "byte \(offset), bit \(bit)"
            var flipped = image
            flipped[offset] ^= bit
            try desk.overwrite([flipped[offset]], at: offset)
            for (arguments, sound, mustRefuse) in [
                (["list"], list, region.isListed), (["verify"], verify, region.isVerified),
            ] {
                let answer = try desk.answer(arguments)
                let isSame = answer == sound
                #expect(answer.isRefusal || (isSame && !mustRefuse), "\(place): \(arguments) \(answer)")
                // An honest answer may have tidied the file; a refusal leaves it alone.
                #expect(try isSame || desk.bytes() == flipped, place)
            }
            #expect(try desk.witnesses() == witnesses, place)
            try desk.replaceVault(with: image)
        }
        #expect(try desk.answer(["verify"]) == verify)
    }
}

/// What came of one command: data, or a refusal by name.
private struct Answer: Equatable {
    let status: Int32
    /// Nothing, or one value.
    let data: [JSON]
    let code: String?

    /// Wrong passphrase or slot, tampered, rolled back, cost out of bounds, too new; and nothing else.
    var isRefusal: Bool {
        let codes: [Int32: Set<String>] = [
            3: ["wrongPassphrase"], 4: ["tampered", "notAVault"], 5: ["rolledBack", "forked"],
            6: ["costOutOfBounds"], 14: ["vaultTooNew"],
        ]
        // A verification says what it found before it refuses.
        let isSurvey = data.allSatisfy { $0["findings"]?.elements.isEmpty == false }
        return (data.isEmpty || isSurvey) && codes[status]?.contains(code ?? "") == true
    }
}

extension Desk {
    fileprivate func answer(_ arguments: [String]) throws -> Answer {
        let run = try run(arguments + ["-o", "json"])
        // How long a verification took is no part of what it found.
        let data = run.output.isEmpty ? [] : [try JSON(run.output).without("milliseconds")]
        return Answer(status: run.status, data: data, code: run.errors.isEmpty ? nil : try code(run))
    }
}
