import ArgumentParser
import VaultCore

/// Which tenants, without names.
struct FilterOptions: ParsableArguments {
    @Option(name: .customLong("tag"), help: ArgumentHelp("Tenants with this tag; repeatable.", valueName: "tag"))
    var tags: [String] = []

    @Option(name: .customLong("name"), help: ArgumentHelp("Tenants with such names: 'contoso/*'.", valueName: "glob"))
    var glob: String?

    @Flag(help: "All tenants.")
    var all = false

    func selection(names: [String] = []) throws -> TenantSelection {
        TenantSelection(names: names, tags: try tags.map { try Values.tag($0) }, glob: glob, all: all)
    }
}

/// Which tenants a command is about.
struct SelectionOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Names, client IDs or directory IDs.", valueName: "name"))
    var names: [String] = []

    @OptionGroup var filter: FilterOptions

    /// What was selected; possibly nothing, where that means everything.
    func selection() throws -> TenantSelection {
        try filter.selection(names: names)
    }

    /// What was selected, by a command that must be told.
    func required() throws -> TenantSelection {
        let selection = try selection()
        guard !selection.isEmpty else {
            throw VaultFailure(.usage, "no tenant is named", hint: "give names, --tag, --name or --all")
        }
        return selection
    }
}
