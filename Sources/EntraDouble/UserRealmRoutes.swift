internal import Hummingbird

/// Answers `GET /common/userrealm/{user}`, where MSAL asks who checks a user's password: always the directory.
struct UserRealmRoutes: Sendable {
    let directory: Directory

    /// Adds the route.
    func add(to router: Router<ExchangeContext>) {
        router.get(":tenant/userrealm/:user") { _, context in
            let name = context.parameters.get("user").flatMap { Form("user=\($0)")["user"] } ?? ""
            return try await answer(name)
        }
    }

    private func answer(_ name: String) async throws -> Response {
        let known = await directory.seed.person(named: name) != nil
        var fields: [String: JSONValue] = ["ver": "1.0", "account_type": known ? "Managed" : "Unknown"]
        if known {
            fields["domain_name"] = .string(String(name.split(separator: "@").last ?? ""))
            fields["cloud_instance_name"] = "microsoftonline.com"
            fields["cloud_audience_urn"] = "urn:federation:MicrosoftOnline"
        }
        return try .json(fields)
    }
}
