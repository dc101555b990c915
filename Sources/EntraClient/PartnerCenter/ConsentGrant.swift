package import VaultModel

/// Permissions of one API that an application is given in a customer's directory.
package struct ConsentGrant: Sendable, Equatable {
    /// The API's client ID, such as Graph's.
    package var enterpriseApplicationID: ClientID
    /// The names of the permissions, separated by commas.
    package var scope: String

    package init(enterpriseApplicationID: ClientID, scope: String) {
        self.enterpriseApplicationID = enterpriseApplicationID
        self.scope = scope
    }
}
