import ArgumentParser
import VaultCore
import VaultCrypto

/// A person pressed Ctrl-C, or a signal said the same.
struct Interruption: Error {}

/// Turns whatever was thrown into a failure that can be shown.
enum Failures {
    static func translate(_ error: any Error, _ arguments: [String]) -> VaultFailure {
        if Signals.isInterrupted { return VaultFailure(.interrupted, "interrupted") }
        return switch error {
        case let failure as VaultFailure: failure
        case is Interruption, is CancellationError: VaultFailure(.interrupted, "interrupted")
        case SecretMemoryError.cannotLock:
            VaultFailure(
                .memoryLocking,
                "the system will not lock enough memory for secrets",
                hint: "raise the limit on locked memory (ulimit -l)"
            )
        default:
            Root.exitCode(for: error) == .validationFailure
                ? usage(Root.message(for: error), arguments)
                // The type only: a description could carry anything.
                : VaultFailure(.failure, "something unexpected went wrong (\(type(of: error)))")
        }
    }

    /// Bytes that could not be had, without any of them.
    static func unread(_ error: SecretReadError, _ what: String) -> any Error {
        switch error {
        case .cannotLock: SecretMemoryError.cannotLock
        case .notUTF8: VaultFailure(.inputUnreadable, "\(what) is no UTF-8 text")
        case .tooLong(let limit): VaultFailure(.inputUnreadable, "\(what) is longer than \(limit) bytes")
        case .unreadable(let number):
            VaultFailure(.inputUnreadable, "\(what) cannot be read: \(Streams.reason(number))")
        }
    }

    /// ArgumentParser's words in this program's style, without values that may be a secret typed in the wrong place.
    private static func usage(_ message: String, _ arguments: [String]) -> VaultFailure {
        if OptionOrder.command(arguments) == nil, let first = arguments.first, !first.hasPrefix("-"), first != "help" {
            return VaultFailure(.usage, "there is no such command", hint: "run \"partner-vault help\"")
        }
        let help = OptionOrder.command(arguments).map { "partner-vault help \($0)" } ?? "partner-vault help"
        return VaultFailure(.usage, styled(discreet(message)), hint: "run \"\(help)\"")
    }

    private static func discreet(_ message: String) -> String {
        if message.hasPrefix("Unexpected argument ") { return "there is an argument too many" }
        if let count = message.wholeMatch(of: /(\d+) unexpected arguments: .*/.dotMatchesNewlines())?.output.1 {
            return "there are \(count) arguments too many"
        }
        if let name = message.firstMatch(of: /^Unknown option '(--?[A-Za-z][A-Za-z0-9-]*)/)?.output.1 {
            // A single dash may stand before anything: only one letter of it is a name.
            let shown = name.hasPrefix("--") ? name : name.prefix(2)
            let guess = message.firstMatch(of: /Did you mean '([^']*)'/).map { "; did you mean \($0.output.1)?" } ?? ""
            return "unknown option \(shown)\(guess)"
        }
        if message.hasPrefix("Unknown option") { return "unknown option" }
        if let option = message.firstMatch(of: #/is invalid for '(--[a-z-]*-fd) /#)?.output.1 {
            return "\(option) takes the number of an open file descriptor"
        }
        if let option = message.firstMatch(of: /^The option '(--[a-z-]*)' does not take any value/)?.output.1 {
            return "\(option) takes no value"
        }
        return message
    }

    private static func styled(_ message: String) -> String {
        var text = message.split(separator: "\n").joined(separator: " ").replacing(". Please", with: "; please")
        while text.hasSuffix(".") { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
