#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The sockets of this process that listen on a port, as its own descriptors tell: the system's table of all sockets is
/// read in pieces, and misses some while others come and go.
struct ListeningSockets {
    struct Entry: Equatable {
        /// Such as `127.0.0.1`; "" for another family than IPv4.
        let address: String
        /// Whether a child process would have it too.
        let isInherited: Bool
    }

    static func on(port: UInt16) -> [Entry] {
        (0..<Int32(clamping: sysconf(Int32(_SC_OPEN_MAX)).clamped)).compactMap { descriptor in
            guard listens(descriptor), let (address, found) = name(of: descriptor), found == port else { return nil }
            return Entry(address: address, isInherited: fcntl(descriptor, F_GETFD) & FD_CLOEXEC == 0)
        }
    }

    private static func listens(_ descriptor: Int32) -> Bool {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &value, &length) == 0 && value != 0
    }

    private static func name(of descriptor: Int32) -> (address: String, port: UInt16)? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe getsockname(descriptor, name, &length)
            }
        }
        guard result == 0 else { return nil }
        // The port lies at the same place in both families.
        let port = UInt16(bigEndian: address.sin_port)
        guard Int32(address.sin_family) == AF_INET else { return ("", port) }
        let number = UInt32(bigEndian: address.sin_addr.s_addr)
        return ([24, 16, 8, 0].map { "\(number >> $0 & 0xff)" }.joined(separator: "."), port)
    }
}

extension Int {
    /// What a test run may have open; the limit itself may be a million.
    fileprivate var clamped: Int { Swift.min(Swift.max(self, 256), 16_384) }
}
