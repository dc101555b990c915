package import FoundationEssentials

/// What a directory said of an application when it was last read, and where that differs from the vault.
package struct DirectoryReading: Sendable, Equatable {
    package var at: Date
    package var drift: [Drift]

    package init(at: Date, drift: [Drift] = []) {
        self.at = at
        self.drift = drift
    }
}

/// One difference between the directory and the vault, or something that the directory forbids.
package struct Drift: Sendable, Hashable {
    /// The worst first.
    package enum Kind: String, Sendable, CaseIterable {
        /// A credential of the vault's that the directory does not list any more.
        case gone
        /// Several in the directory fit a credential of the vault's.
        case ambiguous
        /// The directory had another end than the vault, which has the directory's now.
        case endDiffered
        /// The directory's policy lets no secret be added.
        case secretsForbidden
        /// The directory's policy bounds the life of new secrets or certificates.
        case lifetimeLimited
        /// A live secret that the vault does not hold.
        case unknownSecret
        /// A live certificate that the vault does not hold.
        case unknownCertificate
        /// A live secret or certificate of the service principal, beside those of the application.
        case onServicePrincipal
        /// More secrets are alive than a rotation needs.
        case severalSecretsAlive
    }

    package var kind: Kind
    /// The key ID in the directory, or the vault's.
    package var keyID: KeyID?
    /// When the credential that it is about ends, by the directory.
    package var expires: Date?
    /// The longest life that the directory allows in seconds, or how many credentials there are.
    package var number: UInt32

    package init(_ kind: Kind, keyID: KeyID? = nil, expires: Date? = nil, number: UInt32 = 0) {
        self.kind = kind
        self.keyID = keyID
        self.expires = expires
        self.number = number
    }
}
