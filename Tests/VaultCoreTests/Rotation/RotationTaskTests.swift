import Foundation
import Testing
import VaultCore
import VaultModel

/// The machine alone: which deed follows which step.
@Suite("what a rotation needs next")
struct RotationTaskTests {
    private static let now = Sample.today
    private static let end = now + 3600

    private func rotation(_ step: Rotation.Step, _ change: (inout Rotation) -> Void = { _ in }) -> Rotation {
        var rotation = Rotation(
            kind: .clientSecret, since: Self.now, overlap: .seconds(3600), lifetime: .seconds(86_400), era: 7)
        rotation.step = step
        rotation.new = step == .planned ? nil : .random()
        if step == .promoted { rotation.removeAfter = Self.end }
        change(&rotation)
        return rotation
    }

    @Test(
        "One deed for each step",
        arguments: [
            (Rotation.Step.planned, false, RotationTask.begin), (.planned, true, .begin),
            (.intended, false, .giveUp), (.stored, false, .prove), (.stored, true, .prove),
            (.proven, false, .promote), (.proven, true, .deliver), (.delivered, true, .promote),
            (.delivered, false, .promote), (.promoted, false, .wait(until: end)), (.promoted, true, .wait(until: end)),
        ])
    func tasks(step: Rotation.Step, delivers: Bool, expected: RotationTask) {
        #expect(rotation(step).task(at: Self.now, era: 7, delivers: delivers, isFinishing: false) == expected)
    }

    @Test(
        "The overlap ends at its very end, or when somebody ends it",
        arguments: [
            (-1.0, false, false), (0, false, true), (1, false, true), (-1, true, true),
        ])
    func overlap(offset: Double, isFinishing: Bool, retires: Bool) {
        let task = rotation(.promoted).task(
            at: Self.end + offset, era: 7, delivers: false, isFinishing: isFinishing)
        #expect(task == (retires ? .retire : .wait(until: Self.end)))
    }

    @Test("After a restore nothing goes on by itself", arguments: Rotation.Step.allCases)
    func frozen(step: Rotation.Step) {
        #expect(rotation(step).task(at: Self.end, era: 8, delivers: true, isFinishing: true) == .confirm)
    }

    @Test("A person's word is as good as the command")
    func acknowledged() {
        let rotation = rotation(.proven) { $0.isAcknowledged = true }
        #expect(rotation.task(at: Self.now, era: 7, delivers: true, isFinishing: false) == .promote)
    }

    @Test(
        "A lease holds until its end, and not when it reaches further than any is given",
        arguments: [
            (-901.0, false), (-900, true), (-1, true), (0, false), (1, false),
        ])
    func lease(offset: Double, holds: Bool) {
        let lease = Rotation.Lease(holder: "a", until: Self.end)
        #expect(lease.holds(at: Self.end + offset) == holds)
    }

    @Test(
        "A lost attempt is searched for at once, after 15 minutes and after a day",
        arguments: [
            (nil, 0.0, true), (0.0, 899.0, false), (0, 900, true), (900, 901, false), (900, 86_399, false),
            (901, 86_400, true), (86_400, 86_401, false),
        ])
    func searches(searched: Double?, at: Double, isDue: Bool) {
        let attempt = LostAttempt(id: UUID(), at: Self.now, searched: searched.map { Self.now + $0 })
        #expect(attempt.isDue(at: Self.now + at) == isDue)
        #expect(attempt.isOver(at: Self.now + at) == (at >= 86_400))
    }

    @Test("What takes the place of others is tried first, and only secrets and certificates retire")
    func promotion() throws {
        func credential(_ kind: Credential.Kind, _ state: Credential.State) -> Credential {
            Credential(id: .random(), kind: kind, state: state, added: Self.now)
        }
        var application = Application(
            clientID: try #require(ClientID(Sample.leads)), homeDirectory: try #require(DirectoryID(Sample.contoso)),
            destination: Destination(cloud: .public),
            credentials: [
                credential(.clientSecret, .active), credential(.clientSecret, .retiring),
                credential(.refreshToken, .active),
            ], principal: .random())
        let before = application.credentials.map(\.id)
        application.rotation = rotation(.planned)
        let new = credential(.certificate, .pending)
        application.intend(new, attempt: UUID(), at: Self.now)
        #expect(application.rotation?.step == .intended && application.newCredential?.id == new.id)
        application.store(
            keyID: try #require(KeyID(SyncSample.key)), hint: nil, start: nil, expiry: .never, at: Self.now)
        application.promote(at: Self.now, directory: Self.now + 5)
        #expect(application.credentials.map(\.id) == [new.id] + before)
        #expect(application.credentials.map(\.state) == [.active, .retiring, .retiring, .active])
        #expect(application.rotation?.old == Array(before.prefix(2)))
        #expect(application.rotation?.removeAfter == Self.now + 3600)
        #expect(application.rotation?.directoryRemoveAfter == Self.now + 3605)
        // Only what was retiring goes.
        #expect(application.retire([new.id, before[0], before[2]], isOver: true) == [before[0]])
        #expect(application.credentials.map(\.id) == [new.id, before[1], before[2]] && application.rotation == nil)
    }
}
