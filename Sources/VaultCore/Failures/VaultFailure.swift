/// A failure as people and scripts see it: what failed, and where there is something to do, what.
///
/// Texts are lower case without a final stop and never carry a secret, a token or a request body.
package struct VaultFailure: Error, Sendable, Equatable {
    package let code: FailureCode
    package let message: String
    package let hint: String?
    /// Entra's error number, where it gave one.
    package let aadsts: Int?

    package init(_ code: FailureCode, _ message: String, hint: String? = nil, aadsts: Int? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.aadsts = aadsts
    }
}
