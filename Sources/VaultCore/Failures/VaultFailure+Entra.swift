internal import EntraClient
internal import VaultCrypto

extension VaultFailure {
    /// What the directory's answer means to people; `tenant` is put into the hint's command.
    init(_ error: EntraError, tenant: String) {
        let name = shellQuoted(tenant)
        switch error {
        case .refused(let refusal):
            let needsUser = refusal.advice.map { $0.retry == .afterSignIn } ?? (refusal.error == "interaction_required")
            self.init(
                needsUser ? .signInNeeded : refusal.status == 403 ? .denied : .refused,
                refusal.text ?? "the directory refused: \(refusal.error)",
                hint: error.hint(tenant: name), aadsts: refusal.code)
        case .throttled(let retryAfter):
            let (seconds, attoseconds) = retryAfter.components
            self.init(
                .throttled, "the directory asked for patience",
                hint: "try again in \(max(1, seconds + (attoseconds > 0 ? 1 : 0))) s")
        case .serverError(let status, let code):
            self.init(
                .network, "the directory failed with HTTP \(status)",
                hint: error.hint(tenant: name) ?? "try again in a few minutes", aadsts: code)
        case .network(let reason): self.init(reason)
        case .redirected:
            self.init(
                .malformedReply, "the authority answered with a redirect, which is never followed",
                hint: "check the authority's address, and for a sign-in portal on this network")
        case .malformedReply(.noLockedMemory): self.init(any: SecretMemoryError.cannotLock, tenant: tenant)
        case .malformedReply(let problem):
            self.init(
                .malformedReply, "the authority's reply makes no sense: \(problem.words)",
                hint: "check the authority's address and for a proxy in between")
        case .wrongToken(let field):
            self.init(
                .wrongToken, "the directory returned a token of another \(field.rawValue); it was dropped",
                hint: "check the directory ID, client ID and resource with \"partner-vault show \(name)\"")
        case .unknownAudience(let api):
            self.init(
                .wrongToken, "the directory's token names its API by the client ID \(api) alone; it was dropped",
                hint: "if that is the API you mean, ask for it by this ID, with --resource \(api)")
        case .misdirected:
            self.init(.refused, "the directory belongs to another authority", hint: "give its cloud with --cloud")
        case .invalidRequest(let problem): self.init(.usage, problem.words)
        case .malformedToken(let problem): self.init(.usage, problem.words)
        case .cannotBeVerifiedByOthers:
            self.init(
                .failure, "this token cannot be verified by anyone but its own API: Graph signs its tokens that way")
        case .notVerified(let problem):
            self.init(.wrongToken, "the token is not to be believed: \(problem.words)")
        case .denied(let status, let code):
            let advice = error.hint(tenant: name)
            self.init(
                // With advice it is a sign-in of another kind that is asked for, without it a right that is missing.
                advice == nil ? .denied : .signInNeeded, "Partner Center denied the right (\(Self.http(status, code)))",
                hint: advice ?? "the user who signs in needs an agent's role in Partner Center: "
                    + "\"partner-vault login \(name)\"")
        case .rejected(let status, let code):
            self.init(
                .refused, "Partner Center did not take the request (\(Self.http(status, code)))",
                hint: error.hint(tenant: name))
        case .graphDenied(let status, let code):
            self.init(
                .denied, "the right was denied by Graph (HTTP \(status)\(code.map { ", \($0)" } ?? ""))",
                hint: "grant the application Application.Read.All, or name a tenant with that right: "
                    + "\"partner-vault edit \(name) --via NAME\"")
        case .graphRejected(let status, let code):
            if let refusal = error.credentialRefusal {
                self.init(.refused, refusal.words, hint: refusal.hint(tenant: name))
            } else {
                self.init(.refused, "the request was refused by Graph (HTTP \(status)\(code.map { ", \($0)" } ?? ""))")
            }
        case .graphNotFound:
            self.init(
                .refused, "the directory has no such application",
                hint: "check the client ID and the home directory with \"partner-vault show \(name)\"")
        case .graphConflict:
            self.init(
                .refused, "others are changing the same registration in the directory",
                hint: "try again when they are done")
        case .signInTimedOut:
            self.init(
                .signInNeeded, "nobody signed in in time", hint: "run \"partner-vault login \(name)\" again")
        case .signInDeclined:
            self.init(
                .signInNeeded, "the sign-in was declined", hint: "run \"partner-vault login \(name)\" again")
        case .cannotListen:
            self.init(
                .failure, "no loopback port is free to wait on for the browser",
                hint: "give another port, or sign in with --device-code")
        case .cannotSign: self.init(.failure, "the certificate's key could not sign")
        case .cannotLock: self.init(any: SecretMemoryError.cannotLock, tenant: tenant)
        }
    }

    /// The same about a tenant that could not be added: what a hint would have edited or shown is what `add` was given.
    func beforeStoring(_ tenant: String) -> VaultFailure {
        let name = shellQuoted(tenant)
        var hint = hint?
            .replacing("\"partner-vault edit \(name) --new-secret\"", with: "\"partner-vault add \(name)\"")
            .replacing("\"partner-vault edit \(name)", with: "\"partner-vault add \(name)")
            .replacing("\"partner-vault probe \(name)\"", with: "\"partner-vault add \(name)\"")
            .replacing("\"partner-vault token \(name)", with: "\"partner-vault add \(name)")
            .replacing(" with \"partner-vault show \(name)\"", with: " that were given")
        // These look it up in the vault.
        if let later = hint, ["login", "consent", "audit"].contains(where: { later.contains("partner-vault \($0) ") }) {
            hint = "store it with \"partner-vault add \(name) --no-verify\", then \(later)"
        }
        return VaultFailure(code, message, hint: hint, aadsts: aadsts)
    }

