import EntraClient
import Foundation
import Testing
import VaultCore
import VaultModel
import VaultPolicy

@Suite("The vault laid beside the directory")
struct ReconciliationTests {
    private static let now = Sample.today

    /// A credential of the vault's: `-` stands for what it does not know.
    struct Ours: Sendable {
        var kind = Credential.Kind.clientSecret
        var key: Int?
        var hint: String? = "abc"
        var days: Int? = 100
        var state = Credential.State.active
    }

    /// A credential in the directory.
    struct Theirs: Sendable {
        var key: Int
        var hint: String? = "abc"
        var days: Int? = 100
    }

    private static func keyID(_ number: Int) throws -> KeyID {
        try #require(KeyID("eeeeeeee-0000-4000-8000-00000000000\(number)"))
    }

    private static func end(_ days: Int) -> Date { now + Double(days) * 86_400 }

    private static func listed(_ theirs: [Theirs], as kind: Credential.Kind) throws -> [GraphCredential] {
        try theirs.map { item in
            GraphCredential(
                keyID: try keyID(item.key), hint: kind == .clientSecret ? item.hint : nil,
                thumbprint: kind == .certificate ? item.hint : nil, start: nil, end: item.days.map(end))
        }
    }

    private static func reconcile(
        _ ours: [Ours], secrets: [Theirs] = [], certificates: [Theirs] = [], principal: [Theirs] = [],
        limits: CredentialLimits? = nil
    ) throws -> Reconciliation {
        let credentials = try ours.map { item in
            Credential(
                id: .random(), kind: item.kind, state: item.state, keyID: try item.key.map(keyID), hint: item.hint,
                expiry: item.days.map { .at(end($0)) } ?? .unknown, added: now)
        }
        let application = Application(
            clientID: ClientID(UUID()), homeDirectory: DirectoryID(UUID()), destination: Destination(cloud: .public),
            credentials: credentials, principal: .random())
        let found = GraphCredentials(
            passwords: try listed(secrets, as: .clientSecret), certificates: try listed(certificates, as: .certificate))
        let reading = GraphReading(
            application: .success(found),
            servicePrincipal: principal.isEmpty
                ? nil : GraphCredentials(passwords: try listed(principal, as: .clientSecret)),
            limits: limits)
        return Reconciliation(application, reading, found, Policy(), at: now)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let ours: [Ours]
        let theirs: [Theirs]
        /// The key that each of ours has afterwards.
        let keys: [Int?]
        var drift: [String] = []

        init(_ name: String, _ ours: [Ours], _ theirs: [Theirs], keys: [Int?], _ drift: String...) {
            (testDescription, self.ours, self.theirs, self.keys, self.drift) = (name, ours, theirs, keys, drift)
        }
    }

    private static let matching: [Case] = [
        Case("by key ID, whatever the hint", [Ours(key: 1, hint: "xyz")], [Theirs(key: 1)], keys: [1]),
        Case("by hint, where no key ID is known", [Ours()], [Theirs(key: 1)], keys: [1]),
        Case(
            "not by hint, where a key ID is known", [Ours(key: 2)], [Theirs(key: 1)], keys: [2], "gone", "unknownSecret"
        ),
        Case("not by another hint", [Ours(hint: "abd")], [Theirs(key: 1)], keys: [nil], "gone", "unknownSecret"),
        Case(
            "a hint with other capitals is another", [Ours(hint: "ABC")], [Theirs(key: 1)], keys: [nil], "gone",
            "unknownSecret"),
        Case(
            "two in the directory have the hint", [Ours()], [Theirs(key: 1), Theirs(key: 2)], keys: [nil], "ambiguous",
            "severalSecretsAlive"),
        Case(
            "one of them has ended, and may be ours all the same", [Ours()],
            [Theirs(key: 1), Theirs(key: 2, days: -5)],
            keys: [nil], "ambiguous"),
        Case(
            "the other is known by its key ID", [Ours(), Ours(key: 2, state: .retiring)],
            [Theirs(key: 1), Theirs(key: 2)],
            keys: [1, 2]),
        Case(
            "two of ours have the hint", [Ours(), Ours(state: .retiring)], [Theirs(key: 1)], keys: [nil, nil],
            "ambiguous", "ambiguous"),
        Case("an old one without a hint may be ours", [Ours()], [Theirs(key: 1, hint: nil)], keys: [nil], "ambiguous"),
        Case(
            "ours without a hint is not guessed", [Ours(hint: nil)], [Theirs(key: 1)], keys: [nil], "gone",
            "unknownSecret"),
        Case("nothing is listed", [Ours(key: 1)], [], keys: [1], "gone"),
        Case("one that is being made is not missed", [Ours(key: 1, state: .pending)], [], keys: [1]),
        Case("a retired one is not missed", [Ours(key: 1, state: .retired)], [], keys: [1]),
        Case(
            "strangers that have ended are no matter", [Ours(key: 1)],
            [Theirs(key: 1), Theirs(key: 2, hint: "x", days: -1)], keys: [1]),
        Case(
            "strangers that live are", [Ours(key: 1)], [Theirs(key: 1), Theirs(key: 2, hint: "x")], keys: [1],
            "unknownSecret", "severalSecretsAlive"),
        Case(
            "strangers without an end live", [Ours(key: 1)], [Theirs(key: 1), Theirs(key: 2, hint: "x", days: nil)],
            keys: [1],
            "unknownSecret", "severalSecretsAlive"),
    ]

