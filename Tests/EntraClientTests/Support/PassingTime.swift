import EntraClient
import Foundation
import Synchronization

/// A clock that goes on only while somebody waits.
final class PassingTime: Sendable {
    private let state = Mutex<(now: Date, waits: [Duration])>((Sample.instant, []))
    /// After how many waits the task that waits is cancelled.
    private let patience: Int

    init(patience: Int = .max) { self.patience = patience }

    var waits: [Duration] { state.withLock { $0.waits } }

    func entra(_ transport: any HTTPTransport) -> EntraClient {
        EntraClient(
            transport: transport,
            now: { self.state.withLock { $0.now } },
            pause: { duration in
                let count = self.state.withLock { state in
                    state.now += TimeInterval(duration.components.seconds)
                    state.waits.append(duration)
                    return state.waits.count
                }
                if count > self.patience { throw CancellationError() }
            })
    }
}
