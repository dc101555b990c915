import Testing

/// Runs what needs a vault that really opens.
///
/// Until the vault's module is here these tests run and their failures are recorded as known. The day they pass, this
/// reports that nothing failed: then the line below becomes `try body()`.
func needsVault(_ body: () throws -> Void) throws {
    withKnownIssue("the vault is not built yet", body)
}
