#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A TCP server on 127.0.0.1 that lets callers in and says nothing.
struct SilentListener {
    struct Failure: Error {}

    let port: UInt16
    private let socketDescriptor: Int32

    init() throws {
        #if canImport(Glibc)
            socketDescriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            socketDescriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socketDescriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Whether somebody has called.
    func hasCaller() -> Bool {
        var descriptor = pollfd(fd: socketDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }

    func close() {
        #if canImport(Glibc)
            _ = Glibc.close(socketDescriptor)
        #else
            _ = Darwin.close(socketDescriptor)
        #endif
    }
}
