import FoundationEssentials
import VaultCore
import VaultCrypto
import VaultModel

/// Texts from the command line as values, or a usage error that says what was expected.
enum Values {
    static func name(_ text: String) throws -> TenantName {
        guard let name = TenantName(text) else {
            throw usage("that is no name for a tenant", "use 1 to 400 printable bytes, with no dash in front")
        }
        return name
    }

    static func tag(_ text: String) throws -> Tag {
        guard let tag = Tag(text) else {
            throw usage("that is no tag", "use one word of at most 64 bytes, without commas")
        }
        return tag
    }

    static func clientID(_ text: String) throws -> ClientID {
        guard let id = ClientID(text) else {
            throw usage("--client-id is no GUID", "it is the application (client) ID of the app registration")
        }
        return id
    }

    static func keyID(_ text: String, option: String) throws -> KeyID {
        guard let id = KeyID(text) else {
            throw usage("\(option) is no GUID", "it is the secret ID that the directory shows, not the secret")
        }
        return id
    }

    static func cloud(_ text: String) throws -> Cloud {
        guard let cloud = Cloud(rawValue: text) else {
            throw usage("--cloud is none that is known", "use \(list(Cloud.allCases.map(\.rawValue)))")
        }
        return cloud
    }

    static func endpoint(_ text: String) throws -> TokenEndpoint {
        guard let endpoint = TokenEndpoint(rawValue: text) else {
            throw usage("--endpoint is none that is known", "use v2 or v1")
        }
        return endpoint
    }

    static func signIn(_ text: String) throws -> SignIn {
        guard let signIn = SignIn(rawValue: text) else { throw usage("--as is neither app nor user", nil) }
        return signIn
    }

    static func resource(_ text: String) throws -> Resource {
        guard let resource = Resource(text) else {
            throw usage(
                "--resource is neither a known name nor an address",
                "use \(list(ResourceAlias.allCases.map(\.rawValue))), a URI or a GUID"
            )
        }
        return resource
    }

    static func origin(_ text: String, option: String) throws -> Origin {
        do {
            return try Origin(text)
        } catch .malformed {
            throw usage("\(option) is no origin", "use https://host or https://host:port, without a path")
        } catch .scheme {
            throw usage("\(option) has a scheme that is not supported", "use https://host or https://host:port")
        } catch .plainHTTP {
            throw usage("\(option) would send secrets in the clear", "plain http goes to 127.0.0.1 or [::1] only")
        }
    }

    static func expiry(_ text: String) throws -> Expiry {
        text == "never" ? .never : .at(try instant(text, option: "--expires", also: ", or never"))
    }

    static func instant(_ text: String, option: String, also: String = "") throws -> Date {
        guard let date = InstantText.parse(text) else {
            throw usage("\(option) is no instant", "write it as 2027-03-01T09:00:00Z\(also)")
        }
        return date
    }

    static func label(_ text: String) throws -> String {
        guard (1...64).contains(text.utf8.count), !text.unicodeScalars.contains(where: Printable.isUnsafe) else {
            throw usage("that is no label", "use 1 to 64 printable bytes")
        }
        return text
    }

    static func recipient(_ text: String) throws -> RecipientKey {
        guard let key = RecipientKey(text) else {
            throw usage("that is no public key, or a letter of it is wrong", "it begins with \(RecipientKey.prefix)")
        }
        return key
    }

    /// A claims challenge as it stands in a `WWW-Authenticate` header: base64 of JSON, or the JSON itself.
    static func claims(_ text: String) throws -> String {
        if text.drop(while: \.isWhitespace).hasPrefix("{") { return text }
        let plain = text.replacing("-", with: "+").replacing("_", with: "/").filter { $0 != "=" }
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let json = String(data: data, encoding: .utf8),
            json.drop(while: \.isWhitespace).hasPrefix("{")
        else { throw usage("--claims is not a JSON object, nor base64 of one", nil) }
        return json
    }

    static func port(_ number: Int) throws -> UInt16 {
        guard let port = UInt16(exactly: number), port > 0 else {
            throw usage("--redirect-port goes from 1 to 65535", nil)
        }
        return port
    }

    static func duration(_ text: String, option: String) throws -> Duration {
        guard let duration = DurationText.parse(text) else {
            throw usage("\(option) is no duration", "write it as 90d, 12h, 15m or 30s")
        }
        return duration
    }

    static func usage(_ message: String, _ hint: String?) -> VaultFailure {
        VaultFailure(.usage, message, hint: hint)
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
