import EntraDouble
import Foundation

/// The names in the directories that tests sign in at.
enum Sample {
    static let contoso = "11111111-1111-4111-8111-111111111111"
    static let fabrikam = "22222222-2222-4222-8222-222222222222"
    /// Has no application, and nobody consented to one.
    static let tailspin = "33333333-3333-4333-8333-333333333333"
    /// At home in Contoso, consented to in Fabrikam and by every customer.
    static let leads = "aaaaaaaa-0000-4000-8000-000000000001"
    /// At home in Contoso, and only for the partner API.
    static let billing = "aaaaaaaa-0000-4000-8000-000000000002"
    /// At home in Fabrikam.
    static let portal = "aaaaaaaa-0000-4000-8000-000000000003"

    static let partner = "https://api.partner.microsoft.com"
    static let graph = "https://graph.microsoft.com"
    static let arm = "https://management.azure.com"
    /// An API of the seed's own, whose tokens have the second form.
    static let orders = "dddddddd-0000-4000-8000-000000000001"
    /// The name that API goes by, which its tokens do not repeat.
    static let ordersName = "api://orders"

    /// Stands in every secret, so that one that leaks is noticed wherever it does.
    static let marker = "Zq8~"
    static let leadsSecret = "\(marker)leads.current/+=&%é"
    static let leadsNext = "\(marker)leads.next-0123456789abcdef"
    static let expiredSecret = "\(marker)leads.expired-0123456789ab"
    static let billingSecret = "\(marker)billing.current-0123456789"
    static let portalSecret = "\(marker)portal.current-0123456789a"
    static let wrongSecret = "\(marker)nobody.ever.made.this.secret"

    static let passphrase = "correct horse battery staple"
    /// 2026-03-01 09:00:00 UTC, when the current secrets are valid.
    static let today = Date(timeIntervalSince1970: 1_772_355_600)

    /// The ID of the directory of customer `number`, which consented to `leads`.
    static func customer(_ number: Int) -> String {
        "cccccccc-0000-4000-8000-" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)"
    }

    /// Two partners and so many customers.
    static func seed(customers: Int = 0) throws -> Seed {
        let consented = ([fabrikam] + (0..<customers).map(customer)).map { #""\#($0)""# }.joined(separator: ", ")
        let others = (0..<customers).map { #", {"directoryId": "\#(customer($0))"}"# }.joined()
        return try Seed(json: Data(json(consentedIn: consented, others: others).utf8))
    }

    private static func json(consentedIn: String, others: String) -> String {
        """
        {
          "resources": [
            {"uri": "\(ordersName)", "appId": "\(orders)", "accessTokenVersion": 2}
          ],
          "tenants": [
            {"directoryId": "\(contoso)", "domains": ["contoso.example"], "applications": [
              {"appId": "\(leads)", "consentedIn": [\(consentedIn)], "passwordCredentials": [
                \(secret(leadsSecret, until: 2027)), \(secret(leadsNext, until: 2027)),
                \(secret(expiredSecret, until: 2025))
              ]},
              {"appId": "\(billing)", "resources": ["\(partner)"], "passwordCredentials": [
                \(secret(billingSecret, until: 2027))
              ]}
            ]},
            {"directoryId": "\(fabrikam)", "domains": ["fabrikam.example"], "applications": [
              {"appId": "\(portal)", "passwordCredentials": [\(secret(portalSecret, until: 2027))]}
            ]},
            {"directoryId": "\(tailspin)"}\(others)
          ]
        }
        """
    }

    private static func secret(_ text: String, until year: Int) -> String {
        """
        {"keyId": "\(UUID().uuidString)", "secretText": "\(text)", "startDateTime": "2024-01-01T00:00:00Z",
         "endDateTime": "\(year)-01-01T00:00:00Z"}
        """
    }
}
