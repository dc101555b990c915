#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// How processes know of each other.
package struct ProcessMarks: Sendable {
    /// Names this process; each use of it by another `use`.
    package var mark: @Sendable (_ use: String) -> String
    /// Whether the process that a mark names has surely ended.
    package var hasEnded: @Sendable (_ mark: String) -> Bool

    package init(
        mark: @escaping @Sendable (_ use: String) -> String, hasEnded: @escaping @Sendable (_ mark: String) -> Bool
    ) {
        self.mark = mark
        self.hasEnded = hasEnded
    }

    package static let real = ProcessMarks(
        mark: { ProcessMark.own(use: $0)?.text ?? $0 }, hasEnded: { ProcessMark.hasEnded($0) })
}

/// Names a process so that another can tell whether it still runs: boot, process namespace, ID and start.
///
/// A process ID alone is given again; its start makes it one process of one boot.
struct ProcessMark: Equatable {
    let text: String
    private let boot: String
    private let pid: Int32
    private let start: String

    /// The present process's; another use of the same process gets another `use`.
    static func own(use: String) -> ProcessMark? {
        let pid = getpid()
        guard let boot = bootMark, let start = start(of: pid) else { return nil }
        return ProcessMark(boot: boot, pid: pid, start: start, use: use)
    }

    private init(boot: String, pid: Int32, start: String, use: String) {
        (self.boot, self.pid, self.start) = (boot, pid, start)
        text = "\(boot) \(pid) \(start) \(use)"
    }

    private init?(_ text: String) {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 4, let pid = Int32(parts[1]) else { return nil }
        self.init(boot: parts[0], pid: pid, start: parts[2], use: parts[3])
    }

    /// Whether the process that this names has surely ended; false where nobody can tell from here.
    static func hasEnded(_ text: String) -> Bool {
        guard let mark = ProcessMark(text), let boot = bootMark else { return false }
        // After another boot none of its processes is left; in another namespace its processes are not seen.
        guard mark.boot.prefix(36) == boot.prefix(36) else { return true }
        guard mark.boot == boot else { return false }
        return start(of: mark.pid) != mark.start
    }

    /// The kernel's boot ID, and which namespace process IDs belong to.
    private static var bootMark: String? {
        guard let boot = contents("/proc/sys/kernel/random/boot_id"), boot.utf8.count == 36 else { return nil }
        return boot + "/" + (namespace ?? "")
    }

    private static var namespace: String? {
        var buffer = [UInt8](repeating: 0, count: 64)
        // The pointer is used inside the closure only, and the length is the buffer's.
        let count: Int = unsafe buffer.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            return unsafe readlink("/proc/self/ns/pid", start, bytes.count)
        }
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count), as: UTF8.self).filter { $0.isNumber }
    }

    /// The 22nd field of `stat`, in clock ticks since boot; the second may hold blanks and parentheses.
    private static func start(of pid: Int32) -> String? {
        guard let stat = contents("/proc/\(pid)/stat"), let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        // A process that has ended and was not waited for does no work either.
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }

    private static func contents(_ path: String) -> String? {
        Doctor.text(path).flatMap { $0.utf8.count <= 4096 ? $0.filter { !$0.isNewline } : nil }
    }
}
