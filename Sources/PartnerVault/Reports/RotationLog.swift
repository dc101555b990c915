import VaultCore

/// What a person at a terminal sees while applications are rotated: how far it is, and each as it is done.
struct RotationLog: Sendable {
    private let progress: Progress
    private let isSingle: Bool
    private let isShown: Bool
    private let isDryRun: Bool
    private let screen: Screen

    init(_ context: Context, isSingle: Bool, _ query: RotationQuery) {
        progress = context.progress(query.isDryRun ? "asking" : "rotating")
        isShown = context.showsProgress
        isDryRun = query.isDryRun
        screen = Screen(of: Streams.errors, environment: context.surroundings.environment)
        self.isSingle = isSingle
    }

    func begin() { progress.say() }
    func end() { progress.end() }

    /// One line an application, above the line that tells how far it is; the answer itself comes at the end.
    func add(_ outcome: RotationOutcome, _ done: Int, of total: Int) {
        guard isShown, !isSingle else { return }
        if !isDryRun { progress.tell(RotateText.line(outcome).cut(to: screen.columns).painted(on: screen)) }
        progress.show(done, of: total)
    }
}
