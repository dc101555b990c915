import EntraClient
import Foundation
import Testing
import VaultModel

@Suite("The list of all certificates, written whole")
struct KeyCollectionTests {
    private typealias Entry = KeyDirectory.Entry

    private func session(_ directory: KeyDirectory, _ pauses: Pauses = Pauses()) throws -> GraphSession {
        let entra = EntraClient(transport: directory, now: { Sample.instant }, pause: { pauses.take($0) })
        return GraphSession(entra, at: try Origin(GraphSample.origin), token: "t0k3n")
    }

    private func put(_ directory: KeyDirectory) async throws -> GraphCredential {
        try await session(directory).putKey(
            CertificateSample.read(CertificateSample.whole), in: ChangeSample.objectID(), named: "partner-vault 1")
    }

    private func drop(_ key: String, _ directory: KeyDirectory) async throws {
        try await session(directory).dropKey(try #require(KeyID(key)), from: ChangeSample.objectID())
    }

    private static func some(_ count: Int, seed: UInt64 = 1) -> [Entry] {
        var dice = Dice(seed: seed)
        return (0..<count).map { _ in KeyDirectory.entry(&dice) }
    }

    private static func isOurs(_ entry: Entry) -> Bool { entry["key"] == .string(CertificateSample.leaf) }

    @Test("Read twice, written once, read again")
    func requests() async throws {
        let directory = KeyDirectory([])
        let pauses = Pauses()
        let made = try await session(directory, pauses).putKey(
            CertificateSample.read(CertificateSample.whole), in: ChangeSample.objectID(), named: "partner-vault 1")
        let get = "get \(ChangeSample.path)?$select=keyCredentials"
        #expect(directory.lines == [get, get, "patch \(ChangeSample.path)", get])
        #expect(pauses.all == [.seconds(2)])
        let entry = try #require(directory.entries.first)
        let certificate = try CertificateSample.read(CertificateSample.whole)
        #expect(
            entry == [
                "keyId": .string(made.keyID.description), "type": .string("AsymmetricX509Cert"),
                "usage": .string("Verify"), "displayName": .string("partner-vault 1"),
                "key": .string(CertificateSample.leaf),
                "startDateTime": .string(InstantText.format(certificate.notBefore)),
                "endDateTime": .string(InstantText.format(certificate.notAfter)),
            ])
        #expect(made.displayName == "partner-vault 1" && made.end == certificate.notAfter)
        try await drop(made.keyID.description, directory)
        #expect(directory.entries.isEmpty)
    }

    @Test("Everyone else's entries stay, to the letter, whatever they are", arguments: 0..<100)
    func foreign(seed: Int) async throws {
        var dice = Dice(seed: UInt64(seed))
        let others = Self.some(Int.random(in: 0...12, using: &dice), seed: UInt64(seed) + 1000)
        let directory = KeyDirectory(others, lag: Int.random(in: 0...4, using: &dice))
        let made = try await put(directory)
        #expect(Set(directory.entries.filter { !Self.isOurs($0) }) == Set(others))
        #expect(directory.entries.count == others.count + 1)
        try await drop(made.keyID.description, directory)
        #expect(Set(directory.entries) == Set(others))
        guard let first = others.first, let key = first["keyId"]?.string else { return }
        try await drop(key, directory)
        #expect(Set(directory.entries) == Set(others.dropFirst()))
    }

    @Test("What is so already is not written")
    func nothingToDo() async throws {
        let directory = KeyDirectory(Self.some(3))
        let first = try await put(directory)
        #expect(try await put(directory) == first)
        try await drop(Sample.correlation, directory)
        #expect(directory.lines.count { $0.hasPrefix("patch") } == 1)
    }

    @Test("Who writes while it reads is waited for, and kept")
    func writingMeanwhile() async throws {
        let directory = KeyDirectory(Self.some(2))
        let more = Self.some(3, seed: 9)
        for (number, entry) in more.enumerated() { directory.before(number + 1) { $0.append(entry) } }
        _ = try await put(directory)
        #expect(Set(more).isSubset(of: Set(directory.entries)))
        #expect(directory.entries.count == 6)
        // Somebody who never stops is not waited for.
        let busy = KeyDirectory([])
        for (number, entry) in Self.some(40).enumerated() { busy.before(number) { $0.append(entry) } }
        await #expect(throws: EntraError.graphConflict) { _ = try await put(busy) }
        #expect(!busy.lines.contains { $0.hasPrefix("patch") })
    }

    /// Changes one member of somebody's entry.
    private static func alter(_ name: String, _ value: JSONValue) -> @Sendable (inout [Entry]) -> Void {
        { entries in
            guard let place = entries.firstIndex(where: { !isOurs($0) }) else { return }
            entries[place][name] = value
        }
    }

