import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Stands between a client and PostgreSQL, on 127.0.0.1, counts the statements that are sent, those of a pipeline each for
/// itself, and breaks in at one of them: it passes that one on, so that the server runs it, and nothing after it.
final class StatementRelay: Sendable {
    struct Failure: Error {}

    /// What happens at the statement.
    enum Break: Sendable {
        /// Both sides are cut off.
        case cutting
        /// This very process is killed, as by `kill -9`.
        case killing
    }

    let port: UInt16
    private let listener: Int32
    private let socketPath: String
    private let breakingAt: Int
    private let way: Break
    private let counted = Mutex(0)
    private let isClosed = Atomic(false)

    /// - Parameters:
    ///   - socketPath: the server's Unix socket.
    ///   - breakingAt: the number of the statement, from 1.
    ///   - way: what happens then.
    init(to socketPath: String, breakingAt: Int, by way: Break) throws {
        self.socketPath = socketPath
        self.breakingAt = breakingAt
        self.way = way
        let (listener, port) = try Sockets.listening()
        (self.listener, self.port) = (listener, port)
        Thread.detachNewThread { [self] in accept() }
    }

    /// How many statements were sent.
    var count: Int { counted.withLock { $0 } }

    /// Takes no more callers. Those that are there go on.
    func close() { isClosed.store(true, ordering: .releasing) }

    private func accept() {
        while !isClosed.load(ordering: .acquiring) {
            guard Sockets.isReadable([listener], forMilliseconds: 20) != nil else { continue }
            let client = Sockets.accepting(on: listener)
            guard client >= 0 else { continue }
            Thread.detachNewThread { [self] in relay(client) }
        }
        Sockets.close(listener)
    }

    private func relay(_ client: Int32) {
        let server = Sockets.connecting(to: socketPath)
        defer {
            Sockets.close(client)
            Sockets.close(server)
        }
        var messages = FrontendMessages()
        while let readable = Sockets.isReadable([client, server]) {
            if readable.contains(server) {
                guard let bytes = Sockets.read(server), Sockets.write(bytes, to: client) else { return }
            }
            guard readable.contains(client) else { continue }
            guard let bytes = Sockets.read(client) else { return }
            messages.append(bytes)
            var passing: [UInt8] = []
            while let message = messages.next() {
                passing += message.bytes
                guard message.runsStatement,
                    counted.withLock({
                        $0 += 1; return $0
                    }) == breakingAt
                else { continue }
                _ = Sockets.write(passing, to: server)
                if way == .killing { kill(getpid(), SIGKILL) }
                return Sockets.closeAbruptly(client)
            }
            guard Sockets.write(passing, to: server) else { return }
        }
    }
}
