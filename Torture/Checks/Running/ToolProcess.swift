import AthanorTesting
import Foundation

/// A running executable: `athanor`, or one like it.
struct ToolProcess: Sendable {
    /// How it ended.
    struct Ending: Sendable, CustomStringConvertible {
        /// The exit code; 128 and the signal's number for a process that was killed.
        let exitCode: Int32
        /// What it wrote, to standard output and standard error.
        let text: String

        var description: String { "exit code \(exitCode), and it wrote:\n\(text)" }

        /// Makes sure that it succeeded.
        /// - Throws: ``Contradiction``.
        func checkSuccess(_ what: String) throws {
            try Contradiction.check(exitCode == 0, "\(what): \(self)")
        }

        /// Makes sure that it succeeded, or ended with an error that is meant to be read.
        /// - Throws: ``Contradiction``.
        func checkOutcome(_ what: String) throws {
            let isReadable = exitCode == 1 && text.contains("error: ")
            try Contradiction.check(exitCode == 0 || isReadable, "\(what): \(self)")
        }
    }

    private let process: Process
    private let output: URL

    /// Starts it.
    /// - Parameters:
    ///   - executable: the file.
    ///   - arguments: the command line.
    ///   - folder: the working directory, where a file for its output is made too.
    ///   - database: the database's URL. All else that could configure Athanor is taken from its environment.
    init(_ executable: URL, _ arguments: [String], in folder: URL, database: String) throws {
        output = folder.appending(path: "output-\(UUID().uuidString)")
        // A file, not a pipe: a pipe that nobody empties would stop the process.
        try Data().write(to: output)
        process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment
            .filter { $0.key != "DATABASE_URL" && !$0.key.hasPrefix("ATHANOR_") && !$0.key.hasPrefix("PG") }
            .merging(["DATABASE_URL": database]) { $1 }
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.runInTurn()
        // A Process keeps it open for ever.
        try handle.close()
    }

    /// Its id.
    var id: Int32 { process.processIdentifier }

    /// Whether it has not ended yet.
    var isRunning: Bool { process.isRunning }

    /// Sends it a signal, if it is still there.
    func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// Waits for its end.
    /// - Parameter limit: how long a run may take before it counts as hung. It is killed then.
    /// - Throws: ``Contradiction`` when it hangs.
    func end(within limit: Duration = .seconds(300)) async throws -> Ending {
        let started = ContinuousClock.now
        while process.isRunning {
            if ContinuousClock.now - started > limit {
                kill(process.processIdentifier, SIGKILL)
                let text = try String(contentsOf: output, encoding: .utf8)
                throw Contradiction("a process did not end within \(limit); it wrote:\n\(text)")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        let status = process.terminationStatus
        return Ending(
            exitCode: process.terminationReason == .uncaughtSignal ? 128 + status : status,
            text: try String(contentsOf: output, encoding: .utf8))
    }
}
