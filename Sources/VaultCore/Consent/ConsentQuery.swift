package import FoundationEssentials
package import VaultModel

/// What is to become of an application's permissions in the selected tenants' directories.
package struct ConsentQuery: Sendable {
    package enum Act: Sendable, Equatable {
        /// Asks the directory for a token, and sees.
        case check
        /// Consents for a partner's customers; skips those where that was done, unless `again`.
        case grant([ConsentPermission], again: Bool)
        case revoke
    }

    package var act: Act
    /// How many directories are asked at once.
    package var concurrency: Int

    package init(_ act: Act, concurrency: Int = 8) {
        self.act = act
        self.concurrency = concurrency
    }
}

/// Permissions of one API.
package struct ConsentPermission: Sendable, Equatable {
    package var resource: Resource
    /// Such as `User.Read`.
    package var scopes: [String]

    package init(_ resource: Resource, scopes: [String]) {
        self.resource = resource
        self.scopes = scopes
    }

    /// Reads `graph:User.Read,Directory.Read.All`; nil for anything else.
    package init?(_ text: String) {
        // A resource may be an address, with colons of its own.
        guard let colon = text.lastIndex(of: ":"), let resource = Resource(String(text[..<colon])) else { return nil }
        let scopes = text[text.index(after: colon)...].split(separator: ",", omittingEmptySubsequences: false)
        let areWords = scopes.allSatisfy { scope in
            (1...120).contains(scope.utf8.count)
                && scope.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") }
        }
        guard areWords, !text[text.index(after: colon)...].hasPrefix("//") else { return nil }
        self.init(resource, scopes: scopes.map(String.init))
    }
}

/// What came of it in one tenant's directory.
package struct ConsentOutcome: Sendable {
    package var tenant: String
    package var directoryID: String
    package var clientID: String
    package var resource: String
    /// Nil where it could not be found out.
    package var state: Consent.State?
    package var at: Date
    /// Where an admin of the directory can consent.
    package var url: String?
    package var failure: VaultFailure?
    /// From an earlier run: nobody was asked this time.
    package var isKnown = false
}
