import Foundation

/// The sockets that listen on a port of this machine, as Linux tells; nothing elsewhere.
struct ListeningSockets {
    struct Entry: Equatable {
        /// As the kernel writes it: `0100007F` is 127.0.0.1.
        let address: String
        let inode: String
    }

    static let isKnown = FileManager.default.fileExists(atPath: "/proc/net/tcp")

    static func on(port: UInt16) -> [Entry] {
        ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path -> [Entry] in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
            return text.split(separator: "\n").dropFirst().compactMap { line in
                let fields = line.split(separator: " ")
                let local = fields[1].split(separator: ":")
                // 0A: listening.
                guard fields[3] == "0A", UInt16(local[1], radix: 16) == port else { return nil }
                return Entry(address: String(local[0]), inode: String(fields[9]))
            }
        }
    }

    /// Whether a child process would have this socket of ours too; nil where none of our descriptors is it.
    static func isInherited(_ entry: Entry) throws -> Bool? {
        let folder = "/proc/self/fd"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
            guard target == "socket:[\(entry.inode)]" else { continue }
            let facts = try String(contentsOfFile: "/proc/self/fdinfo/\(name)", encoding: .utf8)
            let flags = facts.split(separator: "\n").first { $0.hasPrefix("flags:") }?.split(separator: "\t").last
            // O_CLOEXEC.
            return flags.flatMap { UInt32($0, radix: 8) }.map { $0 & 0o2000000 == 0 }
        }
        return nil
    }
}
