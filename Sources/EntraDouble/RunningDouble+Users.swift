// What people do at the double's pages, for tests in the same process.
extension RunningDouble {
    /// Enters a device code and signs in; nil declines.
    package func answerDeviceCode(_ userCode: String, as userPrincipalName: String?) async throws {
        let answer = DeviceCodeAnswer(
            userCode: userCode,
            userPrincipalName: userPrincipalName,
            action: userPrincipalName == nil ? .decline : .approve
        )
        try await ControlRoutes(directory: state).answer(answer, at: state.now)
    }

    /// Takes back every refresh token of a person.
    package func revokeSignIns(of userPrincipalName: String) async {
        await state.revokeRefreshTokens(of: userPrincipalName, clientId: nil)
    }
}