    private static let interference: [@Sendable (inout [Entry]) -> Void] = [
        { $0.removeAll { !isOurs($0) } }, { $0 = [] }, alter("displayName", .string("other")),
        alter("displayName", .null), alter("endDateTime", .string("2030-01-01T00:00:00Z")),
        alter("key", .string("AAAA")), alter("customKeyIdentifier", .string("AAAA")),
        alter("unknown", .bool(true)),
        { entries in
            entries.removeAll { isOurs($0) }
            entries.append(contentsOf: some(1, seed: 5))
        },
    ]

    @Test("A change by others after it was written is found", arguments: interference.indices)
    func conflict(index: Int) async throws {
        let directory = KeyDirectory(Self.some(2).map { $0.merging(["displayName": .string("x")]) { $1 } })
        directory.before(3, Self.interference[index])
        await #expect(throws: EntraError.graphConflict) { _ = try await put(directory) }
        #expect(directory.lines.count { $0.hasPrefix("patch") } == 1)
    }

    @Test("A new entry of someone else's is no conflict, and neither is another way to write an instant or nothing")
    func harmless() async throws {
        let directory = KeyDirectory(
            Self.some(2).map { $0.merging(["endDateTime": .string("2027-01-01T00:00:00Z")]) { $1 } })
        directory.before(3) { entries in
            entries = entries.map { entry in
                var entry = entry.filter { $0.value != .null }
                if !Self.isOurs(entry) { entry["endDateTime"] = .string("2027-01-01T00:00:00.0000000Z") }
                return entry
            }
            entries.append(contentsOf: Self.some(1, seed: 77))
        }
        #expect(try await put(directory).displayName == "partner-vault 1")
    }

    @Test("What is not seen in time is not believed")
    func neverSeen() async throws {
        let directory = KeyDirectory(Self.some(2), lag: 30)
        await #expect(throws: EntraError.graphConflict) { _ = try await put(directory) }
        #expect(directory.lines.count { $0.hasPrefix("patch") } == 1)
        #expect(directory.entries.count == 3)
    }

    @Test("Put off, it is read anew before it is written again")
    func putOff() async throws {
        for answer in [ChangeSample.busy, ChangeSample.concurrent] {
            let directory = KeyDirectory(Self.some(2))
            directory.fail(2, .instead(answer))
            directory.before(3) { $0.append(Self.some(1, seed: 5)[0]) }
            _ = try await put(directory)
            #expect(directory.lines.map { $0.prefix(3) } == ["get", "get", "pat", "get", "get", "pat", "get"])
            #expect(directory.entries.count == 4)
        }
    }

    @Test(
        "A write that may have been made is not made again",
        arguments: [
            (KeyDirectory.Fault.lost, EntraError.network(.closed), 3),
            (.instead(.failure(.timeout)), .network(.timeout), 2),
            (.instead(.reply(500, "")), .serverError(status: 500, code: nil), 2),
            (.instead(.reply(202, "")), .malformedReply(.status(202)), 2),
            (
                .instead(.reply(403, GraphSample.denied)),
                .graphDenied(status: 403, code: "Authorization_RequestDenied"), 2
            ),
        ])
    func lost(fault: KeyDirectory.Fault, expected: EntraError, count: Int) async throws {
        let directory = KeyDirectory(Self.some(2))
        directory.fail(2, fault)
        await #expect(throws: expected) { _ = try await put(directory) }
        #expect(directory.lines.count == 3)
        #expect(directory.entries.count == count)
        // Tried again, there is one of it, not two.
        _ = try await put(directory)
        #expect(directory.entries.count { Self.isOurs($0) } == 1)
    }

    @Test(
        "A list that could not be written back whole is not written",
        arguments: [
            ("{}", EntraError.malformedReply(.missing("keyCredentials"))),
            (#"{"keyCredentials":null}"#, .malformedReply(.missing("keyCredentials"))),
            (#"{"keyCredentials":{}}"#, .malformedReply(.wrongType("keyCredentials"))),
            (#"{"keyCredentials":[5]}"#, .malformedReply(.wrongType("keyCredentials"))),
            (#"{"keyCredentials":[{"key":"AA=="}]}"#, .malformedReply(.missing("keyId"))),
            (#"{"keyCredentials":[{"keyId":"\#(GraphSample.key)"}]}"#, .malformedReply(.missing("key"))),
            (#"{"keyCredentials":[{"keyId":"\#(GraphSample.key)","key":null}]}"#, .malformedReply(.missing("key"))),
            (
                #"{"keyCredentials":[{"keyId":"\#(GraphSample.key)","key":"AA=="},{"keyId":"\#(GraphSample.key)","key":"AQ=="}]}"#,
                .malformedReply(.duplicateKey)
            ),
            (
                #"{"keyCredentials":[\#(Array(repeating: "{}", count: 2001).joined(separator: ","))]}"#,
                .malformedReply(.wrongType("keyCredentials"))
            ),
        ])
    func malformed(body: String, expected: EntraError) async throws {
        let directory = KeyDirectory([])
        directory.fail(1, .instead(.reply(200, body)))
        await #expect(throws: expected) { _ = try await put(directory) }
        #expect(!directory.lines.contains { $0.hasPrefix("patch") })
    }
}
