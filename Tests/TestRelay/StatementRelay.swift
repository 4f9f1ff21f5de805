import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Stands between a client and PostgreSQL, on 127.0.0.1, counts the statements that are sent, those of a pipeline each for
/// itself, and breaks in at one of them.
///
/// Statements are counted in the first session alone: whether a second one comes, which sees who is in the way of a slow
/// statement, depends on how slow the machine is.
package final class StatementRelay: Sendable {
    package struct Failure: Error {}

    /// Where it breaks in.
    package enum Moment: Sendable {
        /// At the statement of this number, from 1.
        case statement(Int)
        /// At the COMMIT of this number, from 1.
        case commit(Int)
        /// At the first statement whose text holds this, after one whose text holds something else.
        case next(String, after: String)
        /// At the first statement whose text holds this.
        case text(String)
        /// Nowhere.
        case never
    }

    /// What happens at the statement.
    package enum Break: Sendable {
        /// It is passed on, so that the server runs it; then both sides are cut off.
        case cutting
        /// Both sides are cut off before the server has it.
        case cuttingBefore
        /// The server runs it and answers; both sides are cut off before the client has the answer.
        case cuttingAfterAnswer
        /// It is passed on, and then nothing more passes in this session, either way, though the connections stay. For good,
        /// no other session passes anything either.
        case fallingSilent
        /// It is passed on, and all goes on in this session; other sessions pass nothing more.
        case silencingOthers
        /// It is passed on; then this very process is killed, as by `kill -9`.
        case killing
    }

    private struct Counted {
        var sessions = 0
        var statements = 0
        var commits = 0
        var hasBegun = false
        var hasBroken = false
        var roundTrips = 0
    }

    package let port: UInt16
    private let listener: Int32
    private let socketPath: String
    private let moment: Moment
    private let way: Break
    private let isForGood: Bool
    private let counted = Mutex(Counted())
    private let isClosed = Atomic(false)

    /// - Parameters:
    ///   - socketPath: the server's Unix socket.
    ///   - moment: at which statement it breaks in.
    ///   - way: what happens then.
    ///   - isForGood: whether nobody gets through to the server after that.
    package init(
        to socketPath: String, breakingAt moment: Moment = .never, by way: Break = .cutting,
        forGood isForGood: Bool = false
    ) throws {
        self.socketPath = socketPath
        self.moment = moment
        self.way = way
        self.isForGood = isForGood
        let (listener, port) = try Sockets.listening()
        (self.listener, self.port) = (listener, port)
        Thread.detachNewThread { [self] in accept() }
    }

    /// How many statements were sent in the first session.
    package var count: Int { counted.withLock { $0.statements } }

    /// How often clients have waited for an answer of the server, in all sessions; the beginning of a session does not count.
    package var roundTrips: Int { counted.withLock { $0.roundTrips } }

    /// Whether it has broken in.
    package var hasBroken: Bool { counted.withLock { $0.hasBroken } }

    /// Takes no more callers. Those that are there go on.
    package func close() { isClosed.store(true, ordering: .releasing) }

    private func accept() {
        while !isClosed.load(ordering: .acquiring) {
            guard Sockets.isReadable([listener], forMilliseconds: 20) != nil else { continue }
            let client = Sockets.accepting(on: listener)
            guard client >= 0 else { continue }
            if isForGood, hasBroken, way != .fallingSilent {
                Sockets.close(client)
                continue
            }
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
        let isFirst = counted.withLock { counted in
            counted.sessions += 1
            return counted.sessions == 1
        }
        while let readable = Sockets.isReadable([client, server]) {
            if hasBroken, isForGood && way == .fallingSilent || !isFirst && way == .silencingOthers {
                return waitForClosing()
            }
            if readable.contains(server) {
                guard let bytes = Sockets.read(server), Sockets.write(bytes, to: client) else { return }
            }
            guard readable.contains(client) else { continue }
            guard let bytes = Sockets.read(client) else { return }
            messages.append(bytes)
            var passing: [UInt8] = []
            while let message = messages.next() {
                if message.awaitsAnswer { counted.withLock { $0.roundTrips += 1 } }
                guard let statement = message.statement, isMoment(statement, inFirstSession: isFirst),
                    way != .silencingOthers
                else {
                    passing += message.bytes
                    continue
                }
                breakIn(at: message, after: passing, between: client, server)
                return
            }
            guard Sockets.write(passing, to: server) else { return }
        }
    }

    /// Counts a statement.
    /// - Returns: whether it is the one to break in at.
    private func isMoment(_ statement: String, inFirstSession isFirst: Bool) -> Bool {
        counted.withLock { counted in
            if isFirst { counted.statements += 1 }
            if statement == "COMMIT" { counted.commits += 1 }
            let isHere =
                switch moment {
                case .statement(let number): isFirst && counted.statements == number
                case .commit(let number): statement == "COMMIT" && counted.commits == number
                case .next(let text, _): counted.hasBegun && !counted.hasBroken && statement.contains(text)
                case .text(let text): !counted.hasBroken && statement.contains(text)
                case .never: false
                }
            if case .next(_, let first) = moment, statement.contains(first) { counted.hasBegun = true }
            if isHere { counted.hasBroken = true }
            return isHere
        }
    }

    private func waitForClosing() {
        while !isClosed.load(ordering: .acquiring) { Thread.sleep(forTimeInterval: 0.02) }
    }

    private func breakIn(
        at message: FrontendMessages.Message, after passing: [UInt8], between client: Int32, _ server: Int32
    ) {
        if way != .cuttingBefore { _ = Sockets.write(passing + message.bytes, to: server) }
        switch way {
        case .cutting, .cuttingBefore, .silencingOthers: break
        case .cuttingAfterAnswer:
            // The server answers at once when asked to, and it is at the end of its work then.
            let flush: [UInt8] = [UInt8(ascii: "S"), 0, 0, 0, 4]
            _ = Sockets.write(flush, to: server)
            var answer: [UInt8] = []
            while !BackendMessages.isReadyForQuery(answer), let bytes = Sockets.read(server) { answer += bytes }
        case .fallingSilent:
            waitForClosing()
        case .killing: kill(getpid(), SIGKILL)
        }
        Sockets.closeAbruptly(client)
    }
}

/// What PostgreSQL sends, as far as a relay needs to read it.
private enum BackendMessages {
    /// Whether it ends with `ReadyForQuery`: the letter, the length 5, and the state of the transaction.
    static func isReadyForQuery(_ bytes: [UInt8]) -> Bool {
        bytes.suffix(6).dropLast() == [UInt8(ascii: "Z"), 0, 0, 0, 5]
    }
}
