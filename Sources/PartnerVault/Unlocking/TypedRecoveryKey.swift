import VaultCore
import VaultCrypto

/// A recovery key as somebody copied it from paper.
enum TypedRecoveryKey {
    /// From a descriptor; where that is a terminal, typed without being seen.
    static func read(_ number: Int32) throws -> RecoveryKey {
        guard Streams.isTerminal(number) else {
            return try parse(try GivenSecret.descriptor(number, option: "--recovery-key-fd"))
        }
        guard let terminal = TerminalPrompt() else {
            throw VaultFailure(.locked, "there is no terminal to ask for the recovery key")
        }
        let first = try terminal.secret("recovery key: ")
        do {
            return try RecoveryKey(first)
        } catch CheckedTextError.malformed {
            // It is printed on two lines, and pasted the same way.
            return try parse(try first.joined(with: try terminal.secret("its second line: ")))
        } catch is CheckedTextError {
            throw mistyped
        }
    }

    private static func parse(_ text: consuming SecretBytes) throws -> RecoveryKey {
        do {
            return try RecoveryKey(text)
        } catch CheckedTextError.mistyped {
            throw mistyped
        } catch is CheckedTextError {
            throw VaultFailure(
                .wrongPassphrase,
                "that is no recovery key: it has fourteen groups of four letters and digits 2 to 7"
            )
        }
    }

    private static var mistyped: VaultFailure {
        VaultFailure(
            .wrongPassphrase,
            "a letter of the recovery key is wrong",
            hint: "compare it with the paper, group by group"
        )
    }
}
