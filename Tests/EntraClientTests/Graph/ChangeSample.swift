import EntraClient
import Foundation
import VaultModel

/// Changes and their answers, as texts.
enum ChangeSample {
    static let object = "55555555-5555-4555-8555-555555555555"
    static let path = "\(GraphSample.origin)/v1.0/applications/\(object)"
    static let secret = "Xy18Q~abcdefghijklmnopqrstuvwxyz0123456789"
    static let busy = StubTransport.Answer.reply(429, ["Retry-After": "7"], "")
    static let concurrent = StubTransport.Answer.reply(
        409, error("Directory_ConcurrencyViolation", "Error due to concurrent requests being made to the tenant."))

    static func objectID() throws -> UUID { try Sample.uuid(object) }

    static func error(_ code: String, _ message: String = "x") -> String {
        #"{"error":{"code":"\#(code)","message":"\#(message)","innerError":{"innerError":{}}}}"#
    }

    /// A reply to `addPassword`, with some of its members replaced or, by nil, left out.
    static func password(_ changes: [String: String?] = [:]) -> String {
        var members: [String: String?] = [
            "customKeyIdentifier": "null", "displayName": #""partner-vault 1""#,
            "endDateTime": #""2026-09-01T00:00:00Z""#, "hint": #""Xy1""#, "keyId": "\"\(GraphSample.key)\"",
            "secretText": "\"\(secret)\"", "startDateTime": #""2026-03-01T09:00:00.1234567Z""#,
        ]
        members.merge(changes) { _, new in new }
        return "{" + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",")
            + "}"
    }

    static func add(_ stub: StubTransport, _ pauses: Pauses = Pauses()) async throws -> NewPassword {
        try await GraphSample.session(stub, pauses).addPassword(
            to: objectID(), named: "partner-vault 1", until: Sample.instant.addingTimeInterval(86_400))
    }
}
