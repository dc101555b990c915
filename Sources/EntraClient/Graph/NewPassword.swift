internal import NIOCore
package import VaultCrypto

/// A secret that Graph has just made; its text is shown only once.
package struct NewPassword: Sendable {
    package let credential: GraphCredential
    package let secret: SharedSecret

    package init(credential: GraphCredential, secret: SharedSecret) {
        self.credential = credential
        self.secret = secret
    }

    /// What is never read as text.
    static let hidden: Set = ["secretText"]
    /// Longer than any client secret.
    private static let longest = 4096

    /// Reads the reply to `addPassword`; the caller overwrites it.
    init(_ reply: HTTPReply) throws(EntraError) {
        guard reply.status == 200 else { throw .malformedReply(.status(reply.status)) }
        let members = try reply.members(hiding: Self.hidden)
        switch members["secretText"] {
        case .string: break
        case nil, .null: throw .malformedReply(.missing("secretText"))
        case .bool, .integer, .number, .array, .object: throw .malformedReply(.wrongType("secretText"))
        }
        let credential = try GraphCredential(members)
        let body = reply.body
        let result = unsafe body.withUnsafeReadableBytes { bytes in
            Result { () throws(EntraError) in unsafe try Self.secret(in: bytes.bytes) }
        }
        self.init(credential: credential, secret: try result.get())
    }

    private static func secret(in bytes: RawSpan) throws(EntraError) -> SharedSecret {
        var reply: SecretJSON
        do {
            reply = try SecretJSON(bytes, secrets: hidden, plain: [])
        } catch {
            throw .malformedReply(ReplyProblem(error.reason))
        }
        guard let length = reply.secretLength("secretText"), (1...longest).contains(length) else {
            throw .malformedReply(.wrongType("secretText"))
        }
        let secret: SecretBytes?
        do { secret = try reply.takeSecret("secretText") } catch { throw .malformedReply(.noLockedMemory) }
        guard let secret, SecretShape.isPrintable(secret) else { throw .malformedReply(.wrongType("secretText")) }
        return SharedSecret(secret)
    }

    /// Finds out, while nothing was sent yet, whether a secret could be kept at all.
    static func ensureRoom() throws(EntraError) {
        do { _ = try SecretBytes(randomCount: 2 * longest) } catch { throw .cannotLock }
    }
}

extension ReplyProblem {
    /// What a reply that holds a secret is not.
    init(_ reason: SecretJSONError.Reason) {
        switch reason {
        case .notUTF8: self = .notUTF8
        case .duplicateName: self = .duplicateKey
        case .unread: self = .noLockedMemory
        case .incomplete, .syntax, .controlCharacter, .badEscape, .loneSurrogate, .tooDeep, .secretNotText:
            self = .notJSON
        }
    }
}
