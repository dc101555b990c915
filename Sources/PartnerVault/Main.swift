import CPlatform
import VaultCore
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The way in: hardens the process before anything secret can be in it, then does what the arguments say.
@main
struct Main {
    static func main() async {
        Streams.ensureOpen()
        guard pv_harden_process() == 0 else {
            ErrorReport(.init(.failure, "this process cannot be protected against other programs"), asJSON: false)
                .write()
            exit(1)
        }
        Signals.watch()
        let work = Task { await Invocation.run(Array(CommandLine.arguments.dropFirst())) }
        Signals.cancels(work)
        exit(await work.value)
    }
}
