/// One thing that `doctor` looked at, and what to do about it.
package struct DoctorFinding: Sendable, Equatable {
    package enum State: String, Sendable {
        case ok
        /// Worth knowing; nothing is wrong yet.
        case warning
        /// To be mended.
        case finding
    }

    package let check: String
    package let state: State
    package let found: String
    /// What mends it, as a command where there is one.
    package let mend: String?

    static func ok(_ check: String, _ found: String) -> DoctorFinding {
        DoctorFinding(check: check, state: .ok, found: found, mend: nil)
    }

    static func warning(_ check: String, _ found: String, mend: String?) -> DoctorFinding {
        DoctorFinding(check: check, state: .warning, found: found, mend: mend)
    }

    static func finding(_ check: String, _ found: String, mend: String?) -> DoctorFinding {
        DoctorFinding(check: check, state: .finding, found: found, mend: mend)
    }

    /// What another command would fail with.
    package static func failure(_ check: String, _ failure: VaultFailure) -> DoctorFinding {
        .finding(check, failure.message, mend: failure.hint)
    }
}
