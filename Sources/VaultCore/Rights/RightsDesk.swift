internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// Asks directories what an application may do; one token serves all that are read with the same rights.
actor RightsDesk {
    /// What a token for Graph opens.
    struct Admission: Sendable {
        let session: GraphSession
        let grants: GraphGrants?
        let trace: SignInTrace
        /// The user who signed in, where it was one.
        let user: String?
    }

    private struct Door: Hashable {
        let reader: RecordID
        let directory: DirectoryID
    }

    private let vault: DirectVault
    private let opened = OpenedCredentials()
    private var admissions: [Door: Task<Admission, any Error>] = [:]

    init(_ vault: DirectVault) {
        self.vault = vault
    }

    /// Never throws: what failed stands in the report. The trace is nil where nobody was let in.
    func report(on target: RightsTarget) async -> (report: RightsReport, trace: SignInTrace?) {
        var assessment = RightsAssessment(
            target.application, of: target.name, target.policy, target.advice, at: vault.surroundings.now())
        let admission: Admission
        do {
            admission = try await admit(target)
        } catch {
            let failure = VaultFailure(any: error, tenant: target.advice.reader.tenant.name.description)
            guard failure.isTrouble else {
                assessment.note(signInFailed: failure)
                return (target.report(assessment), nil)
            }
            return (target.report(assessment, failure), nil)
        }
        assessment.note(admission.grants, user: admission.user)
        let failure = await read(target, admission, &assessment)
        return (target.report(assessment, failure), admission.trace)
    }

    private nonisolated func read(
        _ target: RightsTarget, _ admission: Admission, _ assessment: inout RightsAssessment
    ) async -> VaultFailure? {
        do {
            let registration = try await admission.session.registration(target.application.clientID)
            let owners: Set<UUID>?
            do {
                owners = try await admission.session.owners(of: registration.objectID)
            } catch EntraError.graphDenied {
                owners = nil
            }
            assessment.note(registration, owners: owners, admission.grants)
            return nil
        } catch {
            let failure = VaultFailure(any: error, tenant: target.name)
            guard !failure.isTrouble, let grants = admission.grants else { return failure }
            switch error {
            case EntraError.graphDenied: assessment.note(unread: failure, isDenied: true, grants)
            default: assessment.note(unread: failure, isDenied: false, grants)
            }
            return nil
        }
    }

    private func admit(_ target: RightsTarget) async throws -> Admission {
        let door = Door(reader: target.readerID, directory: target.application.homeDirectory)
        if let task = admissions[door] { return try await task.value }
        let (vault, opened) = (vault, opened)
        let task = Task {
            var order = try target.order()
            order.opened = opened
            let signedIn = await vault.signIn(order)
            let minted = try signedIn.result.get()
            try vault.keep(minted, of: signedIn.used, order)
            let session = GraphSession(
                vault.entra, at: order.application.destination.graph, token: minted.token.value,
                correlationID: order.request.correlationID)
            return Admission(
                session: session, grants: GraphGrants(minted.token),
                trace: SignInTrace(order.request, keyID: signedIn.used?.keyID), user: signedIn.used?.user)
        }
        admissions[door] = task
        return try await task.value
    }
}

extension VaultFailure {
    /// Whether nothing was learned, so that the same question may have another answer next time.
    fileprivate var isTrouble: Bool {
        [.network, .interrupted, .failure, .tampered, .busy].contains(code.status) || code == .wrongToken
    }
}
