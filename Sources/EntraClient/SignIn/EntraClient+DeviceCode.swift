internal import FoundationEssentials
internal import VaultModel

extension EntraClient {
    /// Asks for a code that a person enters on another device; v1 and v2.
    package func requestDeviceCode(
        _ request: TokenRequest,
        proof: ClientProof
    ) async throws(EntraError) -> DeviceCodePrompt {
        let form = try TokenForm(deviceCodeFor: request, proof: proof, at: now())
        do {
            return try await attemptDeviceCode(form, request)
        } catch {
            guard error.isWorthAnotherTry else { throw error }
            try await pauseBeforeRetry()
            return try await attemptDeviceCode(form, request)
        }
    }

    private func attemptDeviceCode(
        _ form: TokenForm,
        _ request: TokenRequest
    ) async throws(EntraError) -> DeviceCodePrompt {
        let sent = now()
        return try await post(form, for: request) { (reply, members, _) throws(EntraError) in
            guard let code = try ReplySecrets(members, in: reply.body).deviceCode else {
                throw .malformedReply(.missing("device_code"))
            }
            return try DeviceCodePrompt(
                members, code: code, authority: request.destination.authority, sent: sent)
        }
    }

    /// Asks until the person has signed in, declined, or let the code expire.
    ///
    /// - Throws: `EntraError.signInDeclined`, `.signInTimedOut`; a lost reply does not end it.
    package func awaitDeviceCode(
        _ prompt: DeviceCodePrompt,
        _ request: TokenRequest,
        proof: ClientProof
    ) async throws(EntraError) -> Minted {
        var interval = prompt.interval
        var wait = interval
        // Counted as well, so that a clock that is put back does not make it endless.
        var left = DeviceCodePrompt.longestLife
        while now().addingTimeInterval(wait.seconds) < prompt.expiresOn, left > .zero {
            do { try await pause(wait) } catch { throw .network(.cancelled) }
            left -= max(wait, .seconds(1))
            do {
                return try await attempt(request, proof: proof, grant: .deviceCode(prompt.code))
            } catch {
                switch try error.whilePolling() {
                case .again: break
                case .slower: interval += .seconds(5)
                case .after(let patience):
                    left -= patience
                    do { try await pause(patience) } catch { throw .network(.cancelled) }
                }
                wait = interval
            }
        }
        throw .signInTimedOut
    }
}

/// What a failed question means for the next.
private enum Polling {
    case again
    /// By five seconds more from now on (RFC 8628, section 3.5).
    case slower
    case after(Duration)
}

extension EntraError {
    fileprivate func whilePolling() throws(EntraError) -> Polling {
        switch self {
        case .refused(let refusal):
            switch (refusal.error, refusal.code) {
            case ("authorization_pending", _): return .again
            case ("slow_down", _): return .slower
            case ("authorization_declined", _), ("access_denied", nil): throw .signInDeclined
            case ("expired_token", _), (_, 70019), (_, 70020): throw .signInTimedOut
            default: throw self
            }
        case .throttled(let patience): return .after(patience)
        case .serverError: return .again
        // As after a time-out (RFC 8628, section 3.5).
        case .network(.timeout), .network(.closed): return .slower
        case .network, .redirected, .malformedReply, .wrongToken, .unknownAudience, .misdirected, .invalidRequest,
            .malformedToken, .cannotBeVerifiedByOthers, .notVerified, .denied, .rejected, .graphDenied,
            .graphRejected, .graphNotFound, .graphConflict, .signInTimedOut, .signInDeclined, .cannotListen,
            .cannotSign, .cannotLock:
            throw self
        }
    }
}

extension Duration {
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
