#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A shell pattern over names, by the system's `fnmatch`; `*` also matches `/`.
struct GlobPattern {
    private let pattern: String

    init(_ pattern: String) {
        self.pattern = pattern.lowercased()
    }

    func matches(_ name: String) -> Bool {
        unsafe fnmatch(pattern, name, 0) == 0
    }
}
