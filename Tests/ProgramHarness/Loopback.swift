#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The plainest HTTP there is, to 127.0.0.1, for the controls of a stand-in that runs as its own program.
package enum Loopback {
    package struct Refused: Error {
        package let reply: String
    }

    /// Sends one request and gives the body of the reply.
    ///
    /// - Throws: `Refused` unless the status is 200 to 299.
    package static func request(
        _ method: String,
        port: UInt16,
        _ path: String,
        body: String? = nil
    ) throws -> String {
        let socket = try connect(to: port)
        defer { Posix.close(socket) }
        let content = body ?? ""
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        if body != nil { head += "Content-Type: application/json\r\n" }
        head += "Content-Length: \(content.utf8.count)\r\n\r\n"
        var rest = Array((head + content).utf8)[...]
        while !rest.isEmpty {
            guard let count = Posix.write(rest, to: socket) else { throw SystemFailure("write") }
            rest = rest.dropFirst(count)
        }
        var bytes: [UInt8] = []
        while let more = Posix.read(socket) { bytes += more }
        let reply = String(decoding: bytes, as: UTF8.self)
        guard reply.hasPrefix("HTTP/1.1 2"), let gap = reply.firstRange(of: "\r\n\r\n") else {
            throw Refused(reply: reply)
        }
        return String(reply[gap.upperBound...])
    }

    /// A port that nobody listens on.
    package static func closedPort() throws -> UInt16 {
        let socket = try open()
        defer { Posix.close(socket) }
        var address = Self.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(socket, address, length) == 0 else { return Int32(-1) }
                return unsafe getsockname(socket, address, &length)
            }
        }
        guard result == 0 else { throw SystemFailure("bind") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func connect(to port: UInt16) throws -> Int32 {
        let socket = try open()
        var address = Self.address(port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                #if canImport(Glibc)
                unsafe Glibc.connect(socket, address, length)
                #elseif canImport(Musl)
                unsafe Musl.connect(socket, address, length)
                #else
                unsafe Darwin.connect(socket, address, length)
                #endif
            }
        }
        guard result == 0 else {
            Posix.close(socket)
            throw SystemFailure("connect")
        }
        return socket
    }

    private static func open() throws -> Int32 {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let number = Posix.alone { socket(AF_INET, kind, 0) }
        guard number >= 0 else { throw SystemFailure("socket") }
        return try Posix.aside(number)
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
