#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Foundation
import ProgramHarness

/// A file system in memory with a few megabytes of room, unmounted when the object goes.
final class SmallDisk {
    struct Unmountable: Error { let reason: String }

    private let home: TemporaryFolder
    let path: String

    init(megabytes: Int) throws {
        home = try TemporaryFolder()
        path = "\(home.path)/disk"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0700", "tmpfs", path])
    }

    deinit {
        try? run("/bin/umount", [path])
    }

    /// Leaves `free` bytes of room, or less.
    func fill(leaving free: Int = 0) throws {
        guard FileManager.default.createFile(atPath: "\(path)/filler", contents: nil) else { return }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(path)/filler"))
        var step = 64 * 1024
        while step >= 4096 {
            do {
                try file.write(contentsOf: Data(count: step))
            } catch {
                step /= 2
            }
        }
        let end = try file.seekToEnd()
        if free > 0, end > UInt64(free) { try file.truncate(atOffset: end - UInt64(free)) }
        try file.close()
    }

    func free() throws {
        try FileManager.default.removeItem(atPath: "\(path)/filler")
    }

    func setWritable(_ isWritable: Bool) throws {
        try run("/bin/mount", ["-o", "remount,\(isWritable ? "rw" : "ro")", path])
    }

    private func run(_ tool: String, _ arguments: [String]) throws {
        let finished = try Program(system: tool, home: home).run(arguments)
        guard finished.status == 0 else { throw Unmountable(reason: finished.errors) }
    }

    /// Whether this process may mount: it is root on Linux, and not in a container that takes the right away.
    static let isPossible: Bool = {
        #if os(Linux)
        if geteuid() == 0, (try? SmallDisk(megabytes: 1)) != nil { return true }
        #endif
        print("tests of full disks are left out: mounting a file system takes root on Linux")
        return false
    }()
}
