package import FoundationEssentials
internal import NIOCore
package import VaultModel

extension EntraClient {
    /// The applications that a customer's directory lets the partner use; nil where Partner Center does not list them.
    package func consents(
        of customer: DirectoryID,
        at origin: Origin,
        token: String,
        correlationID: UUID = UUID()
    ) async throws(EntraError) -> [ClientID]? {
        let request = ConsentRequest(.get, customer, origin, token: token, correlationID: correlationID)
        let reply = try await repeating(request)
        // A customer who is not the partner's is also "not found", which the next call says better.
        if [404, 405, 501].contains(reply.status) { return nil }
        guard reply.status == 200 else { throw reply.problem }
        let list = try JSONValue(consents: reply.body)
        guard let items = list.array ?? list.object?["items"]?.array else { throw .malformedReply(.missing("items")) }
        return items.compactMap { $0.object?["applicationId"]?.string.flatMap { ClientID($0) } }
    }

    /// Consents for a customer, as its partner; false where that was done before.
    package func grantConsent(
        to application: ClientID,
        name: String?,
        grants: [ConsentGrant],
        for customer: DirectoryID,
        at origin: Origin,
        token: String,
        correlationID: UUID = UUID()
    ) async throws(EntraError) -> Bool {
        guard !grants.isEmpty, grants.allSatisfy(\.isSendable) else { throw .invalidRequest(.permissions) }
        var members: [String: JSONValue] = [
            "applicationId": .string(application.description),
            "applicationGrants": .array(
                grants.map { grant in
                    .object([
                        "enterpriseApplicationId": .string(grant.enterpriseApplicationID.description),
                        "scope": .string(grant.scope),
                    ])
                }),
        ]
        if let name { members["displayName"] = .string(PrintableText.clean(name, limit: 120)) }
        var request = ConsentRequest(.post, customer, origin, token: token, correlationID: correlationID)
        request.json = JSONValue.object(members).text
        let reply = try await repeating(request)
        switch reply.status {
        case 200, 201, 204: return true
        case 409: return false
        default: throw reply.problem
        }
    }

    /// Withdraws it; false where there was none.
    package func revokeConsent(
        of application: ClientID,
        for customer: DirectoryID,
        at origin: Origin,
        token: String,
        correlationID: UUID = UUID()
    ) async throws(EntraError) -> Bool {
        var request = ConsentRequest(.delete, customer, origin, token: token, correlationID: correlationID)
        request.path += "/\(application)"
        let reply = try await repeating(request)
        switch reply.status {
        case 200, 202, 204: return true
        case 404: return false
        default: throw reply.problem
        }
    }

    /// The page on which an admin consents to what the application asks for.
    package static func adminConsentURL(_ request: TokenRequest, redirectURI: String?, state: String?) -> String {
        let scope =
            switch request.target {
            case .audience(let uri): uri + "/.default"
            case .scopes(let scopes): scopes.joined(separator: " ")
            }
        let fields = [
            ("client_id", request.clientID.description), ("scope", scope), ("redirect_uri", redirectURI),
            ("state", state),
        ]
        return "\(request.destination.authority)/\(request.directoryID)/v2.0/adminconsent?"
            + PercentEncoding.query(fields)
    }

    /// Sends; a second time where Partner Center failed or the reply was lost: each call says what shall be so.
    private func repeating(_ request: ConsentRequest) async throws(EntraError) -> HTTPReply {
        do {
            return try await once(request)
        } catch {
            guard error.isWorthAnotherTry else { throw error }
            try await pauseBeforeRetry()
            return try await once(request)
        }
    }

    private func once(_ request: ConsentRequest) async throws(EntraError) -> HTTPReply {
        let reply = try await send(request.exchange)
        if let wait = RetryAfter.of(reply, at: now()) { throw .throttled(retryAfter: wait) }
        if reply.status >= 500, reply.status != 501 { throw .serverError(status: reply.status, code: nil) }
        return reply
    }
}

extension ConsentGrant {
    fileprivate var isSendable: Bool {
        (1...4096).contains(scope.utf8.count) && scope.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    }
}
