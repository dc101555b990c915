package import FoundationEssentials

/// A GUID that names one kind of thing, so that a client ID cannot be passed for a directory ID.
package struct Identifier<Noun>: Hashable, Sendable, CustomStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// Reads the 8-4-4-4-12 form in either case; nil for anything else, white space around it included.
    package init?(_ text: String) {
        // Foundation reads each pair with `scanf` and takes "+1", " 1" and "0x" for digits.
        guard Self.isCanonical(text.utf8), let uuid = UUID(uuidString: text) else { return nil }
        self.uuid = uuid
    }

    /// The lower-case form, as Entra writes it.
    package var description: String {
        // Foundation's goes through printf and an upper-case copy; a listing prints tens of thousands.
        unsafe withUnsafeBytes(of: uuid.uuid) { bytes in
            unsafe String(unsafeUninitializedCapacity: 36) { text in
                var place = 0
                for index in 0..<16 {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        unsafe text[place] = UInt8(ascii: "-")
                        place += 1
                    }
                    unsafe text[place] = Self.digit(bytes[index] >> 4)
                    unsafe text[place + 1] = Self.digit(bytes[index] & 0xF)
                    place += 2
                }
                return place
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func isCanonical(_ text: String.UTF8View) -> Bool {
        text.count == 36
            && text.enumerated().allSatisfy { place, byte in
                switch place {
                case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                default: HostName.isHexDigit(byte)
                }
            }
    }
}

package enum DirectoryNoun {}
package enum ClientNoun {}
package enum KeyNoun {}

/// The tenant ID of an Entra directory: `tid` in a token.
package typealias DirectoryID = Identifier<DirectoryNoun>
/// The application (client) ID of an app registration: `appid` or `azp` in a token.
package typealias ClientID = Identifier<ClientNoun>
/// The ID that the directory gives to one password or key credential.
package typealias KeyID = Identifier<KeyNoun>
