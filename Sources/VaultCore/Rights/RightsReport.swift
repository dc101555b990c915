/// Whether one application can be rotated, and with whose rights.
package struct RightsReport: Sendable {
    package enum Rights: String, Sendable {
        /// The application's own.
        case own
        /// Those of another tenant's application.
        case via
    }

    /// The tenant that the application was added with.
    package var tenant: String
    package var directoryID: String
    package var clientID: String
    package var rights: Rights
    /// The tenant whose rights they are, where they are another's.
    package var via: String?
    /// One of each kind, in the order of the kinds.
    package var checks: [RightsCheck]
    /// Why the directory could not be asked.
    package var failure: VaultFailure?

    package init(
        tenant: String, directoryID: String, clientID: String, rights: Rights, via: String?, checks: [RightsCheck],
        failure: VaultFailure? = nil
    ) {
        self.tenant = tenant
        self.directoryID = directoryID
        self.clientID = clientID
        self.rights = rights
        self.via = via
        self.checks = checks
        self.failure = failure
    }

    /// Nil where that could not be found out.
    package var canRotate: Bool? {
        if checks.contains(where: { $0.state == .missing }) { return false }
        let isOpen = checks.contains { $0.state == .unknown && $0.kind.isDecisive }
        return failure != nil || isOpen ? nil : true
    }
}

/// One thing that a rotation needs.
package struct RightsCheck: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Whoever has the rights signs in for Graph.
        case signIn
        /// A permission of Graph is in the token.
        case permission
        /// The application's registration can be read.
        case registration
        /// Whoever has the rights owns the registration, or need not.
        case owner
        /// There is room for a new secret beside the old.
        case secretLimit
        /// The directory's policies let a new credential be made.
        case policy
        /// The vault's credential is found among those that the directory lists.
        case credentials

        /// Whether a rotation can be promised only when this is known.
        var isDecisive: Bool {
            switch self {
            case .signIn, .permission, .registration, .owner: true
            // The directory tells when it is asked for a credential; what is ours, when the old one goes.
            case .secretLimit, .policy, .credentials: false
            }
        }
    }

    package enum State: String, Sendable, CaseIterable { case ok, missing, unknown }

    package var kind: Kind
    package var state: State
    /// What there is.
    package var found: String
    /// What to do about it; nil where there is nothing to do.
    package var mend: String?

    package init(_ kind: Kind, _ state: State, _ found: String, mend: String? = nil) {
        self.kind = kind
        self.state = state
        self.found = found
        self.mend = mend
    }
}
