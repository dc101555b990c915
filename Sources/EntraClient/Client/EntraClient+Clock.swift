internal import FoundationEssentials
package import VaultModel

extension EntraClient {
    /// How far the authority's clock is ahead of this machine's, to the second, by the Date of any reply; nil where it
    /// gives none. Nothing is proven by it, and nothing secret is sent.
    package func clockLead(of authority: Origin) async throws(EntraError) -> Duration? {
        let request = HTTPExchangeRequest(
            .get, authority, path: "/common/v2.0/.well-known/openid-configuration",
            headers: ["Accept": "application/json", "User-Agent": Self.product])
        let sent = now()
        let reply = try await send(request)
        guard let date = reply.headers["Date"].flatMap(HTTPDate.parse) else { return nil }
        // The reply was dated somewhere on its way, and its seconds are whole.
        let (early, late) = (date.timeIntervalSince(now()), date.timeIntervalSince(sent) + 1)
        return early > 0 ? .seconds(Int64(early)) : late < 0 ? .seconds(Int64(late)) : .zero
    }
}
