internal import Dispatch
internal import Foundation
internal import Synchronization

/// Cancels a task on SIGINT or SIGTERM, and ends the process on a second signal.
final class Interruption: Sendable {
    private let received: Received
    // Kept only so that the sources live as long as this does; nothing touches them after `init`.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Starts to listen for signals.
    /// - Parameters:
    ///   - output: gets the message that the work is being stopped.
    ///   - cancel: called at the first signal, from a dispatch queue.
    init(reportingTo output: TextOutput, cancel: @escaping @Sendable () -> Void) {
        let received = Received()
        self.received = received
        let queue = DispatchQueue(label: "athanor.signals")
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                // The key was pressed for the other program.
                if number == SIGINT, Self.programsWithTerminal.withLock({ $0 }) > 0 { return }
                guard received.first(number) else { _exit(ExitStatus.interrupted(by: number).rawValue) }
                StatusLines.above {
                    output.line(Self.announcement.withLock { $0 })
                }
                cancel()
            }
            source.resume()
            return source
        }
    }

    /// The message for the first signal.
    private static let announcement = Mutex(
        "interrupted: cancelling and rolling back; press Ctrl-C again to stop now")

    /// Runs `body` with another message for the first signal.
    static func announcing<Result>(_ text: String, _ body: () async throws -> Result) async rethrows -> Result {
        let usual = announcement.withLock { announcement in
            defer { announcement = text }
            return announcement
        }
        defer { announcement.withLock { $0 = usual } }
        return try await body()
    }

    /// How many other programs use the terminal at the moment: an editor, as a rule.
    private static let programsWithTerminal = Mutex(0)

    /// Runs `body` while another program uses the terminal and gets its keys, Ctrl-C among them.
    static func leavingTerminalToAnother<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        programsWithTerminal.withLock { $0 += 1 }
        defer { programsWithTerminal.withLock { $0 -= 1 } }
        return try await body()
    }

    /// The exit status after work that ended with `status`. Work that was finished despite a signal keeps its status.
    func exitStatus(after status: ExitStatus) -> ExitStatus {
        guard status != .success, let signal = received.signal else { return status }
        return .interrupted(by: signal)
    }

    /// The first signal that came.
    private final class Received: Sendable {
        private let value = Mutex<Int32?>(nil)

        var signal: Int32? { value.withLock { $0 } }

        /// Records a signal, and returns whether it is the first.
        func first(_ number: Int32) -> Bool {
            value.withLock { value in
                guard value == nil else { return false }
                value = number
                return true
            }
        }
    }
}
