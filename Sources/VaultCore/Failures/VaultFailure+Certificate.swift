internal import EntraClient

extension VaultFailure {
    /// What is wrong with a certificate's file.
    init(_ problem: CertificateProblem) {
        switch problem {
        case .notACertificate:
            self.init(
                .inputUnreadable, "that is neither a PEM nor a PFX file",
                hint: "export the certificate with its private key")
        case .noKey:
            self.init(
                .inputUnreadable, "the file holds no private key",
                hint: "put the key's PEM block into the same file, or export a PFX with the key")
        case .noCertificate:
            self.init(
                .inputUnreadable, "the file holds a key and no certificate",
                hint: "put the certificate's PEM block into the same file")
        case .severalKeys: self.init(.inputUnreadable, "the file holds several private keys")
        case .keyDoesNotMatch:
            self.init(.inputUnreadable, "no certificate in the file belongs to the key in it")
        case .notRSA: self.init(.inputUnreadable, "the key is no RSA key, and Entra takes no other")
        case .weakKey: self.init(.inputUnreadable, "the key has less than 2048 or more than 4096 bits")
        case .encryptedKey:
            self.init(
                .inputUnreadable, "the private key in the file is encrypted",
                hint: "export it as PFX, and give that file's password with --certificate-password-fd")
        case .passwordNeeded:
            self.init(
                .inputUnreadable, "the file needs a password", hint: "give it with --certificate-password-fd N")
        case .wrongPassword:
            self.init(.inputUnreadable, "the password does not open the file", hint: "try again")
        case .tooLarge: self.init(.inputUnreadable, "the file is too large for a certificate")
        }
    }
}
