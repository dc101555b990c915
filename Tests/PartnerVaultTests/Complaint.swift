import ProgramHarness
import Testing

/// What the program said when it could not do what was asked, and whether that is how it is to speak.
struct Complaint: Equatable {
    let message: String
    let hint: String?

    /// Nil for anything but an error and at most one hint, after any notes.
    init?(_ errors: String) {
        guard errors.hasSuffix("\n") else { return nil }
        var lines = errors.dropLast().split(separator: "\n", omittingEmptySubsequences: false)[...]
        lines = lines.drop { $0.hasPrefix("partner-vault: note: ") }
        let error = "partner-vault: error: "
        let hint = "partner-vault: hint: "
        guard (1...2).contains(lines.count), let first = lines.first, first.hasPrefix(error) else { return nil }
        message = String(first.dropFirst(error.count))
        if lines.count == 2, let last = lines.last {
            guard last.hasPrefix(hint) else { return nil }
            self.hint = String(last.dropFirst(hint.count))
        } else {
            self.hint = nil
        }
        guard [message, self.hint].allSatisfy({ $0.map(Self.isInStyle) ?? true }) else { return nil }
    }

    /// Lower case, unless it begins with a name in capitals such as AADSTS or HTTP; no final stop; one line.
    private static func isInStyle(_ text: String) -> Bool {
        guard let first = text.first, !text.hasSuffix("."), !text.hasSuffix("!"), !text.hasSuffix(" ") else {
            return false
        }
        let word = text.prefix { $0.isLetter }
        return !first.isUppercase || (word.count > 1 && word.allSatisfy(\.isUppercase))
    }
}

/// Expects that a run failed with this status, said so in the program's way, and printed no data unless it may have.
@discardableResult
func expectFailure(
    _ run: Program.Finished,
    _ status: Int32,
    saying words: String = "",
    afterOutput: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
) -> Complaint? {
    #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty || afterOutput, sourceLocation: sourceLocation)
    let complaint = Complaint(run.errors)
    #expect(complaint != nil, "not how errors are to read: \(run.errors)", sourceLocation: sourceLocation)
    if !words.isEmpty {
        #expect(run.errors.contains(words), "\(run.errors)", sourceLocation: sourceLocation)
    }
    return complaint
}
