import EntraDouble
import FoundationEssentials

/// The names in the sample directories.
enum Sample {
    static let contoso = "11111111-1111-4111-8111-111111111111"
    static let fabrikam = "22222222-2222-4222-8222-222222222222"
    static let tailspin = "33333333-3333-4333-8333-333333333333"
    /// At home in Contoso, consented to in Fabrikam.
    static let multiTenant = "aaaaaaaa-0000-4000-8000-000000000001"
    /// At home in Contoso, and there only.
    static let singleTenant = "aaaaaaaa-0000-4000-8000-000000000002"
    /// Has blanks, signs and letters that forms must escape.
    static let secret = "Xy1~a+b/c=d&e é%"
    static let partner = "https://api.partner.microsoft.com"
    static let graph = "https://graph.microsoft.com"
    /// An API of the seed's own, with tokens of the second form.
    static let orders = "api://orders"
    static let ordersAppId = "dddddddd-0000-4000-8000-000000000001"
    /// A day on which the current secret is valid.
    static let today = "2026-03-01T09:00:00Z"

    /// Three directories; Contoso has two applications.
    static func seed() throws -> Seed {
        try Seed(json: Data(json.utf8))
    }

    private static let json = """
        {
          "comment": "unknown fields are tolerated",
          "resources": [{"uri": "\(orders)", "appId": "\(ordersAppId)", "accessTokenVersion": 2}],
          "tenants": [
            {
              "directoryId": "\(contoso)", "domains": ["contoso.example"],
              "users": [{"userPrincipalName": "ada@contoso.example", "password": "pw", "mfaRequired": false}],
              "applications": [
                {
                  "appId": "\(multiTenant.uppercased())", "displayName": "Contoso leads",
                  "roles": ["Application.ReadWrite.OwnedBy"], "consentedIn": ["\(fabrikam)"],
                  "passwordCredentials": [
                    {"keyId": "cccccccc-0000-4000-8000-000000000001", "displayName": null, "secretText": "\(secret)",
                     "startDateTime": "2026-01-01T00:00:00.1234567Z", "endDateTime": "2027-01-01T00:00:00Z"},
                    {"keyId": "cccccccc-0000-4000-8000-000000000002", "secretText": "expired",
                     "startDateTime": "2024-01-01T00:00:00Z", "endDateTime": "2025-01-01T00:00:00Z"},
                    {"keyId": "cccccccc-0000-4000-8000-000000000003", "secretText": "not yet",
                     "startDateTime": "2026-06-01T00:00:00Z", "endDateTime": "2027-06-01T00:00:00Z"}
                  ]
                },
                {
                  "appId": "\(singleTenant)", "displayName": "Single", "resources": ["\(partner)"],
                  "passwordCredentials": [
                    {"keyId": "cccccccc-0000-4000-8000-000000000004", "secretText": "\(secret)"}
                  ]
                }
              ]
            },
            {"directoryId": "\(fabrikam)", "domains": ["fabrikam.example"]},
            {"directoryId": "\(tailspin)"}
          ]
        }
        """
}
