import FoundationEssentials
import VaultCore
import VaultModel

/// Tokens in the forms that other programs take.
enum TokenText {
    /// One token in the chosen form.
    static func single(_ outcome: TokenOutcome, _ grant: TokenGrant, as format: TokenFormat) -> String {
        switch format {
        case .token: grant.accessToken + "\n"
        case .header: "Authorization: \(grant.tokenType) \(grant.accessToken)\n"
        case .env:
            """
            export ACCESS_TOKEN=\(quoted(grant.accessToken))
            export ACCESS_TOKEN_EXPIRES_ON=\(quoted(InstantText.format(grant.expiresOn)))

            """
        case .json: json(outcome).text
        case .az: az(outcome, grant).text
        }
    }

    static func json(_ outcome: TokenOutcome) -> JSONText {
        let asked: [JSONText.Member] = [
            .init(name: "tenant", value: .string(outcome.tenant)),
            .init(name: "directoryId", value: .string(outcome.directoryID)),
            .init(name: "clientId", value: .string(outcome.clientID)),
            .init(name: "resource", value: .string(outcome.resource)),
        ]
        switch outcome.result {
        case .success(let grant):
            return .object(
                asked + [
                    .init(name: "accessToken", value: .string(grant.accessToken)),
                    .init(name: "tokenType", value: .string(grant.tokenType)),
                    .init(name: "expiresOn", value: JSONText(grant.expiresOn)),
                    .init(name: "source", value: .string(grant.source.rawValue)),
                ]
            )
        case .failure(let failure):
            return .object(asked + [.init(name: "error", value: ErrorReport.json(failure))])
        }
    }

    /// What `az account get-access-token` prints; `subscription` is absent there too where a tenant was named.
    private static func az(_ outcome: TokenOutcome, _ grant: TokenGrant) -> JSONText {
        [
            "accessToken": .string(grant.accessToken),
            "expiresOn": .string(LocalTime.text(grant.expiresOn) + ".000000"),
            // A number: the .NET and Go libraries refuse text.
            "expires_on": .number(Int(grant.expiresOn.timeIntervalSince1970)),
            "tenant": .string(outcome.directoryID), "tokenType": .string(grant.tokenType),
        ]
    }

    /// In single quotes, which no shell looks into.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: #"'\''"#) + "'"
    }
}
