internal import CLibPQ
internal import Foundation
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Cancels the statement of one call on the server, and never a later one.
///
/// A cancel request names a session, not a statement: it hits the statement that runs when the request arrives. So a
/// request is only sent while its statement is known to run, and a statement does not count as ended while a request
/// for it is on its way. `libpq`'s `PQcancel` returns after the server has signalled the session.
final class StatementCanceller: Sendable {
    /// The identity of one call on the connection.
    struct Ticket: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    private struct State {
        var lastNumber: UInt64 = 0
        /// The calls that have not ended, whether they run or wait for their turn.
        var open: Set<Ticket> = []
        var running: Ticket?
        var cancelled: Set<Ticket> = []
        /// Whether the connection was closed because the server did not answer.
        var isGivenUp = false

        mutating func end(_ ticket: Ticket) {
            running = nil
            open.remove(ticket)
        }
    }

    /// The data that `libpq` needs to cancel in a session. Unchecked, because `PQcancel` only reads the object, and it
    /// is freed when it has no owner any more.
    private final class Target: @unchecked Sendable {
        let pointer: OpaquePointer

        init?(connection: OpaquePointer) {
            guard let pointer = PQgetCancel(connection) else { return nil }
            self.pointer = pointer
        }

        deinit { PQfreeCancel(pointer) }
    }

    /// The session's socket under a separate descriptor, because the session may close its own at any time.
    private final class Socket: Sendable {
        private let descriptor: Int32

        init?(of connection: OpaquePointer) {
            let socket = PQsocket(connection)
            guard socket >= 0 else { return nil }
            descriptor = fcntl(socket, F_DUPFD_CLOEXEC, 3)
            guard descriptor >= 0 else { return nil }
        }

        deinit { _ = close(descriptor) }

        /// Ends the connection, even while a thread waits for input on it.
        func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// The time that the server may take to answer a request. After that, the connection is given up.
    let deadline: Duration
    private let target: Target?
    private let socket: Socket?
    private let state = Mutex(State())
    /// Held while a request is on its way. Never taken on a thread of the cooperative pool.
    private let sending = NSLock()

    /// - Parameters:
    ///   - connection: a `PGconn` that is connected; `nil` if it is already closed.
    ///   - deadline: the time that the server may take to answer a request.
    init(connection: OpaquePointer?, deadline: Duration) {
        self.deadline = deadline
        target = connection.flatMap(Target.init)
        socket = connection.flatMap(Socket.init)
    }

    /// A ticket for a call that is about to be queued.
    func ticket() -> Ticket {
        state.withLock { state in
            state.lastNumber += 1
            let ticket = Ticket(number: state.lastNumber)
            state.open.insert(ticket)
            return ticket
        }
    }

    /// Records that the call's statement is about to be sent.
    /// - Throws: `CancellationError` when the call was cancelled while it waited.
    func begin(_ ticket: Ticket) throws {
        try state.withLock { state in
            if state.cancelled.contains(ticket) { throw CancellationError() }
            state.running = ticket
        }
    }

    /// Records that the call's statement has ended. Waits for a request that is on its way to it.
    func end(_ ticket: Ticket) {
        // A request to a server that does not answer may never return, even if the statement's own answer came. Once
        // the connection is given up, it runs no other statement that the request could hit.
        while !state.withLock({ $0.isGivenUp }) {
            guard sending.lock(before: Date(timeIntervalSinceNow: 0.05)) else { continue }
            state.withLock { $0.end(ticket) }
            sending.unlock()
            return
        }
        state.withLock { $0.end(ticket) }
    }

    /// Whether the call was cancelled.
    func isCancelled(_ ticket: Ticket) -> Bool {
        state.withLock { $0.cancelled.contains(ticket) }
    }

    /// Whether the connection was given up because the server did not answer a cancel request.
    var isGivenUp: Bool { state.withLock { $0.isGivenUp } }

    /// Forgets a call that has returned.
    func forget(_ ticket: Ticket) {
        state.withLock { state in
            state.cancelled.remove(ticket)
            state.open.remove(ticket)
        }
    }

    /// Cancels a call: at once if it still waits, on the server if it runs. Does not block.
    func cancel(_ ticket: Ticket) {
        let isRunning = state.withLock { state in
            state.cancelled.insert(ticket)
            return state.running == ticket
        }
        guard isRunning, target != nil else { return }
        let thread = Thread { [self] in
            // The server ignores a request that arrives between two statements of a batch, so the request is repeated
            // until the call has ended.
            while sendRequest(for: ticket) {
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        thread.name = "athanor cancel"
        thread.start()
        giveUpUnlessEnded(ticket)
    }

    /// Gives the connection up if a call has not ended after the deadline, counted from now. Does not block.
    func giveUpUnlessEnded(_ ticket: Ticket) {
        let moment = ContinuousClock.now + deadline
        let thread = Thread { [self] in
            while state.withLock({ $0.open.contains(ticket) }) {
                let rest = ContinuousClock.now.duration(to: moment)
                guard rest > .zero else {
                    let isGivenUp = state.withLock { state in
                        guard state.open.contains(ticket) else { return false }
                        state.isGivenUp = true
                        return true
                    }
                    if isGivenUp { socket?.shutDown() }
                    return
                }
                Thread.sleep(forTimeInterval: min(0.05, max(0.001, rest / .seconds(1))))
            }
        }
        thread.name = "athanor cancel deadline"
        thread.start()
    }

    /// - Returns: whether the call was still running.
    private func sendRequest(for ticket: Ticket) -> Bool {
        sending.lock()
        defer { sending.unlock() }
        guard let target, state.withLock({ $0.running == ticket }) else { return false }
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { reason in
            // A failed request is ignored here: the statement continues, and the next request may succeed.
            _ = PQcancel(target.pointer, reason.baseAddress, Int32(reason.count))
        }
        return true
    }
}
