internal import Dispatch
internal import Foundation
internal import Synchronization

/// Turns SIGINT and SIGTERM into a cancelled task, and a second one into the end of the process.
final class Interruption: Sendable {
    private let received: Received
    // Kept only so that the sources live as long as this does; nothing touches them after `init`.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Begins to listen.
    /// - Parameters:
    ///   - output: told that the work is being stopped.
    ///   - cancel: called at the first signal, from a thread of its own.
    init(reportingTo output: TextOutput, cancel: @escaping @Sendable () -> Void) {
        let received = Received()
        self.received = received
        let queue = DispatchQueue(label: "athanor.signals")
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                // A key that was pressed for the other program.
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

    /// What the first signal is answered with.
    private static let announcement = Mutex(
        "interrupted: cancelling what runs and rolling back; once more to stop at once")

    /// Runs something that answers the first signal in its own way.
    static func announcing<Result>(_ text: String, _ body: () async throws -> Result) async rethrows -> Result {
        let usual = announcement.withLock { announcement in
            defer { announcement = text }
            return announcement
        }
        defer { announcement.withLock { $0 = usual } }
        return try await body()
    }

    /// How many programs have the terminal for themselves at the moment: an editor, as a rule.
    private static let programsWithTerminal = Mutex(0)

    /// Runs something while keys of the terminal, Control-C among them, are meant for another program, which has it.
    static func leavingTerminalToAnother<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        programsWithTerminal.withLock { $0 += 1 }
        defer { programsWithTerminal.withLock { $0 -= 1 } }
        return try await body()
    }

    /// The exit status of work that ended with a status of its own: work that was finished in spite of a signal keeps it.
    func exitStatus(after status: ExitStatus) -> ExitStatus {
        guard status != .success, let signal = received.signal else { return status }
        return .interrupted(by: signal)
    }

    /// The first signal that came.
    private final class Received: Sendable {
        private let value = Mutex<Int32?>(nil)

        var signal: Int32? { value.withLock { $0 } }

        /// Notes a signal; whether it is the first.
        func first(_ number: Int32) -> Bool {
            value.withLock { value in
                guard value == nil else { return false }
                value = number
                return true
            }
        }
    }
}
