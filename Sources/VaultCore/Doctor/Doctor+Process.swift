internal import FoundationEssentials
internal import VaultCrypto
internal import VaultStore

extension Doctor {
    /// How well this process keeps secrets in memory.
    func process() -> [DoctorFinding] {
        let facts = ProcessFacts()
        let limit = facts.lockableLimit.map { "of at most \(Self.size(Int64(clamping: $0)))" } ?? "without a limit"
        return [
            facts.hasNoCoreFiles
                ? .ok("coreFiles", "none is written of this program")
                : .finding("coreFiles", "the system may write one of this program", mend: "ulimit -c 0"),
            facts.isUndumpable
                ? .ok("dumpable", "other programs of yours cannot read this one's memory")
                : .finding(
                    "dumpable", "other programs of yours can read this one's memory", mend: "run it without a debugger"),
            facts.canLock
                ? .ok("lockedMemory", "memory can be locked, \(limit)")
                : .finding(
                    "lockedMemory", "the system will not lock \(Self.size(Int64(ProcessFacts.lockedBytes))) (\(limit))",
                    mend: "ulimit -l 8192, or LimitMEMLOCK=8M in a systemd unit"),
            backtraces(),
        ]
    }

    /// Swift's own crash report prints memory; a program that is linked as releases are has none.
    private func backtraces() -> DoctorFinding {
        let setting = surroundings.environment["SWIFT_BACKTRACE"] ?? ""
        let words = setting.split(separator: ",").map { $0.trimmingPrefix(" ") }
        if words.contains("enable=no") { return .ok("backtraces", "switched off") }
        let mend = "export SWIFT_BACKTRACE=enable=no"
        if words.contains(where: { $0.hasPrefix("enable=") }) {
            return .finding("backtraces", "a crash would print memory, by SWIFT_BACKTRACE", mend: mend)
        }
        guard Self.text("/proc/self/maps")?.contains("libswiftCore") == true else {
            return .ok("backtraces", "this program prints none")
        }
        return .warning(
            "backtraces", "a crash may print memory: this program is not linked as releases are", mend: mend)
    }

    func libraries() -> [DoctorFinding] {
        [
            Self.library("sqlite", SQLiteLibrary.version, needed: "3.37.0", tried: "3.40.1"),
            Self.library("libsodium", ProcessFacts.sodiumVersion, needed: "1.0.18", tried: "1.0.18"),
        ]
    }

    /// `needed` has what the program uses; with `tried` it was tested.
    static func library(_ check: String, _ version: String, needed: String, tried: String) -> DoctorFinding {
        if isOlder(version, than: needed) {
            return .finding(check, "\(version), older than \(needed)", mend: "update the system's \(check)")
        }
        if isOlder(version, than: tried) {
            return .warning(check, "\(version), older than the tested \(tried)", mend: "update the system's \(check)")
        }
        return .ok(check, version)
    }

    private static func isOlder(_ version: String, than other: String) -> Bool {
        func numbers(_ text: String) -> [Int] { text.split(separator: ".").map { Int($0) ?? 0 } }
        return numbers(version).lexicographicallyPrecedes(numbers(other))
    }

    /// A small file of the system's; nil where there is none.
    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
