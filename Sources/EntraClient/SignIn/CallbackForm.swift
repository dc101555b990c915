internal import VaultCrypto

/// What the browser brought back in a form's fields: a code or an error, and the state.
struct CallbackForm {
    enum Outcome {
        case code(SharedSecret)
        case failure(EntraError)
    }

    let state: String
    let outcome: Outcome

    /// Nil for anything but one state with one code or one error.
    init?(_ body: String) {
        var fields: [String: String] = [:]
        for pair in body.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = PercentEncoding.decode(parts[0]),
                let value = PercentEncoding.decode(parts[1].replacing("+", with: " ")),
                fields.updateValue(value, forKey: name) == nil
            else { return nil }
        }
        guard let state = fields["state"], (fields["code"] == nil) != (fields["error"] == nil) else { return nil }
        self.state = state
        if let code = fields["code"] {
            guard (1...8192).contains(code.utf8.count), code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
                let secret = Self.secret(code)
            else { return nil }
            outcome = .code(secret)
        } else {
            outcome = .failure(Self.refusal(fields))
        }
    }

    /// The code was text in the library's request already; it is good for nothing without the verifier.
    private static func secret(_ text: String) -> SharedSecret? {
        try? SharedSecret(written(text))
    }

    private static func written(_ text: String) throws -> SecretBytes {
        var writer = try SecretWriter(capacity: text.utf8.count)
        try writer.append(text)
        return try writer.finish()
    }

    private static func refusal(_ fields: [String: String]) -> EntraError {
        let members = fields.mapValues { JSONValue.string($0) }
        // A redirect has no status of its own; 400 is what the token endpoint says to the same.
        let refusal = RefusalReply.read(members, status: 400, clockSkew: nil) { _ in false }
        guard let refusal else { return .malformedReply(.wrongType("error")) }
        return refusal.error == "access_denied" && refusal.code == nil ? .signInDeclined : .refused(refusal)
    }
}
