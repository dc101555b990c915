internal import FoundationEssentials

// Device codes, each changed in one step.
extension Directory {
    /// Keeps a device code.
    func keep(_ code: DeviceCode, as text: String) {
        sessions.deviceCodes[text] = code
    }

    /// Takes a poll, and refuses it until a user has approved.
    func poll(_ text: String, of clientId: GUID, at now: Date) throws(EntraError) -> DeviceCode {
        guard let code = sessions.deviceCodes[text], code.clientId == clientId else { throw .badDeviceCode }
        guard now < code.issued.addingTimeInterval(code.lifetime) else { throw .expiredDeviceCode }
        let previous = code.lastPoll
        sessions.deviceCodes[text]?.lastPoll = now
        switch code.outcome {
        case .approved: return code
        case .declined: throw .declinedDeviceCode
        case .redeemed: throw .redeemedCode
        case .pending:
            // A little early is still in time: the client counts from when the reply came.
            if let previous, now.timeIntervalSince(previous) < code.interval - 0.5 { throw .fastPolling }
            throw .pendingDeviceCode
        }
    }

    /// Marks a device code as redeemed; only the first to do so may go on.
    func redeem(deviceCode text: String) throws(EntraError) {
        guard case .approved = sessions.deviceCodes[text]?.outcome else { throw .redeemedCode }
        sessions.deviceCodes[text]?.outcome = .redeemed
    }

    /// Finds a device code that waits for a user, by the code that the user was shown.
    func pendingDeviceCode(userCode: String, at now: Date) -> DeviceCode? {
        let found = sessions.deviceCodes.values.first { $0.userCode.sameName(as: userCode) }
        guard let found, case .pending = found.outcome, now < found.issued.addingTimeInterval(found.lifetime) else {
            return nil
        }
        return found
    }

    /// Answers a device code for a user.
    func answer(userCode: String, _ outcome: DeviceCode.Outcome) {
        guard let text = sessions.deviceCodes.first(where: { $0.value.userCode.sameName(as: userCode) })?.key else {
            return
        }
        sessions.deviceCodes[text]?.outcome = outcome
    }
}
