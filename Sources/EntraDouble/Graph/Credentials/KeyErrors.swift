internal import HTTPTypes

// Refusals of certificates.
extension GraphError {
    /// There is no certificate in it that the token endpoint could use.
    ///
    /// Graph answers `Update-MgApplication` with an empty key so; how it words that is not known.
    static let badKeyValue = badRequest("Key credential value is invalid.", code: "KeyCredentialsInvalidValue")

    /// It would begin before its certificate does; formed after the one below, and not seen.
    static let badKeyStart = badRequest(
        "Key credential start date is invalid.",
        code: "KeyCredentialsInvalidStartDate"
    )

    /// It would end after its certificate does, or has ended (terraform-provider-azuread shows code and text).
    static let badKeyEnd = badRequest("Key credential end date is invalid.", code: "KeyCredentialsInvalidEndDate")

    /// Its type or usage is none that the double knows (worded as in msgraph-sdk-java issue 1823).
    static func badKeyProperty(_ property: String, _ wanted: String) -> GraphError {
        badRequest(
            "The value for the property \"\(property)\" in one of your credentials is invalid. Acceptable values are "
                + "\(wanted)."
        )
    }

    /// What is there already is not changed, only kept or removed.
    static func notUpdatable(_ keyId: GUID) -> GraphError {
        badRequest("Update to existing credential with KeyId '\(keyId)' is not allowed.")
    }

    /// One collection names a key twice.
    static func repeatedKey(_ keyId: GUID) -> GraphError {
        badRequest("The KeyId '\(keyId)' is used by more than one credential.")
    }

    /// The key to be removed is not there.
    static func noKey(_ keyId: GUID) -> GraphError { badRequest("No key credential found with keyId \(keyId).") }

    /// A body names what its type lacks.
    static func unknownProperty(_ name: String, of type: String) -> GraphError {
        badRequest("Property '\(name)' does not exist on type 'microsoft.graph.\(type)'.")
    }

    /// The proof is no proof; Graph says the same of whatever is wrong with it (microsoft-graph-docs issue 22076).
    static let badProof = GraphError(
        status: .unauthorized,
        code: "Authentication_MissingOrMalformed",
        message: "Access Token missing or malformed."
    )
}
