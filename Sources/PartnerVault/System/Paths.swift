#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import FoundationEssentials

/// Paths for others, who start in another folder.
enum Paths {
    /// `path` from the root, through no link and no `..` on the way to its last part, which stays as it was named;
    /// nil where its folder is not there.
    static func absolute(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let name = parts.last, name != ".", name != ".." else { return nil }
        var folder = parts.dropLast().joined(separator: "/")
        if path.hasPrefix("/") { folder = "/" + folder }
        guard let resolved = real(folder.isEmpty ? "." : folder) else { return nil }
        return resolved == "/" ? "/\(name)" : "\(resolved)/\(name)"
    }

    /// This program, by the name that it was called by where that leads to it: a name such as `/usr/bin/partner-vault`
    /// outlives an upgrade, and what it points to may not.
    static func program(_ environment: [String: String]) -> String? {
        let called = CommandLine.arguments.first ?? ""
        let running = runningProgram
        let candidates =
            called.contains("/")
            ? [called]
            : (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(called)" }
        let own = candidates.first { access($0) && (running == nil || real($0) == running) }
        return own.flatMap(absolute) ?? running
    }

    private static var runningProgram: String? {
        #if os(Linux)
        return real("/proc/self/exe")
        #else
        return nil
        #endif
    }

    private static func access(_ path: String) -> Bool {
        #if canImport(Glibc)
        return unsafe Glibc.access(path, X_OK) == 0
        #elseif canImport(Musl)
        return unsafe Musl.access(path, X_OK) == 0
        #else
        return unsafe Darwin.access(path, X_OK) == 0
        #endif
    }

    private static func real(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
