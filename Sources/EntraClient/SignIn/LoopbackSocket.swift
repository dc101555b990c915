#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A socket bound to 127.0.0.1 that no child process inherits.
///
/// The library's own sockets are inherited; the browser that is started meanwhile would then hold the port for as long
/// as it runs.
enum LoopbackSocket {
    /// Bound to `port`, or to any free one for 0; nil where that is not to be had.
    static func bind(port: UInt16) -> Int32? {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(bitPattern: SOCK_CLOEXEC.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { return nil }
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, isBound(descriptor, port: port) else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func isBound(_ descriptor: Int32, port: UInt16) -> Bool {
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size) == 0 else { return false }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        // Every socket address begins with the fields of `sockaddr`, and `bind` reads as many bytes as it is told.
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                #if canImport(Glibc)
                unsafe Glibc.bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                #elseif canImport(Musl)
                unsafe Musl.bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                #else
                unsafe Darwin.bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                #endif
            }
        }
    }
}
