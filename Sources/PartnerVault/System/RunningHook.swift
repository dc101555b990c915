import CPlatform
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore

/// A hook that was started, with the pipe into it.
final class RunningHook {
    private let process: pid_t
    private var input: Int32

    init(_ path: String, environment: [String: String]) throws {
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
        var (process, input): (Int32, Int32) = (0, -1)
        let result = unsafe pv_start_hook(path, &variables, &process, &input)
        guard result == 0 else {
            throw VaultFailure(.failure, "the hook cannot be started: \(Streams.reason(result))")
        }
        (self.process, self.input) = (process, input)
    }

    deinit { closeInput() }

    /// Writes as much of `rest` as goes into the pipe now, and closes it behind the last byte.
    func feed(_ rest: inout ArraySlice<UInt8>) {
        while input >= 0, !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                // It reads no more, which is its right.
                rest = []
            }
        }
        closeInput()
    }

    /// How it ended; nil while it runs.
    func outcome() -> Hook.Outcome? {
        var status: Int32 = 0
        guard unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(bySignal: signal)
    }

    /// Ends it and what it started, at once, and waits until it is gone.
    func end() {
        // It leads a process group of its own.
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    private func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }
}
