import CPlatform
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore
import VaultCrypto

/// A delivery command that was started, with the pipes into it and out of it.
final class RunningDelivery {
    /// What it says is kept so far back; a person is told the last lines.
    private static let mostWords = 4096

    private let process: pid_t
    private var input: Int32
    private var secretInput: Int32
    private let unread: Int32
    private let errors: Int32
    private let secret: SharedSecret
    private var written = 0
    private var words: SecretTail

    init(_ command: String, _ secret: SharedSecret, environment: [String: String]) throws {
        words = try SecretTail(limit: Self.mostWords)
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
        var started = pv_delivery()
        let result = unsafe pv_start_delivery(command, &variables, &started)
        guard result == 0 else {
            throw VaultFailure(.failure, "the delivery command cannot be started: \(Streams.reason(result))")
        }
        process = started.child
        (input, secretInput, unread, errors) = (started.input, started.secret, started.unread, started.errors)
        self.secret = secret
        Signals.ends(process)
    }

    deinit {
        Signals.endsNoMore(process)
        for descriptor in [input, secretInput, unread, errors] where descriptor >= 0 { close(descriptor) }
    }

    /// Writes as much of `rest`, and of the secret, as goes into the pipes now, and closes each behind its last byte.
    func feed(_ rest: inout ArraySlice<UInt8>) {
        while input >= 0, !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                // It need not read what it is told in the open.
                rest = []
            }
        }
        if rest.isEmpty { Self.end(&input) }
        feedSecret()
    }

    /// From locked memory into the pipe, without anything between.
    private func feedSecret() {
        while secretInput >= 0, written < secret.bytes.count {
            let count = unsafe secret.bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
                return unsafe write(secretInput, rest.baseAddress, rest.count)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                break
            }
        }
        if written == secret.bytes.count { Self.end(&secretInput) }
    }

    /// Whether all of the secret was written, and nothing of it is left in the pipe.
    var hasReadSecret: Bool { written == secret.bytes.count && pv_unread_bytes(unread) == 0 }

    /// Takes what it said since; a program that says more than is kept is not made to wait.
    func listen() throws {
        for _ in 0..<16 {
            guard let count = try words.take(from: errors), count > 0 else { return }
        }
    }

    /// The last lines that it said, if they hold nothing of the secret, in at most 500 letters.
    func lastWords() throws -> DeliveryWords {
        try listen()
        return try words.text(telling: secret.bytes).map { DeliveryWords(bytes: $0) } ?? .withheld
    }

    /// How it ended; nil while it runs.
    func outcome() -> Hook.Outcome? {
        var status: Int32 = 0
        guard unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
        Signals.endsNoMore(process)
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(bySignal: signal)
    }

    /// Ends it and what it started, at once, and waits until it is gone.
    func end() {
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        Signals.endsNoMore(process)
    }

    private static func end(_ descriptor: inout Int32) {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
