import EntraClient
import Foundation
import NIOCore
import Testing
import VaultCrypto
import VaultModel

@Suite("Secrets that Graph makes")
struct GraphPasswordTests {
    @Test("The request, and what comes back")
    func whole() async throws {
        let stub = StubTransport([.reply(200, ChangeSample.password())])
        let made = try await ChangeSample.add(stub)
        #expect(stub.seen.map(\.line) == ["post \(ChangeSample.path)/addPassword"])
        let wish = #"{"passwordCredential":{"displayName":"partner-vault 1","endDateTime":"2026-03-02T10:00:00Z"}}"#
        #expect(stub.seen.first?.text == wish)
        #expect(stub.seen.first?.headers["content-type"] == "application/json")
        #expect(stub.seen.first?.headers["authorization"] == "Bearer t0k3n")
        #expect(Sample.text(made.secret) == ChangeSample.secret)
        #expect(made.credential.keyID.description == GraphSample.key)
        #expect(made.credential.hint == "Xy1")
        #expect(made.credential.displayName == "partner-vault 1")
        #expect(made.credential.end.map(InstantText.format) == "2026-09-01T00:00:00Z")
        #expect(made.credential.start.map(InstantText.format) == "2026-03-01T09:00:00Z")
        #expect(!"\(made)".contains(ChangeSample.secret))
    }

