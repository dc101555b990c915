internal import NIOCore
internal import VaultCrypto

/// The parts of a reply that are never text: read from its bytes into locked memory, in a pass of their own.
struct ReplySecrets {
    static let names: Set = ["refresh_token", "id_token", "device_code"]

    let refreshToken: SharedSecret?
    let idToken: SharedSecret?
    let deviceCode: SharedSecret?

    /// Reads those that `members`, which come of the same body, name; an empty one counts as none.
    init(_ members: [String: JSONValue], in body: ByteBuffer) throws(EntraError) {
        for name in Self.names {
            switch members[name] {
            case nil, .null?, .string?: break
            case .bool?, .integer?, .number?, .array?, .object?: throw .malformedReply(.wrongType(name))
            }
        }
        guard Self.names.contains(where: { members[$0]?.string != nil }) else {
            (refreshToken, idToken, deviceCode) = (nil, nil, nil)
            return
        }
        let result = unsafe body.withUnsafeReadableBytes { bytes in
            Result { () throws(EntraError) in unsafe try Self.read(bytes.bytes) }
        }
        (refreshToken, idToken, deviceCode) = try result.get()
    }

    private static func read(
        _ bytes: RawSpan
    ) throws(EntraError) -> (SharedSecret?, SharedSecret?, SharedSecret?) {
        var reply: SecretJSON
        do {
            reply = try SecretJSON(bytes, secrets: names, plain: [])
        } catch {
            switch error.reason {
            case .notUTF8: throw .malformedReply(.notUTF8)
            case .duplicateName: throw .malformedReply(.duplicateKey)
            case .unread: throw .cannotLock
            case .incomplete, .syntax, .controlCharacter, .badEscape, .loneSurrogate, .tooDeep, .secretNotText:
                throw .malformedReply(.notJSON)
            }
        }
        return (
            try take("refresh_token", from: &reply), try take("id_token", from: &reply),
            try take("device_code", from: &reply)
        )
    }

    private static func take(_ name: String, from reply: inout SecretJSON) throws(EntraError) -> SharedSecret? {
        do {
            guard let secret = try reply.takeSecret(JSONPath(name)), !secret.isEmpty else { return nil }
            return SharedSecret(secret)
        } catch {
            throw .cannotLock
        }
    }
}
