package import VaultModel

/// Which tenants a command is about.
package struct TenantSelection: Sendable, Equatable {
    /// Tenant names, client IDs or directory IDs, as typed.
    package var names: [String]
    package var tags: [Tag]
    /// A shell pattern (`*`, `?`, `[…]`) over names.
    package var glob: String?
    package var all: Bool

    package init(names: [String] = [], tags: [Tag] = [], glob: String? = nil, all: Bool = false) {
        self.names = names
        self.tags = tags
        self.glob = glob
        self.all = all
    }

    package static let everything = TenantSelection(all: true)

    /// Exactly one name was typed: the answer is one object, not a list.
    package var isSingle: Bool { names.count == 1 && tags.isEmpty && glob == nil && !all }
    package var isEmpty: Bool { names.isEmpty && tags.isEmpty && glob == nil && !all }
}
