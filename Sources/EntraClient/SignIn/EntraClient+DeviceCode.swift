extension EntraClient {
    /// Asks for a code that a person enters on another device; v1 and v2.
    package func requestDeviceCode(
        _ request: TokenRequest,
        proof: ClientProof
    ) async throws(EntraError) -> DeviceCodePrompt {
        throw .network(.other)
    }

    /// Asks until the person has signed in, declined, or let the code expire.
    ///
    /// - Throws: `EntraError.signInDeclined`, `.signInTimedOut`; a lost reply does not end it.
    package func awaitDeviceCode(
        _ prompt: DeviceCodePrompt,
        _ request: TokenRequest,
        proof: ClientProof
    ) async throws(EntraError) -> Minted {
        throw .network(.other)
    }
}
