import Testing
import VaultCore

/// Runs what must fail with `code`, and sees that the failure is worded as failures are.
@discardableResult
func expectFailure(
    _ code: FailureCode, aadsts: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> VaultFailure? {
    do {
        try await body()
    } catch let failure as VaultFailure {
        expect(failure, is: code, aadsts: aadsts, sourceLocation: sourceLocation)
        return failure
    } catch {
        Issue.record("\(error) is no VaultFailure", sourceLocation: sourceLocation)
        return nil
    }
    Issue.record("did not fail", sourceLocation: sourceLocation)
    return nil
}

/// Compares a failure that was returned rather than thrown.
func expect(
    _ failure: VaultFailure?, is code: FailureCode, aadsts: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard let failure else {
        Issue.record("there is no failure", sourceLocation: sourceLocation)
        return
    }
    #expect(failure.code == code, "\(failure.message)", sourceLocation: sourceLocation)
    #expect(failure.aadsts == aadsts, sourceLocation: sourceLocation)
    for text in [failure.message, failure.hint].compactMap(\.self) {
        expectFitForPeople(text, sourceLocation: sourceLocation)
    }
}

/// Lower case, no final stop, no second line, and never a secret or a token.
func expectFitForPeople(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!text.isEmpty, sourceLocation: sourceLocation)
    #expect(!text.hasSuffix("."), "\(text)", sourceLocation: sourceLocation)
    #expect(!text.contains("\n"), "\(text)", sourceLocation: sourceLocation)
    #expect(!text.contains(Sample.marker), "a secret leaked", sourceLocation: sourceLocation)
    #expect(!text.contains("eyJ"), "a token leaked", sourceLocation: sourceLocation)
    let startsInLowerCase = text.first.map { !$0.isUppercase } ?? false
    let isName = ["AADSTS", "Partner Center"].contains { text.hasPrefix($0) }
    #expect(startsInLowerCase || isName, "\(text)", sourceLocation: sourceLocation)
}
