#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The system's calls for sockets, as a relay needs them.
enum Sockets {
    /// A socket could not be had.
    struct Failure: Error {}

    /// A TCP socket that listens on 127.0.0.1, with its port.
    static func listening() throws -> (socket: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, streams, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    static func accepting(on listener: Int32) -> Int32 { accept(listener, nil, nil) }

    /// A connection to a Unix socket; a negative number when nobody is there.
    static func connecting(to path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, streams, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            room.copyBytes(from: path.utf8.prefix(room.count - 1))
        }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        if isConnected { return descriptor }
        close(descriptor)
        return -1
    }

    /// Waits until there is something to read, or an end to be seen.
    /// - Returns: the sockets where there is; `nil` when time is over or one of them is none.
    static func readable(_ sockets: [Int32], forMilliseconds milliseconds: Int32 = -1) -> [Int32]? {
        var descriptors = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard sockets.allSatisfy({ $0 >= 0 }), poll(&descriptors, nfds_t(descriptors.count), milliseconds) > 0 else {
            return nil
        }
        return descriptors.filter { $0.revents != 0 }.map(\.fd)
    }

    /// What has arrived; `nil` at the end.
    static func read(_ socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    /// Sends all of it.
    /// - Returns: whether it could be sent.
    static func write(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, withoutSignal) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    #if canImport(Darwin)
        private static let streams = SOCK_STREAM
        /// There libpq's own setting has the process ignore SIGPIPE.
        private static let withoutSignal: Int32 = 0
        static func close(_ socket: Int32) { if socket >= 0 { _ = Darwin.close(socket) } }
    #else
        private static let streams = Int32(SOCK_STREAM.rawValue)
        private static let withoutSignal = Int32(MSG_NOSIGNAL)
        #if canImport(Glibc)
            static func close(_ socket: Int32) { if socket >= 0 { _ = Glibc.close(socket) } }
        #else
            static func close(_ socket: Int32) { if socket >= 0 { _ = Musl.close(socket) } }
        #endif
    #endif
}