    @Test("Which of the directory's is ours", arguments: matching)
    func matches(expected: Case) throws {
        let found = try Self.reconcile(expected.ours, secrets: expected.theirs)
        #expect(found.credentials.map(\.keyID) == (try expected.keys.map { try $0.map(Self.keyID) }))
        #expect(found.drift.map(\.kind.rawValue) == expected.drift)
    }

    @Test("Certificates go by thumbprint, and are not taken for secrets")
    func certificates() throws {
        let thumbprint = String(repeating: "AB", count: 20)
        let ours = [Ours(kind: .certificate, hint: thumbprint.lowercased()), Ours(key: 2)]
        let found = try Self.reconcile(
            ours, secrets: [Theirs(key: 2)],
            certificates: [Theirs(key: 1, hint: thumbprint), Theirs(key: 3, hint: String(repeating: "C", count: 40))])
        #expect(found.credentials.map(\.keyID) == [try Self.keyID(1), try Self.keyID(2)])
        #expect(found.drift.map(\.kind) == [.unknownCertificate])
    }

    @Test(
        "The end is the directory's",
        arguments: [
            (nil, 100, ["expires"], []), (100, 100, [], []), (50, 100, ["expires"], ["endDiffered"]),
            (99, 100, ["expires"], []), (100, nil, [], []),
        ] as [(Int?, Int?, [String], [String])])
    func ends(ours: Int?, theirs: Int?, changes: [String], drift: [String]) throws {
        let found = try Self.reconcile([Ours(key: 1, days: ours)], secrets: [Theirs(key: 1, days: theirs)])
        #expect(found.changes.map(\.field.rawValue) == changes)
        #expect(found.drift.map(\.kind.rawValue) == drift)
        #expect(found.credentials[0].expiry.date == (theirs ?? ours).map(Self.end))
        // It was put right, and is no difference from then on.
        #expect(found.reading.drift.isEmpty)
    }

    @Test("A credential that was entered as one that never ends has an end after all")
    func neverEnds() throws {
        let now = Self.now
        var credential = Credential(
            id: .random(), kind: .clientSecret, state: .active, keyID: try Self.keyID(1), expiry: .never, added: now)
        let listed = GraphCredentials(passwords: try Self.listed([Theirs(key: 1)], as: .clientSecret))
        func reconcile() -> Reconciliation {
            let application = Application(
                clientID: ClientID(UUID()), homeDirectory: DirectoryID(UUID()),
                destination: Destination(cloud: .public), credentials: [credential], principal: .random())
            return Reconciliation(
                application, GraphReading(application: .success(listed)), listed, Policy(), at: now)
        }
        #expect(reconcile().drift.map(\.kind) == [.endDiffered])
        #expect(reconcile().credentials[0].expiry == .at(Self.end(100)))
        credential.expiry = .unknown
        #expect(reconcile().drift.isEmpty)
    }

    @Test("A service principal's own credentials stand apart, those that live")
    func servicePrincipal() throws {
        let found = try Self.reconcile(
            [Ours(key: 1)], secrets: [Theirs(key: 1)], principal: [Theirs(key: 1), Theirs(key: 5, days: -1)])
        #expect(found.drift.map(\.kind) == [.onServicePrincipal])
        #expect(found.drift.map(\.keyID) == [try Self.keyID(1)])
    }

    @Test(
        "While one secret takes another's place, two are alive; more are too many",
        arguments: [
            ([Ours(key: 1), Ours(key: 2, state: .retiring)], 2, 0), ([Ours(key: 1), Ours(key: 2)], 2, 2),
            ([Ours(key: 1), Ours(key: 2, state: .pending)], 2, 0),
            ([Ours(key: 1), Ours(key: 2, state: .retiring), Ours(key: 3, state: .retiring)], 3, 3),
        ] as [([Ours], Int, UInt32)])
    func alive(ours: [Ours], count: Int, expected: UInt32) throws {
        let found = try Self.reconcile(ours, secrets: (1...count).map { Theirs(key: $0) })
        #expect(
            found.drift.filter { $0.kind == .severalSecretsAlive }.map(\.number) == (expected > 0 ? [expected] : []))
    }

    @Test(
        "Limits of the directory matter where they are in the way",
        arguments: [
            (CredentialLimits(), Credential.Kind.clientSecret, []),
            (CredentialLimits(secretLifetime: .seconds(90 * 86_400)), .clientSecret, ["lifetimeLimited 7776000"]),
            (CredentialLimits(secretLifetime: .seconds(180 * 86_400)), .clientSecret, []),
            (CredentialLimits(secretLifetime: .seconds(90 * 86_400)), .certificate, []),
            (CredentialLimits(certificateLifetime: .seconds(30 * 86_400)), .certificate, ["lifetimeLimited 2592000"]),
            (CredentialLimits(forbidsSecrets: true), .clientSecret, ["secretsForbidden 0"]),
            (CredentialLimits(forbidsSecrets: true), .certificate, []),
        ])
    func limits(limits: CredentialLimits, kind: Credential.Kind, expected: [String]) throws {
        let theirs = [Theirs(key: 1)]
        let found = try Self.reconcile(
            [Ours(kind: kind, key: 1)], secrets: kind == .clientSecret ? theirs : [],
            certificates: kind == .certificate ? theirs : [], limits: limits)
        #expect(found.drift.map { "\($0.kind.rawValue) \($0.number)" } == expected)
    }
}
