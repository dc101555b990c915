internal import FoundationEssentials

/// The `claims` parameter of a request, which holds JSON.
struct ClaimsRequest: Equatable, Sendable {
    /// Whether the client says that it can take claims challenges.
    let isCapable: Bool
    /// Whether it answers a challenge.
    let hasChallenge: Bool

    /// Reads the parameter; absent is as good as empty.
    init(_ text: String?) throws(EntraError) {
        guard let text else {
            isCapable = false
            hasChallenge = false
            return
        }
        guard let fields = try? JSONDecoder().decode([String: [String: JSONValue]].self, from: Data(text.utf8)) else {
            throw .invalidClaims
        }
        let capability: JSONValue? = fields["access_token"]?["xms_cc"]
        if case .object(let request) = capability, case .array(let values) = request["values"] {
            isCapable = values.contains("cp1")
        } else {
            isCapable = false
        }
        hasChallenge = fields.values.contains { $0.keys.contains { $0 != "xms_cc" } }
    }
}
