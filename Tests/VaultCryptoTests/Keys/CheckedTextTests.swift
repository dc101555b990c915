import Testing

@testable import VaultCrypto

/// Keys that people copy: recovery keys, public keys, identities. The texts were computed by another program.
struct CheckedTextTests {
    private static let recoveryText = "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4IB-CEQT-CQKR-MFYY-DENB-WHA5-DYPT-EMOQ"
    private static let publicText = "pvpub1r5amllnwr4swesxfwikou5t2n3eu3au5hv5v4gwrxjxt4ijyfbp5esqy"
    private static let identityText = "PV-IDENTITY-1-AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPZEYWR"
    private static let publicBytes = hex("8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f")

    private func text(_ secret: borrowing SecretBytes) -> String { String(decoding: secret.exposed(), as: UTF8.self) }

    @Test func aRecoveryKeyIsFourteenGroupsOfFour() throws {
        let key = try RecoveryKey(try secret(Self.recoveryText))
        #expect(key.bytes.exposed() == Array(0..<32))
        let words = text(try key.words(groupsPerLine: 14))
        #expect(words == Self.recoveryText + "\n")
        let lines = text(try key.words(groupsPerLine: 7)).split(separator: "\n")
        #expect(lines.map(\.count) == [34, 34])
        #expect(lines.joined(separator: "-") == Self.recoveryText)
    }

    @Test(arguments: [
        recoveryText.lowercased(), recoveryText.replacing("-", with: ""), recoveryText.replacing("-", with: " "),
        " " + recoveryText.replacing("-", with: "\r\n") + "\n\t",
    ])
    func howARecoveryKeyIsGroupedDoesNotMatter(typed: String) throws {
        #expect(try RecoveryKey(try secret(typed)).bytes.exposed() == Array(0..<32))
    }

    @Test func freshKeysDiffer() throws {
        let one = try RecoveryKey()
        let isSame = one.bytes.isIdentical(to: try RecoveryKey().bytes)
        #expect(!isSame)
        let again = try RecoveryKey(try one.words(groupsPerLine: 7))
        let isKept = one.bytes.isIdentical(to: again.bytes)
        #expect(isKept)
    }

    @Test(arguments: [
        ("", CheckedTextError.malformed), (String(recoveryText.dropLast()), .malformed),
        (recoveryText + "A", .malformed), (recoveryText.replacing("Q", with: "0"), .malformed),
        (recoveryText.replacing("Q", with: "é"), .malformed), (recoveryText.replacing("-", with: "_"), .malformed),
        // A text of another kind with the same bytes.
        (String(identityText.dropFirst(14)), .mistyped),
    ])
    func whatIsNoRecoveryKeyIsRefused(typed: String, error: CheckedTextError) throws {
        #expect(throws: error) { _ = try RecoveryKey(try secret(typed)) }
    }

    /// A slip of the pen is a wrong letter, or two that changed places.
    @Test func everySlipIsFound() throws {
        let letters = Array(Self.recoveryText.replacing("-", with: ""))
        var slips = 0
        for place in letters.indices {
            for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" where letter != letters[place] {
                var slip = letters
                slip[place] = letter
                #expect(throws: CheckedTextError.mistyped) { _ = try RecoveryKey(try secret(String(slip))) }
                slips += 1
            }
            guard place > 0, letters[place] != letters[place - 1] else { continue }
            var slip = letters
            slip.swapAt(place, place - 1)
            #expect(throws: CheckedTextError.mistyped) { _ = try RecoveryKey(try secret(String(slip))) }
        }
        #expect(slips == 56 * 31)
    }

    @Test func aPublicKeyHasOneText() throws {
        let key = try #require(RecipientKey(Self.publicText))
        #expect(key.bytes == Self.publicBytes)
        #expect(key.description == Self.publicText)
        for other in [
            Self.publicText.uppercased(), "pvpub1" + Self.publicText.dropFirst(6).uppercased(), Self.publicText + " ",
            String(Self.publicText.dropLast()), "pvpub2" + Self.publicText.dropFirst(6), "",
            Self.publicText.replacing("r5am", with: "r5an"),
        ] {
            #expect(RecipientKey(other) == nil, "\(other)")
        }
    }

    @Test func anIdentityIsAFileWithItsPublicKey() throws {
        let file = "# public key: \(Self.publicText)\n\(Self.identityText)\n"
        let identity = try Identity(file: try secret(file))
        #expect(identity.recipient.description == Self.publicText)
        #expect(text(try identity.fileContent()) == file)
        #expect(try Identity(file: try secret(Self.identityText)).recipient.bytes == Self.publicBytes)
        #expect(
            try Identity(file: try secret("#\n\n# a note\r\n\(Self.identityText)\r\n\n")).recipient.bytes
                == Self.publicBytes)
    }

    @Test(arguments: [
        "", "# nothing\n", "PV-IDENTITY-2-" + identityText.dropFirst(14), identityText + "\n" + identityText,
        "x" + identityText, " " + identityText, identityText + "A", "PV-IDENTITY-1-",
        "PV-IDENTITY-1-" + recoveryText, recoveryText,
    ])
    func whatIsNoIdentityIsRefused(file: String) throws {
        #expect(throws: CheckedTextError.self) { _ = try Identity(file: try secret(file)) }
    }

    @Test func bothSidesComeToTheSameWrappingKey() throws {
        let expected = hex("2fda63a2d1160c87043d6afcf55c1ce11579f6e3ebc2717d97789cef7ce406df")
        let identity = try Identity(file: try secret(Self.identityText))
        let ephemeral = hex("358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254")
        #expect(try identity.wrappingKey(ephemeral: ephemeral).exposed() == expected)
        let other = try secret(Array(UInt8(32)..<64))
        #expect(
            try other.wrappingKey(peer: Self.publicBytes, ephemeral: ephemeral, recipient: Self.publicBytes).exposed()
                == expected)
    }

    /// Points of low order give the same secret to everyone.
    @Test(arguments: [
        [UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31),
        hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ])
    func aPointOfLowOrderIsRefused(point: [UInt8]) throws {
        let identity = try Identity(file: try secret(Self.identityText))
        #expect(throws: CheckedTextError.malformed) { _ = try identity.wrappingKey(ephemeral: point) }
    }
}