    private static func http(_ status: Int, _ code: Int?) -> String {
        "HTTP \(status)" + (code.map { ", code \($0)" } ?? "")
    }

    private init(_ error: TransportError) {
        switch error {
        case .dns:
            self.init(.network, "the authority's name has no address", hint: "check the network and the spelling")
        case .refused: self.init(.network, "the authority cannot be reached", hint: "check the network and the proxy")
        case .tls:
            self.init(
                .network, "no trusted connection to the authority could be made",
                hint: "check the clock; for an own authority name its CA with --ca-file")
        case .timeout: self.init(.network, "the authority did not answer in time", hint: "try again")
        case .closed: self.init(.network, "the connection ended before the reply did", hint: "try again")
        case .proxy: self.init(.network, "the proxy refused", hint: "check HTTPS_PROXY and its credentials")
        case .redirected(let status):
            self.init(
                .malformedReply, "the authority answered with a redirect (HTTP \(status)), which is never followed")
        case .tooLarge: self.init(.malformedReply, "the authority's reply is longer than any reply of Entra")
        case .notHTTP: self.init(.malformedReply, "what answers there does not speak HTTP")
        case .cancelled, .shutDown: self.init(.interrupted, "interrupted")
        case .settings(let problem): self.init(problem)
        case .other: self.init(.network, "the request could not be sent")
        }
    }

    private init(_ problem: TransportSettingsError) {
        switch problem {
        case .caFileUnreadable: self.init(.inputUnreadable, "the CA file cannot be read")
        case .caFileWithoutCertificate: self.init(.inputUnreadable, "the CA file holds no certificate in PEM form")
        case .proxyMalformed: self.init(.usage, "the proxy's URL in the environment cannot be understood")
        case .proxyUnsupported: self.init(.usage, "the proxy's URL must begin with http:// or socks5://")
        }
    }
}

extension ReplyProblem {
    fileprivate var words: String {
        switch self {
        case .html: "it is a web page"
        case .notJSON: "it is not JSON"
        case .notUTF8: "it is not UTF-8"
        case .duplicateKey: "a field stands there twice"
        case .tooLarge: "it is too large"
        case .status(let status): "HTTP \(status)"
        case .missing(let field): "\"\(field)\" is missing"
        case .wrongType(let field): "\"\(field)\" has the wrong type"
        case .contradiction: "it contradicts itself, or answers another question"
        case .tokenType: "the token is not a bearer token"
        case .emptyToken: "the token is empty"
        case .lifetime: "the token's lifetime is absurd"
        case .tokenForm: "what it gives is no token"
        case .metadata: "the discovery document contradicts itself"
        case .noLockedMemory: "no memory could be locked for its secret"
        }
    }
}

extension CredentialRefusal {
    fileprivate var words: String {
        switch self {
        case .lifetime: "a policy of the directory does not let a credential live that long"
        case .kind: "a policy of the directory forbids credentials of this kind"
        case .noRoom: "the application has no room for another credential"
        case .tooManySecrets: "the application may have two secrets at most"
        }
    }

    fileprivate func hint(tenant name: String) -> String {
        switch self {
        case .lifetime:
            "allow a shorter one with \"partner-vault policy set maximum-lifetime DURATION --tenant \(name)\""
        case .kind: "use a certificate in place of a secret, or ask who administers the directory"
        case .noRoom, .tooManySecrets: "remove one that nobody uses any more in the portal: Certificates & secrets"
        }
    }
}

extension TokenRequestProblem {
    fileprivate var words: String {
        switch self {
        case .target: "the resource or a scope is not one that can be sent"
        case .scopesOnV1: "the v1 endpoint takes a resource and no scopes"
        case .scopesOfSeveralResources: "the scopes belong to several resources: ask for one at a time"
        case .claims: "the claims are not a JSON object"
        case .emptySecret: "the secret is empty"
        case .domain: "that is neither a GUID nor a domain"
        case .noProof: "the application has nothing to prove itself with"
        case .redirectURI: "the redirect address is not one that can be sent"
        case .userName: "the user's name is not one that can be sent"
        case .prompt: "the prompt is none of login, none, consent and select_account"
        case .permissions: "the permissions are not ones that can be sent"
        }
    }
}

extension TokenProblem {
    fileprivate var words: String {
        switch self {
        case .tooLong: "that is longer than any token"
        case .parts: "that is no token: it has not three parts"
        case .encrypted: "the token is encrypted: only its own API can read it"
        case .base64, .json: "that is no token: its parts cannot be decoded"
        }
    }
}

extension VerificationProblem {
    fileprivate var words: String {
        switch self {
        case .signature: "its signature is wrong"
        case .algorithm: "it is signed with another algorithm than Entra's"
        case .unknownKey: "the authority does not publish the key it is signed with"
        case .issuer: "it was issued by someone else"
        case .notYetValid: "it is not valid yet"
        case .expired: "it has expired"
        case .missing(let claim): "it lacks \"\(claim)\""
        }
    }
}
