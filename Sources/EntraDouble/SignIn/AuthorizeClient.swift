internal import HTTPTypes
internal import Hummingbird

/// An application that sent a user to the authorize page, and where its reply goes: checked, so that it may be sent.
struct AuthorizeClient: Sendable {
    /// The application, in the directory that the path names.
    let client: TokenClient
    /// The address of the reply.
    let redirectURI: String
    /// The client's own mark on its request.
    let state: String?
    private let mode: ResponseMode

    /// How fields travel back.
    enum ResponseMode: String, Sendable {
        case query
        case fragment
        case formPost = "form_post"
    }

    /// Finds the application and checks where its reply is to go; what this throws is shown and never sent.
    init(_ exchange: Exchange, in seed: Seed) throws(EntraError) {
        let query = exchange.query
        if let name = query.repeated { throw .repeatedParameter(name) }
        let clientId = try query.required("client_id")
        client = try TokenClient(clientId, in: String(exchange.authoritySegment), of: seed)
        try client.checkForUser()
        let registered = client.application.redirectUris ?? []
        guard !registered.isEmpty else { throw .noReplyAddress(client.application) }
        redirectURI = query["redirect_uri"] ?? registered[0]
        guard RedirectURI.isAllowed(redirectURI, among: registered) else {
            throw .unknownReplyAddress(redirectURI, client.application)
        }
        state = query["state"]
        let hasIdToken = query["response_type"]?.contains("id_token") ?? false
        mode = ResponseMode(rawValue: query["response_mode"] ?? "") ?? (hasIdToken ? .fragment : .query)
    }

    /// Sends fields back to the application.
    func reply(_ fields: [(name: String, value: String)]) -> Response {
        let fields = fields + (state.map { [("state", $0)] } ?? [])
        let address = RedirectURI.normalized(redirectURI)
        switch mode {
        case .query:
            return .redirect(address + (address.contains("?") ? "&" : "?") + query(fields))
        case .fragment:
            return .redirect(address + "#" + query(fields))
        case .formPost:
            var page = Page("Back to the application")
            page.add(
                PageForm(
                    id: "reply-form",
                    action: address,
                    hidden: fields,
                    buttons: [.init(action: "continue", label: "Continue")]
                )
            )
            page.submit("reply-form")
            return page.response()
        }
    }

    /// Sends a refusal back to the application.
    func reply(refusing error: EntraError, _ exchange: Exchange) -> Response {
        let body = error.body(for: exchange, separator: " ")
        let names = ["error", "error_description", "error_uri", "suberror", "claims"]
        var fields = names.compactMap { name -> (name: String, value: String)? in
            guard case .string(let text) = body[name] else { return nil }
            return (name, text)
        }
        if error.isCancellation { fields.append(("error_subcode", "cancel")) }
        return reply(fields)
    }
}

extension Response {
    /// Sends the browser elsewhere.
    fileprivate static func redirect(_ address: String) -> Response {
        Response(
            status: .found,
            headers: [.location: address, .cacheControl: "no-store, no-cache", .contentLength: "0"]
        )
    }
}
