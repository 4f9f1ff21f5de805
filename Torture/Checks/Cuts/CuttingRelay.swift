import Foundation
import Synchronization
import TestRelay

/// A relay between clients and PostgreSQL, on 127.0.0.1. It counts the messages of both sides, and cuts the session at
/// one of them. Sessions that start after the cut pass unharmed. The rows of one result count as one message.
final class CuttingRelay: Sendable {
    /// The messages that have passed.
    struct Passed: Sendable {
        /// The number of messages that each side has sent.
        var counts: [MessageStream.Sender: Int] = [:]
        /// Whether the cut was made.
        var isCut = false
    }

    /// The port for clients.
    let port: UInt16
    private let listener: Int32
    private let socketPath: String
    private let cut: Cut?
    private let state = Mutex(Passed())
    private let isClosed = Atomic(false)

    /// - Parameters:
    ///   - socketPath: the server's Unix socket.
    ///   - cut: where to cut; `nil` only counts.
    init(to socketPath: String, cutting cut: Cut?) throws {
        self.socketPath = socketPath
        self.cut = cut
        (listener, port) = try Sockets.listening()
        Thread.detachNewThread { [self] in accept() }
    }

    /// The messages that have passed so far.
    var passed: Passed { state.withLock { $0 } }

    /// Accepts no more clients. Connected ones continue.
    func close() { isClosed.store(true, ordering: .releasing) }

    private func accept() {
        while !isClosed.load(ordering: .acquiring) {
            guard Sockets.isReadable([listener], forMilliseconds: 10) != nil else { continue }
            let client = Sockets.accepting(on: listener)
            guard client >= 0 else { continue }
            Thread.detachNewThread { [self] in relay(client) }
        }
        Sockets.close(listener)
    }

    private func relay(_ client: Int32) {
        let server = Sockets.connecting(to: socketPath)
        defer {
            // In this order, so that the messages that were passed on still arrive.
            Sockets.close(server)
            Sockets.close(client)
        }
        var fromClient = MessageStream(from: .client)
        var fromServer = MessageStream(from: .server)
        while let readable = Sockets.isReadable([client, server]) {
            if readable.contains(server) {
                guard let bytes = Sockets.read(server), pass(bytes, by: .server, &fromServer, to: client) else {
                    return
                }
            }
            if readable.contains(client) {
                guard let bytes = Sockets.read(client), pass(bytes, by: .client, &fromClient, to: server) else {
                    return
                }
            }
        }
    }

    /// Passes messages on.
    /// - Returns: whether the session continues.
    private func pass(
        _ bytes: [UInt8], by sender: MessageStream.Sender, _ stream: inout MessageStream, to receiver: Int32
    ) -> Bool {
        stream.append(bytes)
        var passing: [UInt8] = []
        while let message = stream.next() {
            switch message.continuesRows ? nil : count(sender) {
            case nil:
                passing += message.bytes
            case .before:
                _ = Sockets.write(passing, to: receiver)
                return false
            case .after:
                _ = Sockets.write(passing + message.bytes, to: receiver)
                return false
            }
        }
        return Sockets.write(passing, to: receiver)
    }

    /// Counts a message.
    /// - Returns: the side of it where the session is cut; `nil` if it is not cut.
    private func count(_ sender: MessageStream.Sender) -> Cut.Side? {
        state.withLock { state in
            let number = state.counts[sender, default: 0]
            state.counts[sender] = number + 1
            guard let cut, !state.isCut, cut.sender == sender, cut.message == number else { return nil }
            state.isCut = true
            return cut.side
        }
    }
}
