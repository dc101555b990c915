internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// A credential as it was entered, read and checked, but not yet bound to where it may go.
final class CheckedCredential: Sendable {
    let kind: Credential.Kind
    /// As it will be sealed.
    let material: SharedSecret
    let means: SignInMeans
    /// The first characters of a secret as Graph shows them, or a certificate's thumbprint.
    private let hint: String?
    private let notBefore: Date?
    /// What the credential itself says about its end.
    private let end: Date?
    private let user: String?

    /// - Throws: `usage` or `inputUnreadable` for what cannot sign in anywhere.
    init(secret: borrowing SecretBytes) throws {
        try SecretCheck.check(secret)
        kind = .clientSecret
        material = SharedSecret(try secret.duplicate())
        means = SignInMeans(proof: .secret(material), grant: .clientCredentials)
        hint = SecretCheck.hint(of: secret)
        (notBefore, end, user) = (nil, nil, nil)
    }

    /// Nil for a public client, which has none.
    init?(_ entered: EnteredProof) throws {
        var (hint, user): (String?, String?) = (nil, nil)
        var (notBefore, end): (Date?, Date?) = (nil, nil)
        switch entered {
        case .publicClient: return nil
        case .certificate(let file, let password):
            let certificate = try SigningCertificate.reading(file, password)
            kind = .certificate
            material = SharedSecret(try certificate.sealable())
            means = SignInMeans(proof: .certificate(certificate), grant: .clientCredentials)
            (hint, notBefore, end) = (certificate.thumbprint, certificate.notBefore, certificate.notAfter)
        case .federated(let path):
            kind = .federated
            material = SharedSecret(try TokenFile.path(path))
            means = SignInMeans(proof: .assertion(SharedSecret(try TokenFile.read(path))), grant: .clientCredentials)
        case .password(let name, let password):
            try SecretCheck.check(userName: name, password: password)
            kind = .password
            material = password
            means = SignInMeans(proof: .none, grant: .password(user: name, password))
            user = name
        }
        (self.hint, self.user, self.notBefore, self.end) = (hint, user, notBefore, end)
    }

    /// What came with an order; nil for nothing.
    static func of(_ secret: borrowing SecretBytes?, _ entered: EnteredProof?) throws -> CheckedCredential? {
        switch secret {
        case .some(let secret): try CheckedCredential(secret: secret)
        case .none: try entered.flatMap { try CheckedCredential($0) }
        }
    }

    /// What the vault lists of it.
    func listed(keyID: KeyID?, expiry: Expiry?, isExposed: Bool = false, at instant: Date) -> Credential {
        Credential(
            id: .random(), kind: kind, state: .active, keyID: keyID, hint: hint, notBefore: notBefore,
            expiry: expiry ?? end.map { .at($0) } ?? .unknown, user: user, exposed: isExposed, added: instant)
    }

    /// What the vault seals of it, bound to where it may go.
    func sealable(_ destination: Destination, _ directory: DirectoryID) throws -> StoredSecret {
        StoredSecret(
            kind: kind, destination: destination, directoryID: directory, material: try material.bytes.duplicate())
    }
}

/// How one sign-in proves itself: what the application sends, and on whose behalf.
struct SignInMeans: Sendable {
    var proof: ClientProof
    var grant: Grant
}

extension SigningCertificate {
    /// - Throws: `VaultFailure` that says what is wrong with the file.
    fileprivate static func reading(_ file: SharedSecret, _ password: SharedSecret?) throws -> SigningCertificate {
        do {
            guard let password else { return try read(file.bytes, password: nil) }
            return try read(file.bytes, password: try password.bytes.duplicate())
        } catch let problem as CertificateProblem {
            throw VaultFailure(problem)
        }
    }
}
