import Foundation
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// The journal of a rotation, behind the fields that applications had before.
@Suite("A rotation in its application's record") struct RotationCodingTests {
    private static let instant = SampleKeys.instant

    private static func application(_ change: (inout Application) -> Void) -> Application {
        var application = Application(
            clientID: ClientID(UUID()), homeDirectory: DirectoryID(UUID()), destination: Destination(cloud: .public),
            credentials: [], principal: .random())
        change(&application)
        return application
    }

    private static func rotation(_ step: Rotation.Step, full: Bool) -> Rotation {
        var rotation = Rotation(
            kind: full ? .certificate : .clientSecret, since: instant, overlap: .seconds(86_400),
            lifetime: .seconds(15_552_000), isCompromised: full, era: full ? 9 : 0)
        rotation.step = step
        rotation.new = step == .planned ? nil : .random()
        guard full else { return rotation }
        rotation.old = [.random(), .random()]
        rotation.removeAfter = instant
        rotation.directoryRemoveAfter = instant + 5
        rotation.isDelivered = true
        rotation.isAcknowledged = true
        rotation.lease = Rotation.Lease(holder: "boot/1 42 99 use", until: instant + 900)
        return rotation
    }

    private static func read(_ bytes: [UInt8]) throws -> Application {
        var reader = ByteReader(bytes)
        _ = try reader.integer(UInt8.self)
        return try Application(from: &reader)
    }

    @Test(
        "It reads back as it was written, at each step, with and without a reading before it",
        arguments: Rotation.Step.allCases, [false, true])
    func steps(step: Rotation.Step, full: Bool) throws {
        for reading in [nil, DirectoryReading(at: Self.instant)] {
            let application = Self.application {
                $0.rotation = Self.rotation(step, full: full)
                $0.reading = reading
            }
            let bytes = try application.recordBytes
            #expect(try Self.read(bytes) == application)
            #expect(throws: EncodingError.self) { _ = try Self.read(bytes + [0]) }
            let bare = try Self.application { _ in }.recordBytes.count
            for length in (bare + 1)..<bytes.count {
                #expect((try? Self.read(Array(bytes.prefix(length)))) != application)
            }
        }
    }

    @Test("A command and lost attempts stand by themselves too")
    func others() throws {
        let known = LostAttempt(id: UUID(), at: Self.instant, keyID: KeyID(UUID()), searched: Self.instant + 1)
        for application in [
            Self.application { $0.deliveryCommand = "az keyvault secret set" },
            Self.application { $0.lostAttempts = [LostAttempt(id: UUID(), at: Self.instant), known] },
        ] {
            #expect(try Self.read(try application.recordBytes) == application)
        }
    }

    @Test("No second spelling: an absence with nothing behind it, a step without its credential")
    func secondSpellings() throws {
        let bare = try Self.application { _ in }.recordBytes
        var absent = ByteWriter()
        absent.put(Int64.min)
        #expect(throws: EncodingError.self) { _ = try Self.read(bare + absent.bytes) }
        // No command, no rotation, no attempts.
        #expect(throws: EncodingError.self) { _ = try Self.read(bare + absent.bytes + [0, 0, 0]) }
        for (step, new) in [(Rotation.Step.planned, true), (.intended, false), (.promoted, false)] {
            let application = Self.application {
                $0.rotation = Self.rotation(step, full: false)
                $0.rotation?.new = new ? .random() : nil
            }
            #expect(throws: EncodingError.self) { _ = try Self.read(try application.recordBytes) }
        }
        let user = Self.application { application in
            application.rotation = Self.rotation(.stored, full: false)
            application.rotation?.kind = .refreshToken
        }
        #expect(throws: EncodingError.self) { _ = try Self.read(try user.recordBytes) }
    }
}
