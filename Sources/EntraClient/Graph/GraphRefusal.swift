/// What Graph says no with, whether to a request or to one part of a batch.
struct GraphRefusal: Error {
    let status: Int
    /// Graph's own word, such as `Authorization_RequestDenied`; nil where it gave none that is one.
    private let code: String?
    /// Others changed the directory at the same time, and so this change was not made.
    let isConcurrent: Bool
    /// What was to be removed is not there.
    let isAbsence: Bool

    private static let absences = [
        "No password credential found", "No key credential found", "No credentials found to be removed",
    ]

    init(status: Int, body: JSONValue?) {
        self.status = status
        let error = body?.object?["error"]?.object
        code = error?["code"]?.string.flatMap { word in
            let isWord = word.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || UnicodeScalar(byte).properties.isAlphabetic
            }
            return isWord && (1...64).contains(word.utf8.count) ? word : nil
        }
        // The codes of both are sometimes the general one (azurerator #448, azure-cli #23081), and so the words count.
        let message = error?["message"]?.string ?? ""
        isConcurrent =
            (400..<500).contains(status)
            && (code == "Directory_ConcurrencyViolation" || message.contains("due to concurrent requests"))
        isAbsence =
            (status == 400 || status == 404)
            && Self.absences.contains { message.hasPrefix($0) }
    }

    var error: EntraError {
        // Older parts of the directory answer with 403 where there is no room.
        if status == 403, code == CredentialRefusal.noRoom.rawValue {
            return .graphRejected(status: status, code: code)
        }
        return switch status {
        case 401, 403: .graphDenied(status: status, code: code)
        case 404: .graphNotFound
        default: status >= 500 ? .serverError(status: status, code: nil) : .graphRejected(status: status, code: code)
        }
    }
}
