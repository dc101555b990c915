import Crypto
import CryptoExtras
import EntraClient
import Foundation
import NIOCore
import Testing
import VaultModel

@Suite("Certificates added and removed with a proof")
struct GraphKeyTests {
    private static func credential(_ changes: [String: String?] = [:]) -> String {
        var members: [String: String?] = [
            "keyId": "\"\(GraphSample.key)\"", "customKeyIdentifier": "\"\(CertificateSample.thumbprint)\"",
            "displayName": #""partner-vault 1""#, "endDateTime": #""2027-01-01T00:00:00Z""#, "key": "null",
            "type": #""AsymmetricX509Cert""#, "usage": #""Verify""#,
        ]
        members.merge(changes) { _, new in new }
        return "{" + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",")
            + "}"
    }

    private func add(_ stub: StubTransport, proof: SigningCertificate? = nil) async throws -> GraphCredential {
        let certificate = try CertificateSample.read(CertificateSample.whole)
        return try await GraphSample.session(stub).addKey(
            certificate, to: ChangeSample.objectID(), named: "partner-vault 1", provenBy: proof ?? certificate)
    }

    private func remove(_ stub: StubTransport) async throws {
        let key = try #require(KeyID(GraphSample.key))
        let certificate = try CertificateSample.read(CertificateSample.whole)
        try await GraphSample.session(stub).removeKey(key, from: ChangeSample.objectID(), provenBy: certificate)
    }

    private static func members(_ text: String) throws -> [String: JSONValue] {
        try #require(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)).object)
    }

    /// The proof is the registration's own, for ten minutes at most, and signed by the certificate in `der`.
    private func check(_ proof: JSONValue?, _ der: [UInt8], thumbprint: String) throws {
        let token = try #require(proof?.string)
        #expect(try SignedText(token).isSigned(by: der, .insecurePKCS1v1_5))
        let decoded = try DecodedToken(token)
        let digest = Data(Insecure.SHA1.hash(data: der))
        #expect(
            decoded.header == [
                "alg": .string("RS256"), "typ": .string("JWT"), "kid": .string(thumbprint),
                "x5t": .string(Sample.base64url(digest)),
            ])
        let seconds = Int64(Sample.instant.timeIntervalSince1970)
        #expect(
            decoded.claims == [
                "aud": .string("00000002-0000-0000-c000-000000000000"), "iss": .string(ChangeSample.object),
                "nbf": .integer(seconds - 30), "exp": .integer(seconds + 570),
            ])
    }

    @Test("The request, and what comes back")
    func whole() async throws {
        let stub = StubTransport([.reply(200, Self.credential())])
        // Proven by another than the one that is added.
        let proof = try SigningCertificate.make(
            commonName: "old", from: Sample.instant, until: Sample.instant.addingTimeInterval(86_400), bits: 2048)
        let added = try await add(stub, proof: proof)
        #expect(stub.seen.map(\.line) == ["post \(ChangeSample.path)/addKey"])
        // What was sent is zeros by now; the stub kept its text.
        var sent = try Self.members(try #require(stub.seen.first?.text))
        try check(sent.removeValue(forKey: "proof"), proof.publicDER, thumbprint: proof.thumbprint)
        let key: JSONValue = .object([
            "type": .string("AsymmetricX509Cert"), "usage": .string("Verify"),
            "displayName": .string("partner-vault 1"), "key": .string(CertificateSample.leaf),
        ])
        #expect(sent == ["keyCredential": key, "passwordCredential": .null])
        #expect(stub.seen.first?.body?.readableBytesView.allSatisfy { $0 == 0 } == true)
        #expect(added.keyID.description == GraphSample.key && added.thumbprint == CertificateSample.thumbprint)
        #expect(added.end.map(InstantText.format) == "2027-01-01T00:00:00Z")
    }

    @Test("The removal carries a proof too, a fresh one each time it is sent")
    func removal() async throws {
        let absent = ChangeSample.error("Request_BadRequest", "No credentials found to be removed.")
        let unknown = ChangeSample.error("Request_BadRequest", "No key credential found with keyId \(GraphSample.key).")
        for answers: [StubTransport.Answer] in [
            [.reply(400, unknown)], [.reply(204, "")], [.reply(400, absent)], [.failure(.closed), .reply(404, absent)],
            [ChangeSample.busy, .reply(503, ""), .reply(204, "")],
        ] {
            let stub = StubTransport(answers)
            try await remove(stub)
            #expect(stub.seen.count == answers.count)
            for seen in stub.seen {
                #expect(seen.line == "post \(ChangeSample.path)/removeKey")
                var sent = try Self.members(seen.text)
                let der = try #require(Data(base64Encoded: CertificateSample.leaf))
                try check(sent.removeValue(forKey: "proof"), Array(der), thumbprint: CertificateSample.thumbprint)
                #expect(sent == ["keyId": .string(GraphSample.key)])
                #expect(seen.body?.readableBytesView.allSatisfy { $0 == 0 } == true)
            }
        }
        await #expect(throws: EntraError.graphNotFound) {
            try await remove(StubTransport([.reply(404, GraphSample.notFound)]))
        }
    }

    @Test(
        "A certificate is not added twice",
        arguments: [
            (.failure(.timeout), EntraError.network(.timeout)), (.reply(500, ""), .serverError(status: 500, code: nil)),
            (.reply(200, "{}"), .malformedReply(.missing("keyId"))), (.reply(204, ""), .malformedReply(.status(204))),
            (.reply(200, credential(["keyId": "5"])), .malformedReply(.missing("keyId"))),
            (
                .reply(200, credential(["customKeyIdentifier": #""\#(String(repeating: "A", count: 40))""#])),
                .malformedReply(.contradiction)
            ),
            (
                .reply(401, ChangeSample.error("Authentication_MissingOrMalformed")),
                .graphDenied(status: 401, code: "Authentication_MissingOrMalformed")
            ),
        ] as [(StubTransport.Answer, EntraError)])
    func once(answer: StubTransport.Answer, expected: EntraError) async throws {
        let stub = StubTransport([answer, .reply(200, Self.credential())])
        await #expect(throws: expected) { _ = try await add(stub) }
        #expect(stub.seen.count == 1)
        #expect(expected.mayHaveActed == (expected.graphCode == nil))
        let again = StubTransport([ChangeSample.concurrent, ChangeSample.busy, .reply(200, Self.credential())])
        #expect(try await add(again).keyID.description == GraphSample.key)
    }
}
