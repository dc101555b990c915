import ArgumentParser
import VaultCore
import VaultModel

/// What `rotate` is to do, and how.
struct RotationOptions: ParsableArguments {
    @Flag(help: "Replace what the policy calls due, and remove what an overlap is over for.")
    var due = false

    @Flag(help: "Go on with what is open.")
    var resume = false

    @Flag(help: "End the overlap now: remove the old credentials.")
    var finish = false

    @Flag(help: "Say that everybody who needs the new credential has it.")
    var ack = false

    @Option(help: ArgumentHelp("What the new one is; by default what the old one is.", valueName: "certificate|secret"))
    var to: String?

    @Option(help: ArgumentHelp("How long the old one goes on; by default the policy's, 24h.", valueName: "duration"))
    var overlap: String?

    @Option(help: ArgumentHelp("How long the new one lives; by default the policy's, 180d.", valueName: "duration"))
    var lifetime: String?

    @Option(help: ArgumentHelp("How many applications are worked on at once, 1 to 64.", valueName: "n"))
    var concurrency = 8

    @Option(help: ArgumentHelp("After so many failures begin no other; 0 for no bound.", valueName: "n"))
    var stopAfter = 3

    @Flag(help: "Ask the directories what would happen, and change nothing.")
    var dryRun = false

    @Flag(help: "Others may have the old ones: the worst first, and no overlap.")
    var compromised = false

    @Flag(help: "With --resume and names: go on with what was open when the vault was restored.")
    var confirmRestored = false

    /// - Throws: `usage` for a combination that means nothing.
    func query(for selection: TenantSelection) throws -> RotationQuery {
        let purpose = try purpose(for: selection)
        try check(purpose, selection)
        guard (1...64).contains(concurrency) else { throw Values.usage("--concurrency goes from 1 to 64", nil) }
        guard stopAfter >= 0 else { throw Values.usage("--stop-after is no number of failures", "0 is no bound") }
        return RotationQuery(
            purpose, kind: try kind(),
            overlap: try length(overlap, "--overlap", .zero, .seconds(90 * 86_400)),
            // A portal's maximum is two years.
            lifetime: try length(lifetime, "--lifetime", .seconds(86_400), .seconds(730 * 86_400)),
            concurrency: concurrency, stopAfter: stopAfter == 0 ? nil : stopAfter, isDryRun: dryRun,
            isCompromised: compromised, confirmsRestore: confirmRestored)
    }

    private func purpose(for selection: TenantSelection) throws -> RotationQuery.Purpose {
        let purposes: [(name: String, isGiven: Bool, purpose: RotationQuery.Purpose)] = [
            ("--due", due, .due), ("--resume", resume, .resume), ("--finish", finish, .finish),
            ("--ack", ack, .acknowledge),
        ]
        let given = purposes.filter(\.isGiven)
        guard given.count <= 1 else {
            throw Values.usage("\(given[0].name) and \(given[1].name) exclude each other", nil)
        }
        guard let one = given.first else {
            guard !selection.isEmpty else {
                throw Values.usage(
                    "nothing is named to rotate", "give names, --tag, --name or --all, or --due or --resume")
            }
            return .replace
        }
        if finish || ack, selection.isEmpty {
            throw Values.usage("\(one.name) needs to be told for whom", "give names, --tag, --name or --all")
        }
        return one.purpose
    }

    private func check(_ purpose: RotationQuery.Purpose, _ selection: TenantSelection) throws {
        let isNew = purpose == .replace || purpose == .due
        let making = [
            ("--to", to != nil), ("--overlap", overlap != nil), ("--lifetime", lifetime != nil),
            ("--compromised", compromised),
        ]
        if !isNew, let clash = making.first(where: \.1) {
            throw Values.usage("\(clash.0) is for a new rotation, not for one that is open", nil)
        }
        if compromised, purpose == .due {
            throw Values.usage(
                "--compromised replaces what is named, due or not", "name it, and leave --due out")
        }
        if compromised, overlap != nil { throw Values.usage("--compromised leaves no overlap", nil) }
        if dryRun, purpose == .acknowledge { throw Values.usage("--dry-run has nothing to try with --ack", nil) }
        guard confirmRestored else { return }
        let isNamed = !selection.names.isEmpty && selection.tags.isEmpty && selection.glob == nil && !selection.all
        guard purpose == .resume, isNamed else {
            throw Values.usage(
                "--confirm-restored goes with --resume and names",
                "look at each tenant with \"partner-vault sync\" first")
        }
        if dryRun { throw Values.usage("--dry-run and --confirm-restored exclude each other", nil) }
    }

    private func kind() throws -> Credential.Kind? {
        switch to {
        case nil: nil
        case "certificate": .certificate
        case "secret": .clientSecret
        case .some: throw Values.usage("--to is neither certificate nor secret", nil)
        }
    }

    private func length(_ text: String?, _ option: String, _ least: Duration, _ most: Duration) throws -> Duration? {
        guard let text else { return nil }
        let length = try Values.duration(text, option: option)
        guard length >= least, length <= most else {
            throw Values.usage(
                "\(option) goes from \(DurationText.format(least)) to \(DurationText.format(most))", nil)
        }
        return length
    }
}
