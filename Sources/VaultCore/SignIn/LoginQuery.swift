package import FoundationEssentials
package import VaultModel

/// How a user is to sign in.
package struct LoginQuery: Sendable {
    package enum Way: Sendable, Equatable {
        /// In a browser on this machine, which comes back to this port, or to any free one where nil.
        case browser(port: UInt16?)
        /// In any browser, with a code that is shown here.
        case deviceCode
    }

    package var way: Way
    /// The tenant's default resource where nil.
    package var resource: Resource?
    /// How long the user has.
    package var timeout: Duration

    package init(way: Way, resource: Resource? = nil, timeout: Duration = .seconds(300)) {
        self.way = way
        self.resource = resource
        self.timeout = timeout
    }
}

/// What a user who signs in has to see.
package struct LoginScreen: Sendable {
    /// Opens the authority's page in a browser, and says where it is.
    package var open: @Sendable (_ url: String) -> Void
    /// Shows where to go and which code to enter there.
    package var show: @Sendable (_ address: String, _ code: String, _ until: Date) -> Void

    package init(
        open: @escaping @Sendable (_ url: String) -> Void,
        show: @escaping @Sendable (_ address: String, _ code: String, _ until: Date) -> Void
    ) {
        self.open = open
        self.show = show
    }
}

/// Who signed in, and for what.
package struct LoginReport: Sendable, Equatable {
    package var tenant: String
    package var directoryID: String
    package var clientID: String
    package var resource: String
    package var user: String?
    package var at: Date
    /// Until when the sign-in lasts if it is not used.
    package var idleUntil: Date?
    /// Something that will fail later.
    package var warning: String?
}
