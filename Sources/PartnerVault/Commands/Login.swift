import ArgumentParser
import FoundationEssentials
import VaultCore
import VaultModel

/// `login`
struct Login: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign a user in, and keep what renews the sign-in.",
        discussion: """
            The authority's page opens in the browser of this machine, or, with --device-code, in any browser with a \
            code that is shown here. What is kept is a refresh token, in the vault: it gives tokens as this user to \
            this tenant and to those added with --app, and lapses when it lies idle for 90 days. The registration \
            needs the redirect address http://localhost as a mobile and desktop application; with --redirect-port \
            another one with that port.

            Example:
              partner-vault login partner --resource partner-center
              partner-vault login --due
            """
    )

    @Argument(help: "The tenant.")
    var name: String?

    @Flag(help: "Sign in with the browser of this machine.")
    var browser = false

    @Flag(help: "Sign in with any browser and a code.")
    var deviceCode = false

    @Flag(help: "Walk through all tenants whose sign-in is about to lapse.")
    var due = false

    @Option(help: ArgumentHelp("Instead of the tenant's own.", valueName: "resource"))
    var resource: String?

    @Option(help: ArgumentHelp("The port of this machine that the browser comes back to.", valueName: "port"))
    var redirectPort: Int?

    @Option(
        help: ArgumentHelp("How long to wait for the browser; a code has an end of its own.", valueName: "duration"))
    var timeout = "5m"

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let query = try query(context)
        guard due == (name == nil) else {
            throw Values.usage(due ? "--due goes without a name" : "no tenant is named", "give a name, or --due")
        }
        let screen = Self.screen(context)
        let (reports, failures) = try await context.withVault(vault) { vault in
            guard due else { return ([try await vault.login(name ?? "", query, screen)], [VaultFailure]()) }
            return try await walk(vault, query, screen)
        }
        for report in reports {
            if let warning = report.warning { Context.note("\(report.tenant): \(warning)") }
        }
        switch format.output {
        case .json: try context.printJSON(reports.map(LoginText.json), single: !due)
        case .table: try context.print(LoginText.table(reports).text(on: context.screen))
        }
        try context.conclude(failures, of: reports.count + failures.count, what: "sign-ins")
    }

    private func walk(
        _ vault: DirectVault, _ query: LoginQuery, _ screen: LoginScreen
    ) async throws -> ([LoginReport], [VaultFailure]) {
        let names = try await vault.loginsDue()
        if names.isEmpty { Context.note("no sign-in is about to lapse") }
        var reports: [LoginReport] = []
        var failures: [VaultFailure] = []
        for (number, name) in names.enumerated() {
            Context.note("\(number + 1) of \(names.count): \(name)")
            do {
                reports.append(try await vault.login(name, query, screen))
            } catch let failure as VaultFailure where failure.code != .interrupted {
                Context.note("\(name): \(failure.message)")
                failures.append(failure)
            }
        }
        return (reports, failures)
    }

    private func query(_ context: Context) throws -> LoginQuery {
        guard !browser || !deviceCode else { throw Values.usage("--browser and --device-code exclude each other", nil) }
        guard redirectPort == nil || !deviceCode else {
            throw Values.usage("--redirect-port goes with a browser on this machine", nil)
        }
        let usesBrowser =
            browser || redirectPort != nil
            || (!deviceCode && Browser.isLikely(context.surroundings.environment))
        return LoginQuery(
            way: usesBrowser ? .browser(port: try redirectPort.map { try Values.port($0) }) : .deviceCode,
            resource: try resource.map { try Values.resource($0) },
            timeout: try Values.duration(timeout, option: "--timeout")
        )
    }

    private static func screen(_ context: Context) -> LoginScreen {
        let environment = context.surroundings.environment
        return LoginScreen(
            open: { url in
                let opened = Browser.open(url, environment)
                // The address alone on its line, so that it can be copied from any terminal.
                Context.say(
                    (opened ? "sign in on the page that opened, or open it yourself:" : "open this page:") + "\n")
                Context.say(url + "\n")
            },
            show: { address, code, until in
                Context.say("open \(address) and enter the code \(code) before \(LocalTime.text(until))\n")
            }
        )
    }
}
