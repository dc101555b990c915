import Foundation
import Testing
import VaultCrypto
import VaultModel

import struct VaultModel.Tag

@testable import VaultStore

/// Fields that were added behind the last one: absent where there is nothing, and with one spelling.
@Suite("Fields that records got later") struct LaterFieldTests {
    private static let rules = PolicyOverrides([
        .rotateBefore: .duration(.seconds(60 * 86_400)), .neverExpires: .flag(true), .certificateRequired: .flag(false),
    ])
    private static let consent = Consent(at: SampleKeys.instant, state: .granted)

    private static func tenant(
        _ consent: Consent?, _ policy: PolicyOverrides, _ relationships: [RecordID]?
    ) throws -> Tenant {
        Tenant(
            name: try #require(TenantName("contoso")), directoryID: DirectoryID(UUID()), application: .random(),
            consent: consent, policy: policy, relationships: relationships)
    }

    private static func read(_ bytes: [UInt8]) throws -> Tenant {
        var reader = ByteReader(bytes)
        _ = try reader.integer(UInt8.self)
        return try Tenant(from: &reader)
    }

    @Test(
        "A tenant reads back as it was written, whatever of them it has",
        arguments: [
            (nil, PolicyOverrides(), nil), (consent, PolicyOverrides(), nil), (nil, rules, nil), (consent, rules, nil),
            (nil, PolicyOverrides(), []), (nil, rules, [.random(), .random()]),
            (consent, PolicyOverrides(), [.random()]), (consent, rules, []),
        ] as [(Consent?, PolicyOverrides, [RecordID]?)])
    func tenants(consent: Consent?, policy: PolicyOverrides, relationships: [RecordID]?) throws {
        let tenant = try Self.tenant(consent, policy, relationships)
        let bytes = try tenant.recordBytes
        #expect(try Self.read(bytes) == tenant)
        #expect(try Self.read(bytes).recordBytes == bytes)
        // Nothing may follow, and nothing be missing.
        #expect(throws: EncodingError.self) { _ = try Self.read(bytes + [0]) }
        let bare = try Self.tenant(nil, PolicyOverrides(), nil).recordBytes
        for length in (bare.count + 1)..<max(bytes.count, bare.count + 1) {
            // A shorter one may be another whole record, but not this.
            #expect((try? Self.read(Array(bytes.prefix(length)))) != tenant)
        }
    }

    @Test(
        "A tenant says since when it is archived, whatever stands before that",
        arguments: [nil, [], [.random()]] as [[RecordID]?], [PolicyOverrides(), rules])
    func archived(relationships: [RecordID]?, policy: PolicyOverrides) throws {
        for consent in [nil, Self.consent] {
            var tenant = try Self.tenant(consent, policy, relationships)
            let before = try tenant.recordBytes
            tenant.archived = SampleKeys.instant
            let bytes = try tenant.recordBytes
            #expect(try Self.read(bytes) == tenant)
            #expect(throws: EncodingError.self) { _ = try Self.read(bytes + [0]) }
            for length in before.count..<bytes.count {
                #expect((try? Self.read(Array(bytes.prefix(length)))) != tenant)
            }
        }
        // No lists, and nothing behind them.
        let bare = try Self.tenant(nil, PolicyOverrides(), nil).recordBytes
        #expect(throws: EncodingError.self) { _ = try Self.read(bare + [255, 0, 255, 255]) }
    }

