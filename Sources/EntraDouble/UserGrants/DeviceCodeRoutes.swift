internal import FoundationEssentials
internal import Hummingbird

/// Answers `POST /{tenant}/oauth2/devicecode` and `POST /{tenant}/oauth2/v2.0/devicecode`.
struct DeviceCodeRoutes: Sendable {
    let directory: Directory

    /// Adds the two endpoints.
    func add(to router: Router<ExchangeContext>) {
        router.post(":tenant/oauth2/devicecode") { _, context in
            try await answer(context.exchange, version: .v1)
        }
        router.post(":tenant/oauth2/v2.0/devicecode") { _, context in
            try await answer(context.exchange, version: .v2)
        }
    }

    private func answer(_ exchange: Exchange, version: EndpointVersion) async throws -> Response {
        let form = exchange.form
        if let name = form.repeated { throw EntraError.repeatedParameter(name) }
        let clientId = try form.required("client_id")
        let name = String(exchange.authoritySegment)
        if ["common", "consumers"].contains(name.lowercased()) { throw EntraError.deviceCodeOnCommon }
        _ = try form.required(version == .v1 ? "resource" : "scope")
        let scopes = try ScopeRequest(form, version)
        let seed = await directory.seed
        let client = try TokenClient(clientId, in: name, of: seed)
        try client.checkForUser()
        let code = DeviceCode(
            userCode: Self.newUserCode(),
            clientId: client.application.appId,
            directoryName: name,
            scopes: scopes,
            claims: try ClaimsRequest(form["claims"]),
            issued: exchange.now,
            lifetime: Double(seed.deviceCodeLifetimeSeconds ?? 900),
            interval: Double(seed.deviceCodeIntervalSeconds ?? 5)
        )
        let text = "D" + Data.random(120).base64URL
        await directory.keep(code, as: text)
        return try .json(Self.fields(of: code, as: text, version, exchange))
    }

    /// The reply: on v1 the numbers are texts, and the address has another name.
    private static func fields(
        of code: DeviceCode,
        as text: String,
        _ version: EndpointVersion,
        _ exchange: Exchange
    ) -> [String: JSONValue] {
        let page = "\(exchange.baseURL)\(DeviceLoginRoutes.path)"
        var fields: [String: JSONValue] = [
            "device_code": .string(text),
            "user_code": .string(code.userCode),
            "message": .string(
                "To sign in, use a web browser to open the page \(page) and enter the code \(code.userCode) to "
                    + "authenticate."
            ),
        ]
        switch version {
        case .v1:
            fields["verification_url"] = .string(page)
            fields["expires_in"] = .string(String(Int(code.lifetime)))
            fields["interval"] = .string(String(Int(code.interval)))
        case .v2:
            fields["verification_uri"] = .string(page)
            fields["expires_in"] = .integer(Int64(code.lifetime))
            fields["interval"] = .integer(Int64(code.interval))
        }
        return fields
    }

    /// Nine signs that people do not confuse.
    private static func newUserCode() -> String {
        let signs = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return String((0..<9).compactMap { _ in signs.randomElement() })
    }
}
