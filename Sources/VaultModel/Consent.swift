package import FoundationEssentials

/// What is known of an application's permissions in one directory, as of the last time that anyone asked.
package struct Consent: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable { case granted, missing, revoked }

    package var at: Date
    package var state: State

    package init(at: Date, state: State) {
        self.at = at
        self.state = state
    }
}
