import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The calls of one run are replayed on a model of a disk, whose power goes between any two of them.
@Suite("A loss of power leaves the old state or the new", .onOwnThreads, .enabled(if: CrashShim.isPossible))
struct PowerLossTests {
    private static let losses: [DiskModel.Loss] = [.nothing, .everything, .bytes, .names]

    @Test("at each call that changes a file", arguments: CrashCommand.all)
    func powerLoss(command: CrashCommand) async throws {
        let scene = try await CrashScene(command)
        var disk = scene.start
        var seen: Set<Int> = []
        var confirmed = false
        let points = Set(CrashSweep.points(scene.trace))
        func lose(at place: String, seeds: Range<UInt64>) async throws {
            for loss in Self.losses + seeds.map({ .some(seed: $0) }) {
                let contents = disk.contents(after: loss)
                var hasher = Hasher()
                hasher.combine(contents)
                hasher.combine(confirmed)
                guard seen.insert(hasher.finalize()).inserted else { continue }
                await scene.judge(try Desk.holding(contents), confirmed: confirmed, "\(loss) lost \(place)")
            }
        }
        for call in scene.trace.calls {
            if points.contains(call.number) {
                let seed = UInt64(call.number) * 100
                let seeds: UInt64 = CrashSweep.isFull ? 8 : (call.number + command.place).isMultiple(of: 3) ? 1 : 0
                try await lose(at: "before call \(call.number), \(call.site)", seeds: seed..<seed + seeds)
            }
            try disk.apply(call)
            if call.kind == .said { confirmed = true }
        }
        confirmed = true
        try await lose(at: "after the end", seeds: 0..<8)
        // Nothing went past the model: what it holds is what the run left.
        #expect(disk.contents(after: .nothing) == scene.end)
    }

    /// A killed program leaves what it wrote with the system, and nobody waited for the disk to have it.
    @Test("after a kill, while the next program reads")
    func killedThenPowerLoss() async throws {
        let scene = try await CrashScene(try #require(CrashCommand.all.first { $0.name == "add" }))
        let witness = try #require(scene.trace.calls.first { $0.role.hasSuffix(".witness.new") }).number
        let sync = try #require(
            scene.trace.calls.last { $0.number < witness && $0.site == "sync vault.db-wal" }
        ).number
        // Random IDs make a run longer or shorter by a page: then the kill comes too early, before there is anything new.
        for _ in 0..<8 {
            let (desk, traces) = (try scene.desk.copy(), try TemporaryFolder())
            var disk = try DiskModel(home: desk.home.path)
            let (first, second) = ("\(traces.path)/first", "\(traces.path)/second")
            let killed = try CrashScene.run(
                scene.command, on: desk, CrashShim.environment(desk, traceFile: first, .kill, at: sync))
            try #require(killed.status == 128 + SIGKILL)
            for call in try DiskTrace(file: first).calls { try disk.apply(call) }
            let reading = try desk.run(["list"], environment: CrashShim.environment(desk, traceFile: second))
            try #require(reading.status == 0, "\(reading)")
            guard reading.output.contains("new") else { continue }
            return try await loses(&disk, as: second, scene)
        }
        Issue.record("no run was killed just after its commit")
    }

    /// The power goes between any two of the calls in `trace`.
    private func loses(_ disk: inout DiskModel, as trace: String, _ scene: CrashScene) async throws {
        for call in try DiskTrace(file: trace).calls {
            try disk.apply(call)
            for loss in Self.losses {
                await scene.judge(
                    try Desk.holding(disk.contents(after: loss)), confirmed: false,
                    "\(loss) lost after call \(call.number), \(call.site), of the reader")
            }
        }
    }
}
