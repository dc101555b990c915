internal import EntraClient
internal import FoundationEssentials
package import VaultModel

extension Doctor {
    /// How long an authority is waited for.
    private static var patience: Duration { .seconds(5) }

    /// Compares this machine's clock with each authority's; one that cannot be reached is no finding.
    package func clock(_ authorities: [Origin], caFile: String?) async -> [DoctorFinding] {
        let transport = WebTransport(
            TransportSettings(
                environment: surroundings.environment, caFile: caFile,
                timeout: min(surroundings.replyTimeout, Self.patience)))
        let client = EntraClient(transport: transport, now: surroundings.now, pause: surroundings.pause)
        let findings = await withTaskGroup(of: (Int, DoctorFinding).self) { group in
            for (place, authority) in authorities.enumerated() {
                group.addTask { (place, await Self.clock(client, authority)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        await transport.shutdown()
        return findings.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Where nobody names an authority.
    package static var usualAuthority: Origin { Cloud.public.authority }

    private static func clock(_ client: EntraClient, _ authority: Origin) async -> DoctorFinding {
        do {
            guard let seconds = try await client.clockLead(of: authority)?.components.seconds else {
                return .warning("clock", "\(authority) gives no time", mend: nil)
            }
            return judge(seconds, authority)
        } catch {
            let failure = VaultFailure(any: error, tenant: "NAME")
            return .warning(
                "clock", "\(authority) could not be asked: \(failure.message)",
                mend: "look again when there is a network, or leave it out with --offline")
        }
    }

    /// Entra refuses what is more than 5 minutes off.
    static func judge(_ lead: Int64, _ authority: Origin) -> DoctorFinding {
        let amount = abs(lead) < 120 ? "\(abs(lead)) s" : "\(abs(lead) / 60) min"
        let found = "this machine's clock is \(amount) \(lead > 0 ? "behind" : "ahead of") \(authority)'s"
        let mend = "let the system keep time: timedatectl set-ntp true"
        switch abs(lead) {
        case ...5: return .ok("clock", "as \(authority)'s")
        case ..<30: return .ok("clock", found)
        case ..<300: return .warning("clock", found, mend: mend)
        default: return .finding("clock", found, mend: mend)
        }
    }
}