    @Test(
        "An application says how its end stands", arguments: [.archived, .removingLast(KeyID(UUID()))] as [Offboarding])
    func offboarding(state: Offboarding) throws {
        for command in [nil, "deliver"] {
            var application = Application(
                clientID: ClientID(UUID()), homeDirectory: DirectoryID(UUID()),
                destination: Destination(cloud: .public), credentials: [], principal: .random(),
                deliveryCommand: command)
            let before = try application.recordBytes
            application.offboarding = state
            let bytes = try application.recordBytes
            func read(_ bytes: [UInt8]) throws -> Application {
                var reader = ByteReader(bytes)
                _ = try reader.integer(UInt8.self)
                return try Application(from: &reader)
            }
            #expect(try read(bytes) == application)
            for wrong in [bytes + [0], Array(bytes.dropLast()), (command == nil ? bytes.dropLast() : before) + [3]] {
                #expect((try? read(wrong)) != application)
            }
            #expect(throws: EncodingError.self) {
                _ = try read(Array(bytes.dropLast(state == .archived ? 1 : 17)) + [3])
            }
        }
    }

    @Test("No second spelling: an absence where nothing follows, rules out of order, an empty list of settings")
    func secondSpellings() throws {
        let bare = try Self.tenant(nil, PolicyOverrides(), nil).recordBytes
        #expect(throws: EncodingError.self) { _ = try Self.read(bare + [255]) }
        // No consent, no rules, and no relationships after them.
        #expect(throws: EncodingError.self) { _ = try Self.read(bare + [255, 0]) }
        #expect(throws: EncodingError.self) { _ = try Self.read(bare + [254]) }
        // The flags of keys 5 and 4, in that order, and twice the same.
        for rules: [UInt8] in [[2, 5, 1, 4, 1], [2, 4, 1, 4, 1], [1, 4, 2], [1, 8, 1], [1, 0, 1]] {
            #expect(throws: EncodingError.self) { _ = try Self.read(bare + [255] + rules) }
        }
        #expect(try Self.read(bare + [255, 2, 4, 1, 5, 1]).policy[.unknownExpiry] == .flag(true))
    }

    @Test("Settings with rules of the vault and of tags", arguments: [PolicyOverrides(), rules])
    func settings(policy: PolicyOverrides) throws {
        let tags = [try #require(Tag("emea")): Self.rules, try #require(Tag("b")): Self.rules]
        for tagPolicies in [[:], tags] {
            let settings = VaultSettings(policy: policy, tagPolicies: tagPolicies)
            let bytes = try settings.recordBytes
            var reader = ByteReader(bytes)
            _ = try reader.integer(UInt8.self)
            #expect(try VaultSettings(from: &reader) == settings)
            if policy.isEmpty, tagPolicies.isEmpty {
                var again = ByteReader(bytes + [0, 0, 0])
                _ = try again.integer(UInt8.self)
                #expect(throws: EncodingError.self) { _ = try VaultSettings(from: &again) }
            }
        }
    }

    @Test("Tags out of order, twice, or without a rule are no settings")
    func tagOrder() throws {
        let bare = try VaultSettings().recordBytes
        func read(_ tags: [(String, [UInt8])]) throws -> VaultSettings {
            var writer = ByteWriter()
            writer.put(UInt8(0))
            writer.put(UInt16(tags.count))
            for (tag, rules) in tags {
                try writer.put(text: tag)
                writer.put(rules)
            }
            var reader = ByteReader(bare + writer.bytes)
            _ = try reader.integer(UInt8.self)
            return try VaultSettings(from: &reader)
        }
        let rule: [UInt8] = [1, 4, 1]
        #expect(try read([("a", rule), ("b", rule)]).tagPolicies.count == 2)
        for tags in [[("b", rule), ("a", rule)], [("a", rule), ("a", rule)], [("a", [0])]] {
            #expect(throws: EncodingError.self) { _ = try read(tags) }
        }
    }

    @Test("What a directory said of an application", arguments: [[], Drift.Kind.allCases])
    func reading(kinds: [Drift.Kind]) throws {
        let drift = kinds.enumerated().map { place, kind in
            Drift(
                kind, keyID: place.isMultiple(of: 2) ? KeyID(UUID()) : nil,
                expires: place.isMultiple(of: 3) ? SampleKeys.instant : nil, number: UInt32(place))
        }
        let application = Application(
            clientID: ClientID(UUID()), homeDirectory: DirectoryID(UUID()), destination: Destination(cloud: .public),
            credentials: [], principal: .random(), reading: DirectoryReading(at: SampleKeys.instant, drift: drift))
        let bytes = try application.recordBytes
        var reader = ByteReader(bytes)
        _ = try reader.integer(UInt8.self)
        #expect(try Application(from: &reader) == application)
    }
}
