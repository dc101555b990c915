internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// A refresh token that came with an access token, to take the place of the one that was sent.
///
/// The old one stays good for a while, so that of many that come at once any one will do; the newest lives longest.
struct Renewal: Sendable {
    let application: RecordID
    let credential: RecordID
    let token: SharedSecret
    let received: Date

    /// Nil where none came, or none was sent.
    init?(_ minted: Minted, of used: Credential?, _ order: SignInOrder, at instant: Date) {
        guard let token = minted.refreshToken, let used, used.kind == .refreshToken else { return nil }
        application = order.id
        credential = used.id
        self.token = token
        received = instant
    }
}

extension Sequence<Renewal> {
    /// The newest of each credential.
    var newest: [Renewal] {
        var newest: [RecordID: Renewal] = [:]
        for renewal in self where renewal.received >= newest[renewal.credential]?.received ?? .distantPast {
            newest[renewal.credential] = renewal
        }
        return Array(newest.values)
    }
}

extension VaultEdit {
    /// Puts a refresh token in the place of the one that it came for, unless a newer one, or none, is there. One from
    /// after `now` is no newer: the clock was put back since.
    func keep(_ renewal: Renewal, at now: Date) throws {
        guard var application = try application(renewal.application),
            let index = application.credentials.firstIndex(where: { $0.id == renewal.credential }),
            case let present = application.credentials[index].notBefore ?? .distantPast,
            present <= renewal.received || present > now
        else { return }
        application.credentials[index].notBefore = renewal.received
        let old = try secret(of: application.credentials[index])
        let new = StoredSecret(
            kind: old.kind, destination: old.destination, directoryID: old.directoryID,
            material: try renewal.token.bytes.duplicate())
        try update(new, at: renewal.credential)
        try update(application, at: renewal.application)
    }
}

extension DirectVault {
    /// Stores what came with a sign-in that was made to see whether it works.
    func keep(_ minted: Minted, of used: Credential?, _ order: SignInOrder) throws {
        guard let renewal = Renewal(minted, of: used, order, at: surroundings.now()) else { return }
        try store.write { try $0.keep(renewal, at: surroundings.now()) }
    }
}
