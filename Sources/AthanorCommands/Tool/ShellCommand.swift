internal import Foundation
internal import Synchronization

/// A command line that `/bin/sh` runs, with this process's input and outputs.
struct ShellCommand: Sendable {
    /// How a command ended.
    enum Ending: Sendable, Hashable {
        /// By itself, with an exit code.
        case exited(Int32)
        /// By a signal.
        case killed(signal: Int32)

        /// Whether the exit code is 0.
        var isSuccess: Bool { self == .exited(0) }

        /// How it ended, as the predicate of a sentence.
        var text: String {
            switch self {
            case .exited(127): "ended with exit code 127: the shell did not find the command"
            case .exited(126): "ended with exit code 126: the file may not be executed"
            case .exited(let code): "ended with exit code \(code)"
            case .killed(let signal): "was ended by signal \(signal)"
            }
        }
    }

    /// The command line.
    let text: String
    /// The values of `$1`, `$2` … in it.
    var arguments: [String] = []
    /// Its environment variables.
    let environment: [String: String]
    /// The folder that it runs in; `nil` for this process's working directory.
    var folder: String?
    /// How long it may take to end after it was asked to, in seconds.
    var patience = 10.0
    /// Whether what it prints goes to standard error.
    var printsToStandardError = false

    /// Runs it to its end. If the task is cancelled, asks the command to end (SIGTERM) and waits; after ``patience``,
    /// ends it (SIGKILL).
    /// - Throws: `POSIXError` if there is no shell; `CancellationError` if the task was cancelled before the start.
    func run() async throws -> Ending {
        let process = RunningProcess()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Waiting for another process blocks a thread, which must not be one of those that run tasks.
                DispatchQueue.global().async {
                    continuation.resume(with: Result { try process.begin(start) }.flatMap { process.wait() })
                }
            }
        } onCancel: {
            process.terminate(within: patience)
        }
    }

    // Foundation's Process puts a program into a new process group, which cannot use the terminal.
    private func start() throws -> pid_t {
        var actions = Self.noActions()
        var attributes = Self.noAttributes()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if printsToStandardError { posix_spawn_file_actions_adddup2(&actions, 2, 1) }
        // A program would inherit the ways in which this process handles these signals.
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // This thread has signals blocked, which a program would inherit.
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var words = ["/bin/sh", "-c", text, "sh"] + arguments
        if let folder {
            // Not every C library has a function to set the folder of a new process.
            words = ["/bin/sh", "-c", "cd -- \"$1\" && shift && exec \"$@\"", "sh", folder] + words
        }
        var process = pid_t()
        try Self.withPointers(words) { words in
            try Self.withPointers(environment.map { "\($0.key)=\($0.value)" }) { variables in
                try Self.check(posix_spawn(&process, "/bin/sh", &actions, &attributes, words, variables))
            }
        }
        return process
    }

    private static func check(_ code: Int32) throws {
        guard code != 0 else { return }
        throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL)
    }

    /// Calls `body` with the texts as C strings, ended by a null pointer.
    private static func withPointers(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Void
    ) throws {
        let pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        try body(pointers + [nil])
    }

    #if canImport(Darwin)
        private static func noActions() -> posix_spawn_file_actions_t? { nil }
        private static func noAttributes() -> posix_spawnattr_t? { nil }
    #else
        private static func noActions() -> posix_spawn_file_actions_t { posix_spawn_file_actions_t() }
        private static func noAttributes() -> posix_spawnattr_t { posix_spawnattr_t() }
    #endif
}

/// A child process, from before its start until its end was collected.
private final class RunningProcess: Sendable {
    private enum State {
        case ready
        case running(pid_t)
        case ended
    }

    private let state = Mutex(State.ready)

    func begin(_ start: () throws -> pid_t) throws {
        try state.withLock { state in
            guard case .ready = state else { throw CancellationError() }
            state = .running(try start())
        }
    }

    /// Asks it to end, or keeps it from starting.
    func terminate(within patience: Double) {
        state.withLock { state in
            switch state {
            case .ready: state = .ended
            case .running(let process):
                kill(process, SIGTERM)
                DispatchQueue.global().asyncAfter(deadline: .now() + patience) { self.forceEnd() }
            case .ended: break
            }
        }
    }

    private func forceEnd() {
        state.withLock { state in
            if case .running(let process) = state { kill(process, SIGKILL) }
        }
    }

    /// Waits for its end.
    func wait() -> Result<ShellCommand.Ending, any Error> {
        guard case .running(let process) = state.withLock({ $0 }) else { return .failure(CancellationError()) }
        // Until its end is collected, no other process gets its number, so it may be signalled.
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 {
            guard errno == EINTR else { return .failure(Self.failure()) }
        }
        return state.withLock { state in
            state = .ended
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0 {
                guard errno == EINTR else { return .failure(Self.failure()) }
            }
            // Like the macros WIFEXITED, WEXITSTATUS and WTERMSIG, which Swift does not see.
            let signal = status & 0x7F
            return .success(signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal))
        }
    }

    private static func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECHILD) }
}
