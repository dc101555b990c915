import FoundationEssentials
import VaultModel

@testable import VaultCrypto
@testable import VaultStore

/// Well-formed contents of a vault, one of each shape.
enum Samples {
    private static let instant = Date(timeIntervalSince1970: 1_800_000_000.123)
    private static let directory = DirectoryID(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)))

    static func newKeys() throws -> NewKeys {
        try KeyRing.create(
            schema: SealedVault.newestSchema,
            with: NewPassphrase(
                Passphrase(try locked(seed("correct horse battery staple"))),
                cost: try DerivationCost(memoryMiB: 64, passes: 2), isCostChosen: true),
            at: instant)
    }

    static func headers() throws -> [[UInt8]] {
        let made = try newKeys()
        let one = made.header.bytes
        // Two slots: the first once more, under another number.
        var two = one
        let first = 8 + 2 + 2 + 16 + 4 + VaultHeader.sealedWitnessKeyLength
        two[first] = 2
        for index in 0..<KeySlot.length { two[first + 4 + KeySlot.length + index] = one[first + 4 + index] }
        two[first + 4 + KeySlot.length] = 2
        return [one, two]
    }

    private static func rotation(_ instant: Date, _ new: RecordID, _ old: RecordID) -> Rotation {
        var rotation = Rotation(
            id: directory.uuid, kind: .certificate, since: instant, overlap: .seconds(86_400),
            lifetime: .seconds(15_552_000), isCompromised: true, era: 7)
        rotation.step = .promoted
        rotation.new = new
        rotation.old = [old]
        rotation.removeAfter = instant
        rotation.directoryRemoveAfter = instant
        rotation.isDelivered = true
        rotation.lease = Rotation.Lease(holder: "a process", until: instant)
        return rotation
    }

    static func records() throws -> [[UInt8]] {
        guard let name = TenantName("Contoso Ltd"), let tag = Tag("emea"), let id = RecordID(0x0102_0304_0506),
            let other = RecordID(7), let uri = Resource("https://api.contoso.example")
        else { return [] }
        let tenants = [
            Tenant(name: name, directoryID: directory, application: id),
            Tenant(
                name: name, directoryID: directory, application: id, resource: uri, signIn: .user, tags: [tag],
                notes: "notes", lastProbe: Probe(at: instant, ok: false, aadsts: 7_000_215), viaCount: 3),
            Tenant(
                name: name, directoryID: directory, application: id, consent: Consent(at: instant, state: .missing),
                policy: rules, relationships: [id, other]),
            Tenant(name: name, directoryID: directory, application: id, policy: rules),
            Tenant(name: name, directoryID: directory, application: id, relationships: []),
            Tenant(name: name, directoryID: directory, application: id, archived: instant),
            Tenant(
                name: name, directoryID: directory, application: id, policy: rules, relationships: [other],
                archived: instant),
        ]
        let credentials = [
            Credential(id: id, kind: .clientSecret, state: .active, added: instant),
            Credential(
                id: other, kind: .certificate, state: .retiring, keyID: Identifier(directory.uuid), hint: "abc",
                notBefore: instant, expiry: .at(instant), user: "ada@contoso.example", exposed: true, added: instant),
            Credential(id: id, kind: .refreshToken, state: .pending, expiry: .never, added: instant),
        ]
        let own = Destination(
            cloud: .usgov, authority: try Origin("http://127.0.0.1:8080"), graph: try Origin("https://[2001:db8::1]"))
        let applications = [
            Application(
                clientID: Identifier(directory.uuid), homeDirectory: directory,
                destination: Destination(cloud: .public), credentials: [], principal: id),
            Application(
                clientID: Identifier(directory.uuid), homeDirectory: directory, destination: own, endpoint: .v1,
                credentials: credentials, owner: "ada", principal: id, via: other, tenantCount: 9,
                reading: DirectoryReading(
                    at: instant,
                    drift: [
                        Drift(.gone, keyID: Identifier(directory.uuid), expires: instant),
                        Drift(.severalSecretsAlive, number: 3),
                    ])),
            Application(
                clientID: Identifier(directory.uuid), homeDirectory: directory,
                destination: Destination(cloud: .public), credentials: credentials, principal: id,
                deliveryCommand: "deliver --now", rotation: rotation(instant, id, other),
                lostAttempts: [
                    LostAttempt(id: directory.uuid, at: instant),
                    LostAttempt(
                        id: directory.uuid, at: instant, keyID: Identifier(directory.uuid), searched: instant),
                ]),
            Application(
                clientID: Identifier(directory.uuid), homeDirectory: directory, destination: own, credentials: [],
                principal: id, offboarding: .archived),
            Application(
                clientID: Identifier(directory.uuid), homeDirectory: directory, destination: own,
                credentials: credentials, principal: id, deliveryCommand: "deliver",
                offboarding: .removingLast(Identifier(directory.uuid))),
        ]
        return try tenants.map { try $0.recordBytes } + applications.map { try $0.recordBytes } + settings()
            + relationships(id)
    }

    private static let rules = PolicyOverrides([
        .rotateBefore: .duration(.seconds(5_184_000)), .neverExpires: .flag(true), .certificateRequired: .flag(false),
    ])

    private static func relationships(_ tenant: RecordID) throws -> [[UInt8]] {
        let relationship = Relationship(
            id: "r1", name: "GDAP", customer: "Fabrikam", customerID: directory, status: .expiring, end: instant,
            extendsItself: true)
        return [try RelationshipList(tenant: tenant, relationships: [relationship]).recordBytes]
    }

    private static func settings() throws -> [[UInt8]] {
        var settings = VaultSettings(restored: RestoreMark(at: instant, generation: 12), isReadOnly: true)
        settings.set(SlotNote(id: 2, label: "paper", proven: instant))
        settings.set(SlotNote(id: 3, label: nil, proven: nil))
        var roots = FormerRoots()
        roots.append([Root(generation: 3, previous: .zero, stateHash: .zero, unverified: .zero)])
        var ruled = settings
        ruled.policy = rules
        if let one = Tag("emea"), let two = Tag("prod") { ruled.tagPolicies = [one: rules, two: rules] }
        return [
            try VaultSettings().recordBytes, try settings.recordBytes, try ruled.recordBytes, roots.recordBytes,
        ]
    }

    static func secret() throws -> [UInt8] {
        let secret = StoredSecret(
            kind: .clientSecret,
            destination: Destination(cloud: .china, authority: try Origin("https://login.contoso.example:8443")),
            directoryID: directory, material: try locked(seed("s3cr3t")))
        return unlocked(try secret.sealable())
    }

    static func audit() throws -> [AuditEntry] {
        [
            AuditEntry(at: instant, event: .created, user: "ada", pid: 4711, program: "partner-vault"),
            AuditEntry(
                at: instant, event: .minted, tenant: "contoso", resource: "graph", keyID: Identifier(directory.uuid),
                user: "ada", pid: 4711, program: "partner-vault", slot: 2, correlationID: directory.uuid, count: 60),
        ]
    }

    static func cached() throws -> [CachedToken] {
        [.token("eyJ.eyJ.sig", type: "Bearer", expires: instant), .throttled(until: instant)]
    }
}
