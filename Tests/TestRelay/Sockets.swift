#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's calls for sockets, as a relay needs them.
package enum Sockets {
    /// A TCP socket that listens on 127.0.0.1, with its port.
    package static func listening() throws -> (socket: Int32, port: UInt16) {
        let descriptor = open(AF_INET)
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
        guard isListening else { throw StatementRelay.Failure() }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Whether somebody takes calls on a port of 127.0.0.1.
    package static func accepts(onPort port: UInt16) -> Bool {
        let descriptor = open(AF_INET)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// A connection to a Unix socket; a negative number when nobody is there.
    package static func connecting(to path: String) -> Int32 {
        let descriptor = open(AF_UNIX)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            room.copyBytes(from: path.utf8.prefix(room.count - 1))
        }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        return connected ? descriptor : -1
    }

    /// Waits until there is something to read, or an end to be seen.
    /// - Returns: the sockets where there is; `nil` when time is over or one of them is none.
    package static func isReadable(_ sockets: [Int32], forMilliseconds milliseconds: Int32 = -1) -> [Int32]? {
        var descriptors = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard sockets.allSatisfy({ $0 >= 0 }), poll(&descriptors, nfds_t(descriptors.count), milliseconds) > 0 else {
            return nil
        }
        return descriptors.filter { $0.revents != 0 }.map(\.fd)
    }

    /// What has arrived; `nil` at the end.
    package static func read(_ socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    /// Sends all of it.
    /// - Returns: whether it could be sent.
    package static func write(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, withoutSignal) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Has the other side see a reset once it is closed, not an orderly end.
    package static func closeAbruptly(_ socket: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    package static func accepting(on listener: Int32) -> Int32 { ownOnly(accept(listener, nil, nil)) }

    /// No program that is started at the same time may inherit a socket: that would keep it open.
    private static func ownOnly(_ socket: Int32) -> Int32 {
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        return socket
    }

    #if canImport(Glibc)
        private static func open(_ family: Int32) -> Int32 {
            socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }

        private static let withoutSignal = Int32(MSG_NOSIGNAL)
        package static func close(_ socket: Int32) { if socket >= 0 { _ = Glibc.close(socket) } }
    #else
        private static func open(_ family: Int32) -> Int32 { ownOnly(socket(family, SOCK_STREAM, 0)) }

        /// There libpq's own setting has the process ignore SIGPIPE.
        private static let withoutSignal: Int32 = 0
        package static func close(_ socket: Int32) { if socket >= 0 { _ = Darwin.close(socket) } }
    #endif
}