    @Test(
        "What JSON escapes in a secret is its text",
        arguments: [(#""a\u0042\/~""#, "aB/~"), (#""\"\\é""#, "\"\\é"), ("\"x\"", "x")])
    func escapes(written: String, expected: String) async throws {
        let made = try await ChangeSample.add(
            StubTransport([.reply(200, ChangeSample.password(["secretText": written]))]))
        #expect(Sample.text(made.secret) == expected)
    }

    @Test("The longest secret, and one that is longer")
    func bounds() async throws {
        func reply(_ count: Int) -> StubTransport {
            let text = String(repeating: "s", count: count)
            return StubTransport([.reply(200, ChangeSample.password(["secretText": "\"\(text)\""]))])
        }
        #expect(try await ChangeSample.add(reply(4096)).secret.bytes.count == 4096)
        await #expect(throws: EntraError.malformedReply(.wrongType("secretText"))) {
            _ = try await ChangeSample.add(reply(4097))
        }
        await #expect(throws: EntraError.malformedReply(.tooLarge)) { _ = try await ChangeSample.add(reply(65_536)) }
    }

    @Test(
        "Every reply is overwritten, whatever it says",
        arguments: [(200, true), (200, false), (400, true), (500, true)])
    func overwritten(status: Int, isWhole: Bool) async throws {
        let text = ChangeSample.password(isWhole ? [:] : ["keyId": nil])
        let body = ByteBuffer(string: text)
        _ = try? await ChangeSample.add(StubTransport([.buffer(status, body)]))
        #expect(body.readableBytes == text.utf8.count)
        #expect(body.readableBytesView.allSatisfy { $0 == 0 })
    }

    @Test(
        "A reply that makes no sense: there may be a secret that nobody knows",
        arguments: [
            (200, ChangeSample.password(["secretText": nil]), EntraError.malformedReply(.missing("secretText"))),
            (200, ChangeSample.password(["secretText": "null"]), .malformedReply(.missing("secretText"))),
            (200, ChangeSample.password(["secretText": "5"]), .malformedReply(.wrongType("secretText"))),
            (200, ChangeSample.password(["secretText": "[\"x\"]"]), .malformedReply(.wrongType("secretText"))),
            (200, ChangeSample.password(["secretText": "\"\""]), .malformedReply(.wrongType("secretText"))),
            (200, ChangeSample.password(["secretText": #""a\nb""#]), .malformedReply(.wrongType("secretText"))),
            (200, ChangeSample.password(["secretText": #""a b""#]), .malformedReply(.wrongType("secretText"))),
            (200, ChangeSample.password(["secretText": #""a\u0000""#]), .malformedReply(.wrongType("secretText"))),
            (200, ChangeSample.password(["secretText": #""a\u007f""#]), .malformedReply(.wrongType("secretText"))),
            (200, ChangeSample.password(["secretText": #""\ud800""#]), .malformedReply(.notJSON)),
            (200, ChangeSample.password(["keyId": nil]), .malformedReply(.missing("keyId"))),
            (200, ChangeSample.password(["keyId": "\"1\""]), .malformedReply(.missing("keyId"))),
            (200, ChangeSample.password(["endDateTime": "\"soon\""]), .malformedReply(.wrongType("endDateTime"))),
            (
                200, #"{"secretText":"a","secretText":"b","keyId":"\#(GraphSample.key)"}"#,
                .malformedReply(.duplicateKey)
            ),
            (
                200, #"{"secretText":"a","secret\u0054ext":"b","keyId":"\#(GraphSample.key)"}"#,
                .malformedReply(.duplicateKey)
            ),
            (200, #"{"value":\#(ChangeSample.password())}"#, .malformedReply(.missing("secretText"))),
            (200, "[\(ChangeSample.password())]", .malformedReply(.notJSON)), (200, "", .malformedReply(.notJSON)),
            (200, "<html>", .malformedReply(.html)), (200, ChangeSample.password() + "}", .malformedReply(.notJSON)),
            (201, ChangeSample.password(), .malformedReply(.status(201))), (204, "", .malformedReply(.status(204))),
            (302, "", .redirected),
        ] as [(Int, String, EntraError)])
    func malformed(status: Int, text: String, expected: EntraError) async throws {
        let stub = StubTransport([.reply(status, text), .reply(200, ChangeSample.password())])
        await #expect(throws: expected) { _ = try await ChangeSample.add(stub) }
        #expect(stub.seen.count == 1)
        #expect(expected.mayHaveActed)
    }

    @Test("What is not UTF-8")
    func notUTF8() async throws {
        let parts = ChangeSample.password(["secretText": #""|""#]).split(separator: "|")
        let stub = StubTransport([.bytes(Array(parts[0].utf8) + [0x61, 0xff] + Array(parts[1].utf8))])
        await #expect(throws: EntraError.malformedReply(.notUTF8)) { _ = try await ChangeSample.add(stub) }
    }
}

@Suite("A removal")
struct GraphPasswordRemovalTests {
    private func remove(_ answers: [StubTransport.Answer], _ pauses: Pauses = Pauses()) async throws -> [String] {
        let stub = StubTransport(answers)
        let key = try #require(KeyID(GraphSample.key))
        try await GraphSample.session(stub, pauses).removePassword(key, from: ChangeSample.objectID())
        #expect(stub.seen.allSatisfy { $0.line == "post \(ChangeSample.path)/removePassword" })
        return stub.seen.map(\.text)
    }

    private static let absent = StubTransport.Answer.reply(
        400, ChangeSample.error("Request_BadRequest", "No password credential found with keyId \(GraphSample.key)."))

    @Test(
        "Is done when Graph says so, or that there is nothing to remove; sent again where that helps",
        arguments: [
            ([.reply(204, "")], []), ([absent], []), ([ChangeSample.busy, .reply(204, "")], [7]),
            ([.reply(503, ["Retry-After": "9"], ""), .reply(204, "")], [9]),
            ([ChangeSample.concurrent, ChangeSample.concurrent, .reply(204, "")], [1, 2]),
            ([.reply(500, ""), .reply(204, "")], [1]), ([.failure(.timeout), absent], [1]),
            ([.failure(.closed), ChangeSample.busy, .reply(204, "")], [1, 7]),
        ] as [([StubTransport.Answer], [Int])])
    func done(answers: [StubTransport.Answer], waits: [Int]) async throws {
        let pauses = Pauses()
        let sent = try await remove(answers, pauses)
        #expect(sent == Array(repeating: #"{"keyId":"\#(GraphSample.key)"}"#, count: answers.count))
        #expect(pauses.all == waits.map { .seconds($0) })
    }

    @Test(
        "Is not done by any other answer",
        arguments: [
            ([.reply(404, GraphSample.notFound)], EntraError.graphNotFound),
            (
                [.reply(400, ChangeSample.error("Request_BadRequest", "Something else."))],
                .graphRejected(status: 400, code: "Request_BadRequest")
            ),
            (
                [.reply(403, ChangeSample.error("Authorization_RequestDenied", "No password credential found"))],
                .graphDenied(status: 403, code: "Authorization_RequestDenied")
            ),
            ([.reply(500, ""), .reply(502, "")], .serverError(status: 502, code: nil)),
            ([.failure(.timeout), .failure(.timeout)], .network(.timeout)),
            ([.failure(.dns)], .network(.dns)), ([.reply(202, "")], .malformedReply(.status(202))),
        ] as [([StubTransport.Answer], EntraError)])
    func refused(answers: [StubTransport.Answer], expected: EntraError) async throws {
        await #expect(throws: expected) { _ = try await remove(answers) }
    }
}
