import Foundation
package import Testing

/// Runs tests that wait or compute for long on threads of their own.
///
/// They block a thread meanwhile, and Swift's pool has one a core: a few of them would hold up every other test, until
/// those that count on a reply in time fail.
package struct OwnThreads: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await withTaskExecutorPreference(WaitingThreads.all) { try await function() }
    }
}

extension Trait where Self == OwnThreads {
    package static var onOwnThreads: Self { Self() }
}

/// Twice as many threads as there are cores, since most of them wait.
private final class WaitingThreads: TaskExecutor {
    static let all = WaitingThreads()

    private let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = max(2, ProcessInfo.processInfo.activeProcessorCount) * 2
        return queue
    }()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.addOperation { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
