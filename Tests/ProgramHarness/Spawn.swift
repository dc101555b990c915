#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a program is started with.
struct Spawn {
    var path: String
    var arguments: [String]
    var environment: [String: String]
    /// Our descriptors by the number that the program sees them under.
    var descriptors: [Int32: Int32] = [:]
    /// A terminal that becomes the program's own, with standard input, output and errors on it.
    var terminal: String?
    var folder: String?

    /// Starts the program and gives its process ID.
    func start() throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let terminal {
            // The leader of a session without a terminal gets the one that it opens first (tty_ioctl(4)).
            unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
            unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
        }
        for (theirs, ours) in descriptors { unsafe posix_spawn_file_actions_adddup2(&actions, ours, theirs) }

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var usual = sigset_t()
        unsafe sigemptyset(&usual)
        for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&usual, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &usual)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSID: 0x80 in glibc and musl, 0x400 on Darwin; hidden behind _GNU_SOURCE.
        #if canImport(Darwin)
        let newSession: Int32 = 0x400
        #else
        let newSession: Int32 = 0x80
        #endif
        let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | newSession
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for index in unsafe words.indices { unsafe free(words[index]) }
            for index in unsafe variables.indices { unsafe free(variables[index]) }
        }
        var process: pid_t = 0
        let result = Posix.alone { unsafe posix_spawn(&process, path, &actions, &attributes, &words, &variables) }
        guard result == 0 else { throw SystemFailure("posix_spawn", result) }
        return process
    }
}
